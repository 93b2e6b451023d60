import type { RealmDatabase } from '../db/database.ts';
import { readOpenAlarms } from '../db/queries/alarm-lists.ts';
import { readAlarmRules } from '../db/queries/alarm-rules.ts';
import { giveAlarmLease, holdAlarmLease, readPending } from '../db/queries/alarm-watch.ts';
import { carryOut } from './carry-out.ts';
import { evaluate, type BoardView, type Judgement } from './evaluate.ts';
import { isEmpty, planOf } from './plan.ts';
import { readRule, type Rule } from './rule.ts';

export interface AlarmWatchOptions {
  realm: RealmDatabase;
  /** Name of this run of this server: no other has it. */
  holder: string;
  /** The board as it is now; `null` where its figures are not confirmed: then only the clock goes on. */
  board: () => BoardView | null;
  now: () => number;
  failed: (what: string, error: unknown) => void;
}

const NOTHING_JUDGED: Judgement = { conditions: [], judged: new Set(), inPart: new Set() };
/** The board is judged this often, in milliseconds. */
const PERIOD_MS = 1_000;

/**
 * Watches a realm's board and raises, clears and passes on its alarms. Every server runs one and one of them acts: who
 * holds the lease. All that it must remember is in the database.
 */
export class AlarmWatch {
  readonly #options: AlarmWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> | undefined;
  #stopped = false;
  /** Rules as they were read last, and the text that they were read from. */
  #rules: { text: string; rules: Rule[] } = { text: '', rules: [] };

  constructor(options: AlarmWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedule(PERIOD_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    const { failed, holder, realm } = this.#options;
    await giveAlarmLease(realm, holder).catch((error: unknown) =>
      failed('giving back the watch over alarms', error),
    );
  }

  /**
   * Judges the board once, where this server holds the lease.
   * @returns whether it does
   */
  async look(): Promise<boolean> {
    const { board, holder, now, realm } = this.#options;
    const term = await holdAlarmLease(realm.db, realm.schema, holder);
    if (term === null) return false;
    const [rules, open, pending] = await Promise.all([
      this.#readRules(),
      readOpenAlarms(realm),
      readPending(realm),
    ]);
    const view = board();
    const at = now();
    const judgement = view === null ? NOTHING_JUDGED : evaluate(rules, view, at);
    const byName = new Map(rules.map((rule) => [rule.name, rule]));
    const plan = planOf(judgement, byName, open, pending, at);
    return isEmpty(plan) || (await carryOut(realm, plan, { holder, term, rules: byName, at }));
  }

  #schedule(inMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      const began = performance.now();
      this.#running = this.look()
        .catch((error: unknown) => this.#options.failed('watching for alarms', error))
        .finally(() => {
          this.#running = undefined;
          this.#schedule(Math.max(0, began + PERIOD_MS - performance.now()));
        });
    }, inMs);
  }

  async #readRules(): Promise<Rule[]> {
    const stored = await readAlarmRules(this.#options.realm);
    const text = JSON.stringify(stored);
    if (text === this.#rules.text) return this.#rules.rules;
    const rules: Rule[] = [];
    for (const each of stored) {
      const rule = readRule(each);
      if (typeof rule !== 'string') rules.push(rule);
      else this.#options.failed(`alarm rule ${each.name} is skipped`, new Error(rule));
    }
    this.#rules = { text, rules };
    return rules;
  }
}
