import type { DrillReport, MadeDrill, NewDrill } from '../../server/contract/drill-rest.ts';
import type { Problem } from '../../server/contract/rest.ts';

/** The server will not have the scenario: what is wrong with it, line by line. */
export class WrongScenario extends Error {
  override readonly name = 'WrongScenario';
  readonly #errors: NonNullable<Problem['errors']>;

  constructor({ detail = 'the scenario is wrong', errors = [] }: Partial<Problem>) {
    super(detail);
    this.#errors = errors;
  }

  /** As compilers say it, so that editors and CI find the place: `file:line: what is wrong`. */
  textOf(file: string): string[] {
    if (this.#errors.length === 0) return [`${file}: ${this.message}`];
    return this.#errors.map(({ path, reason }) => {
      const [, line, rest] = /^line (\d+) (.*)$/.exec(path) ?? [];
      return line === undefined ? `${file}: ${this.message}` : `${file}:${line}: ${rest} ${reason}`;
    });
  }
}

/** What a command may do on a board whose control key it has. */
export class Control {
  readonly #url: URL;
  readonly #key: string;

  constructor(url: URL, key: string) {
    this.#url = url;
    this.#key = key;
  }

  async make(drill: NewDrill): Promise<MadeDrill> {
    return await this.#ask<MadeDrill>('/control/drills', drill);
  }

  async report(drill: number): Promise<DrillReport> {
    return await this.#ask<DrillReport>(`/control/drills/${drill}/report`);
  }

  async order(drill: number, order: 'end' | 'drop'): Promise<void> {
    await this.#ask(`/control/drills/${drill}/orders`, { do: order });
  }

  async #ask<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(new URL(path, this.#url), {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
    });
    if (answer.ok) return (await answer.json()) as T;
    const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>;
    throw answer.status === 422 || answer.status === 400
      ? new WrongScenario(problem)
      : new Error(problem.detail ?? `the board answered ${answer.status}`);
  }
}
