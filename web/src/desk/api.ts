import type { Problem } from '../../../server/contract/rest.ts';
import type { Timers } from '../state/timers.ts';
import type { Reach } from './reach.svelte.ts';

/** What has no answer after this long, in milliseconds, is taken for lost. */
const PATIENCE_MS = 10_000;
/** Between two tries, in milliseconds. */
const AGAIN_MS = 1_500;

/** Routes that ask which realm is meant; the others stand above the realms. */
const OF_A_REALM = /^\/api\/v1\/(alarms|alarm-rules|tasks|handovers|rows|days|feeds|feed-tokens)([/?]|$)/;

/** The server's refusal of a request: RFC 9457. Status 0: no answer came, and nobody knows whether it was done. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Where and why, by JSON pointers such as `/body/name`. */
  readonly errors: readonly { path: string; reason: string }[];

  constructor({ status, title, detail, errors }: Omit<Problem, 'type'>) {
    super(detail ?? title);
    this.status = status;
    this.title = title;
    this.detail = detail ?? '';
    this.errors = errors ?? [];
  }
}

export interface ApiOptions {
  fetch: typeof fetch;
  timers: Timers;
  reach: Reach;
  /** The realm that is asked of; `null`: the server's own. */
  realm: string | null;
  /** The server does not know who asks: the session may have ended. */
  unknown: () => void;
}

interface Answer {
  response: Response;
  text: string;
}

/**
 * The server's API with the session's cookie. What only asks is asked again until there is an answer, while the desk says
 * that there is no link and since when; what changes something is sent once. Throws {@link ApiProblem}.
 */
export class Api {
  readonly #options: ApiOptions;
  /** Asked by the page that is open; another page makes another. */
  #page = 0;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** Rejects with refusals only. What was asked by a page that has been left is not answered any more. */
  async get<T>(path: string): Promise<T> {
    const page = this.#page;
    for (;;) {
      const answer = await this.#try(path, { method: 'GET' });
      if (page !== this.#page) return await new Promise<T>(() => {});
      if (answer !== null && answer.response.status !== 429) return this.#read(answer) as T;
      await new Promise<void>((resolve) => this.#options.timers.after(AGAIN_MS, resolve));
    }
  }

  /**
   * @param patienceMs what may take longer than most, such as a realm that is made
   * @returns `undefined` where the answer has no body
   */
  async post<T>(path: string, body: unknown = {}, patienceMs = PATIENCE_MS): Promise<T> {
    return (await this.#change('POST', path, body, patienceMs)) as T;
  }
  async put<T>(path: string, body: unknown): Promise<T> {
    return (await this.#change('PUT', path, body)) as T;
  }
  async patch<T>(path: string, body: unknown): Promise<T> {
    return (await this.#change('PATCH', path, body)) as T;
  }
  async delete<T>(path: string, body?: unknown, patienceMs = PATIENCE_MS): Promise<T> {
    return (await this.#change('DELETE', path, body, patienceMs)) as T;
  }

  /** A path of the API with the realm that the desk watches, where the route knows realms: also for links. */
  address(path: string): string {
    const { realm } = this.#options;
    if (realm === null || !OF_A_REALM.test(path) || /[?&]realm=/.test(path)) return path;
    return `${path}${path.includes('?') ? '&' : '?'}realm=${encodeURIComponent(realm)}`;
  }

  /** The page that asked is gone. */
  leave(): void {
    this.#page += 1;
  }

  async #change(method: string, path: string, body?: unknown, patienceMs?: number): Promise<unknown> {
    const init = {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    };
    const answer = await this.#try(path, init, patienceMs);
    if (answer === null) throw new ApiProblem({ status: 0, title: 'no answer' });
    return this.#read(answer);
  }

  /** `null`: no answer, half of one, or that of a server that cannot. */
  async #try(path: string, init: RequestInit, patienceMs = PATIENCE_MS): Promise<Answer | null> {
    const { reach } = this.#options;
    try {
      const response = await this.#options.fetch(this.address(path), {
        ...init,
        cache: 'no-store',
        credentials: 'same-origin',
        signal: AbortSignal.timeout(patienceMs),
      });
      if (response.status >= 500) {
        reach.failed();
        return null;
      }
      const text = await response.text();
      reach.answered();
      return { response, text };
    } catch {
      reach.failed();
      return null;
    }
  }

  #read({ response, text }: Answer): unknown {
    if (response.ok) return text === '' ? undefined : (JSON.parse(text) as unknown);
    if (response.status === 401) this.#options.unknown();
    throw problemOf(response, text);
  }
}

/** What a proxy says in between is no problem document: its status remains. */
function problemOf({ status, statusText }: Response, text: string): ApiProblem {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    return new ApiProblem({ ...problem, status, title: problem.title ?? statusText });
  } catch {
    return new ApiProblem({ status, title: statusText });
  }
}
