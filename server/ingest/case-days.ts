import type { RealmQueries } from '../db/database.ts';
import { readCaseDays } from '../db/queries/stated-sums.ts';
import { TABLES } from './event-tables.ts';
import type { Good } from './plausible.ts';

const SEIZURE = 'border.seizure.v1';
const [CASE_NO, TOKEN] = ['case_no', 'token'].map((column) =>
  TABLES[SEIZURE].columns.findIndex(({ name }) => name === column),
);

/** What statements of a case say, by day and column: the highest of several. */
type Days = Map<string, Map<string, number>>;

/**
 * On which days what a statement of a case says may be shown. A case is shown on the day of its first statement with what its
 * latest says, whichever of them are retracted: so each is of its own day and of those of the statements before it.
 */
export class CaseDays {
  readonly #numbers: ReadonlyMap<Good, string>;
  readonly #cases: Map<string, Days>;

  private constructor(numbers: ReadonlyMap<Good, string>, cases: Map<string, Days>) {
    this.#numbers = numbers;
    this.#cases = cases;
  }

  static async read(
    realm: RealmQueries,
    events: readonly Good[],
    columns: readonly string[],
  ): Promise<CaseDays> {
    const own = events.filter(isSeizure);
    if (own.length === 0 || columns.length === 0) return new CaseDays(new Map(), new Map());
    const named = own.map(({ row }) => [
      row[2] ?? null,
      row[CASE_NO ?? -1] ?? null,
      row[TOKEN ?? -1] ?? null,
    ]);
    const { numbers, days } = await readCaseDays(realm, columns, named);
    const cases = new Map<string, Days>();
    for (const { day, number, ...values } of days) {
      const stated = new Map(columns.map((column) => [column, values[column] ?? 0]));
      cases.set(number, (cases.get(number) ?? new Map<string, Map<string, number>>()).set(day, stated));
    }
    return new CaseDays(new Map(own.map((event, place) => [event, numbers[place] ?? ''])), cases);
  }

  /** Takes in what an event states on its day. @returns what it adds to the sums of which days */
  state(event: Good, day: string, column: string, amount: number): { day: string; amount: number }[] {
    const number = this.#numbers.get(event);
    if (number === undefined) return [{ day, amount }];
    const days: Days = this.#cases.get(number) ?? new Map<string, Map<string, number>>();
    this.#cases.set(number, days);
    const stated = days.get(day) ?? new Map<string, number>();
    days.set(day, stated);
    const parts = [...days.keys()].filter((other) => other < day).map((other) => ({ day: other, amount }));
    // The first of its day: what is said later of the case may be shown on that day from now on.
    const later = [...days].flatMap(([other, values]) => (other > day ? (values.get(column) ?? 0) : []));
    const own = stated.has(column) ? amount : Math.max(amount, ...later);
    stated.set(column, Math.max(stated.get(column) ?? 0, amount));
    return [...parts, { day, amount: own }];
  }
}

/** Whether what an event adds depends on what else is stated of its thing. */
export function isSeizure({ type }: Good): boolean {
  return type === SEIZURE;
}
