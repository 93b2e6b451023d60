import { doDeed, type PersonsDeed } from '../alarms/do-deed.ts';
import type { Account } from '../access/principal.ts';
import type { RealmCell } from '../contract/cells.ts';
import { parseScope } from '../contract/scope.ts';
import { sinceStart, spanMs, type ScriptedDeed } from '../contract/scenario.ts';
import type { RealmDatabase } from '../db/database.ts';
import { readRaised, type RaisedAlarm } from '../db/queries/drill-alarms.ts';
import { signHandover } from '../duty/handover.ts';
import { changeTask, createTask } from '../duty/tasks.ts';

export interface PlayersOptions {
  realm: RealmDatabase;
  describe: RealmCell;
  deeds: readonly ScriptedDeed[];
  /** T0 in milliseconds since the Unix epoch. */
  startsAt: number;
  /** Whom the log names. */
  player: { id: number; name: string };
  record: (kind: 'deed', detail: Record<string, unknown>) => void;
  /** Names of deeds that were done before, where the drill goes on. */
  done: ReadonlySet<string>;
}

type Later = { at: number; do: () => Promise<void> };

const MINUTE_MS = 60_000;
const TASK_MINUTES = 30;

/** Participants whom the board plays: they do what people do at the desk, when the play says so. */
export class Players {
  readonly #options: PlayersOptions;
  readonly #account: Account;
  #waiting: ScriptedDeed[];
  /** What follows from a deed: a task is accepted and done some time after it was made. */
  #later: Later[] = [];

  constructor(options: PlayersOptions) {
    this.#options = options;
    this.#waiting = options.deeds.filter(({ id }) => !options.done.has(id));
    this.#account = {
      kind: 'account',
      ...options.player,
      sessionId: 0,
      roles: ['duty-manager'],
      scopes: ['headquarters'],
    };
  }

  /** Does what is due. @returns whether anything was done */
  async act(now: number): Promise<boolean> {
    if (this.#waiting.length + this.#later.length === 0) return false;
    const raised = this.#waiting.some(({ when }) => when !== undefined)
      ? await readRaised(this.#options.realm)
      : [];
    const due = this.#waiting.filter((deed) => (this.#dueAt(deed, raised) ?? Infinity) <= now);
    // Each waits until it is done: what the database does not take now is done at the next look.
    for (const deed of due) {
      await this.#perform(deed, awaitedOf(deed, raised), now);
      this.#waiting = this.#waiting.filter((each) => each !== deed);
    }
    const follows = this.#later.filter(({ at }) => at <= now);
    for (const each of follows) {
      await each.do();
      this.#later = this.#later.filter((other) => other !== each);
    }
    return due.length + follows.length > 0;
  }

  #dueAt(deed: ScriptedDeed, raised: readonly RaisedAlarm[]): number | null {
    const after = deed.after === undefined ? 0 : spanMs(deed.after);
    if (deed.when === undefined) return this.#options.startsAt + (sinceStart(deed.at ?? 'T0') ?? 0) + after;
    const alarm = awaitedOf(deed, raised);
    return alarm === undefined ? null : alarm.raisedAt + after;
  }

  async #perform(deed: ScriptedDeed, alarm: RaisedAlarm | undefined, now: number): Promise<void> {
    const { describe, player, realm, record } = this.#options;
    const by = { id: player.id, name: player.name };
    switch (deed.do) {
      case 'acknowledge':
      case 'take':
        return await this.#toAlarm(deed, alarm, { do: deed.do, by }, now);
      case 'shelve': {
        const { reason, seconds } = deed;
        return await this.#toAlarm(deed, alarm, { do: 'shelve', by, reason, seconds }, now);
      }
      case 'task':
        return await this.#makeTask(deed, alarm, now);
      case 'handover': {
        const scope = parseScope('headquarters');
        if (scope === null) throw new Error('there are no headquarters');
        const from = this.#options.startsAt + (sinceStart(deed.from) ?? 0);
        const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
        const handover = await signHandover(realm, this.#account, { describe, scope, from, to, now }, null);
        record('deed', { id: deed.id, do: deed.do, handover });
      }
    }
  }

  async #toAlarm(
    { do: what, id }: ScriptedDeed,
    alarm: RaisedAlarm | undefined,
    deed: PersonsDeed,
    now: number,
  ): Promise<void> {
    if (alarm === undefined) return;
    const { realm, record } = this.#options;
    const done = await doDeed(realm, alarm.id, deed, {
      now: () => now,
      actor: `account:${this.#account.id}`,
      remark: null,
      mayTouch: () => true,
    });
    const denied = done !== null && 'denied' in done ? { denied: done.denied } : {};
    record('deed', { id, do: what, alarm: alarm.id, ...denied });
  }

  async #makeTask(
    deed: Extract<ScriptedDeed, { do: 'task' }>,
    alarm: RaisedAlarm | undefined,
    now: number,
  ): Promise<void> {
    const { realm, record } = this.#options;
    const task = await createTask(realm, this.#account, {
      kind: deed.kind,
      title: deed.title,
      subject: deed.subject ?? null,
      port: deed.port ?? alarm?.port ?? null,
      route: deed.route ?? alarm?.route ?? null,
      alarmId: alarm?.id ?? null,
      remark: null,
      now: new Date(now).toISOString(),
      deadline: new Date(now + TASK_MINUTES * MINUTE_MS).toISOString(),
    });
    record('deed', { id: deed.id, do: deed.do, task });
    const later = (after: string | undefined, what: 'accept' | 'finish') => {
      if (after === undefined) return;
      const at = now + spanMs(after);
      this.#later.push({
        at,
        do: async () => {
          await changeTask(realm, task, what === 'accept' ? { do: what } : { do: what, remark: null }, {
            account: this.#account,
            now: at,
          });
          record('deed', { id: deed.id, do: what, task });
        },
      });
    };
    later(deed.accepted, 'accept');
    later(deed.done, 'finish');
  }
}

function awaitedOf({ when }: ScriptedDeed, raised: readonly RaisedAlarm[]): RaisedAlarm | undefined {
  if (when === undefined) return undefined;
  const { alarm, nth = 1, port, subject } = when;
  return raised.filter(
    (each) =>
      each.rule === alarm &&
      (subject === undefined || each.subject === subject) &&
      (port === undefined || each.port === port),
  )[nth - 1];
}
