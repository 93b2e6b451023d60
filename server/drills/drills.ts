import { actorOf, type Account } from '../access/principal.ts';
import { hashSecret, newSecret } from '../access/secrets.ts';
import type {
  DrillDetail,
  DrillEvent,
  DrillItem,
  DrillOrder,
  DrillReport,
  DrivePlan,
  MadeDrill,
  NewDrill,
  StepAnswer,
  StepBody,
} from '../contract/drill-rest.ts';
import type { Inject, Scenario } from '../contract/scenario.ts';
import { COMMAND } from '../control/feed-access.ts';
import { dropRealm } from '../db/drop-realm.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { joinDrill, leaveDrill, readParticipants, type Taker } from '../db/queries/drill-participants.ts';
import {
  appendDrillEvent,
  findDrillByToken,
  insertDrill,
  nextDrillId,
  readDrillLog,
  readDrills,
  type DrillRow,
} from '../db/queries/drills.ts';
import { joinScreen, leaveScreen } from '../db/queries/screens.ts';
import { drillItem, realmOfDrill } from './describe.ts';
import { changeState, drillRow, nameOf, type Changer } from './drill-state.ts';
import type { DrivenDrill } from './driven-drill.ts';
import type { ScreenSaid } from './screen-check.ts';
import { Judging } from './judging.ts';
import { DrillRefusal } from './refusals.ts';
import { Runner, type RunnerOptions } from './runner.ts';
import { startTime } from './start-time.ts';
import { beginOf, timelineOf } from './timeline.ts';

const LOG_SHOWN = 200;
/** The end of a drill that another server drives is waited for with so many looks, and so long between two, in milliseconds. */
const END_LOOKS = 60;
const END_LOOK_MS = 250;
const OPEN: ReadonlySet<string> = new Set(['preparing', 'running', 'paused']);

/** The drills, as those who direct them and take part in them know them. */
export class Drills {
  readonly #options: RunnerOptions;
  readonly #runner: Runner;
  readonly #judging: Judging;
  #making: Promise<unknown> = Promise.resolve();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#judging = new Judging(options.db, options.now);
    this.#runner = new Runner(options, async (driven) => await this.#conclude(driven, 'system'));
  }

  async start(): Promise<void> {
    await this.#runner.start();
  }

  async stop(): Promise<void> {
    await this.#runner.stop();
  }

  async list(): Promise<DrillItem[]> {
    return (await readDrills(this.#options.db)).map(drillItem);
  }

  /** Makes a drill of a scenario that was checked, one after the other. @param by `null`: a command does */
  async make(scenario: Scenario, wanted: NewDrill, by: Account | null): Promise<MadeDrill> {
    const made = this.#making.then(() => this.#make(scenario, wanted, by));
    this.#making = made.catch(() => undefined);
    return await made;
  }

  async #make(scenario: Scenario, wanted: NewDrill, by: Account | null): Promise<MadeDrill> {
    const { db, now } = this.#options;
    const { drive = false, paused = false, play = null, speed = 1 } = wanted;
    const startsAt = startTime(scenario, now());
    const shows = beginOf({ scenario, startsAt });
    const id = await nextDrillId(db);
    const realm = realmOfDrill({ id, scenario }).name;
    const token = newSecret('gwd');
    await db.transaction(async (tx) => {
      await insertDrill(tx, {
        ...{ id, realm, scenario, play, speed, startsAt, shows },
        directedBy: by?.id ?? null,
        tokenHash: token.hash,
      });
      // With the row: no other server may take it for one that was left.
      await this.#runner.hold(id, tx);
      await appendAudit(tx, {
        actor: by === null ? COMMAND : actorOf(by),
        action: 'drill.made',
        object: `drill:${id}`,
        detail: { scenario: scenario.name, play, speed },
      });
    });
    const row = await this.#row(id);
    await this.#runner.take(row);
    const tokens = drive ? await this.#runner.drivers.grant(row) : null;
    await this.#set(row, paused ? 'paused' : 'running', null, by);
    if (tokens === null && !paused) await this.#runner.startDriver(row);
    const drill = drillItem(await this.#row(id));
    return tokens === null ? { drill } : { drill, token: token.secret, tokens: Object.fromEntries(tokens) };
  }

  /** Carries an order out, or throws {@link DrillRefusal}. */
  async order(id: number, order: DrillOrder, by: Account | null): Promise<void> {
    const row = await this.#row(id);
    const open = OPEN.has(row.state);
    const speed = order.speed ?? null;
    if (open !== ['start', 'pause', 'end'].includes(order.do))
      throw new DrillRefusal('not-now', open ? 'it has not ended: end it first' : `it is ${row.state}`);
    switch (order.do) {
      case 'start': {
        const here = (await this.#runner.take(row)) !== null;
        await this.#set(row, 'running', speed, by);
        if (here) await this.#runner.startDriver(row);
        return;
      }
      case 'pause':
        return await this.#set(row, 'paused', speed, by);
      case 'end':
        return await this.#end(row, by);
      case 'archive':
      case 'drop':
        return await this.#putAway(row, order.do, by);
    }
  }

  /** Something happens that no timeline has. */
  async inject(id: number, inject: Inject, by: Account): Promise<void> {
    const row = await this.#row(id);
    if (row.state !== 'running' && row.state !== 'paused')
      throw new DrillRefusal('not-now', `it is ${row.state}`);
    const object = `drill:${id}`;
    await this.#options.db.transaction(async (tx) => {
      await appendDrillEvent(tx, id, { at: row.shows, kind: 'ordered', detail: { by: by.name, inject } });
      const detail = { inject: inject.id, do: inject.do };
      await appendAudit(tx, { actor: actorOf(by), action: 'drill.inject-ordered', object, detail });
    });
  }

  /** Somebody, or a screen, takes part from now on, or does no more. */
  async takePart(id: number, taker: Taker & { name: string }, takes: boolean, by: Account): Promise<void> {
    const row = await this.#row(id);
    if (takes && !OPEN.has(row.state)) throw new DrillRefusal('not-now', `it is ${row.state}`);
    const who =
      'account' in taker ? { kind: 'account', id: taker.account } : { kind: 'screen', id: taker.screen };
    await this.#options.db.transaction(async (tx) => {
      const left = await leaveDrill(tx, taker, takes ? null : id);
      // It takes part in another one, or in none: nothing is left.
      if (!takes && left === null) return;
      if (takes) await joinDrill(tx, id, taker);
      if ('screen' in taker)
        await (takes ? joinScreen(tx, row.realm, taker.screen) : leaveScreen(tx, taker.screen));
      const detail = { ...who, name: taker.name };
      if (takes && left !== null && left !== id)
        await appendDrillEvent(tx, left, { at: (await drillRow(tx, left)).shows, kind: 'left', detail });
      await appendDrillEvent(tx, id, { at: row.shows, kind: takes ? 'joined' : 'left', detail });
      const action = takes ? 'drill.joined' : 'drill.left';
      await appendAudit(tx, { actor: actorOf(by), action, object: `drill:${id}`, detail: who });
    });
  }

  async detail(id: number): Promise<DrillDetail> {
    const { db } = this.#options;
    const row = await this.#row(id);
    const log = await readDrillLog(db, id);
    const done = new Map(
      log.flatMap(({ at, detail, kind }) =>
        kind === 'inject' && detail['byHand'] !== true ? [[String(detail['id']), at] as const] : [],
      ),
    );
    return {
      drill: drillItem(row),
      timeline: timelineOf(row.scenario, row.play, row.startsAt).map(({ at, inject }) => ({
        id: inject.id,
        at: new Date(at).toISOString(),
        do: inject.do,
        title: inject.title ?? null,
        doneAt: done.get(inject.id) ?? null,
      })),
      participants: await readParticipants(db, id),
      log: log.slice(-LOG_SHOWN).reverse().map(shown),
      criteria: row.report?.verdicts ?? (await this.#judging.present(row, this.#runner.driven(id))),
    };
  }

  /** `null`: it has not ended. */
  async report(id: number): Promise<DrillReport | null> {
    return (await this.#row(id)).report;
  }

  /** The drill that a driver's token opens; `null`: none. */
  async drillOf(token: string): Promise<number | null> {
    return await findDrillByToken(this.#options.db, hashSecret(token));
  }

  async plan(id: number): Promise<DrivePlan> {
    const { play, scenario, shows, startsAt } = await this.#row(id);
    return { scenario, play, startsAt, shows };
  }

  /** See `DrivenDrill.step`. */
  async step(id: number, body: StepBody): Promise<StepAnswer> {
    const driven = this.#runner.driven(id);
    if (driven === null) throw new DrillRefusal('elsewhere', 'another server drives it');
    return await driven.step(body);
  }

  /** What paired screens say of themselves: those that take part in a drill are held against its board. */
  hear(said: readonly ScreenSaid[]): void {
    for (const drill of this.#runner.all) drill.hear(said);
  }

  async #row(id: number): Promise<DrillRow> {
    return await drillRow(this.#options.db, id);
  }

  async #set(
    row: DrillRow,
    state: 'running' | 'paused',
    speed: number | null,
    by: Account | null,
  ): Promise<void> {
    const same = row.state === state;
    if (same && (speed === null || speed === row.speed)) return;
    const goesOn = row.state === 'paused' ? 'resumed' : 'started';
    const kind = same ? 'speed' : state === 'paused' ? 'paused' : goesOn;
    await changeState(this.#options.db, row, { state, speed, by, kind });
  }

  async #end(row: DrillRow, by: Account | null): Promise<void> {
    const driven = await this.#runner.take(row);
    if (driven === null) return await this.#endElsewhere(row, by);
    await driven.alone(() => this.#conclude(driven, by));
  }

  /** The server that drives it finds the order in the log. Throws {@link DrillRefusal} where it does not in time. */
  async #endElsewhere({ id, shows }: DrillRow, by: Account | null): Promise<void> {
    const { db, sleep } = this.#options;
    await db.transaction(async (tx) => {
      await appendDrillEvent(tx, id, { at: shows, kind: 'end-ordered', detail: { by: nameOf(by) } });
      const actor = by === null ? COMMAND : actorOf(by);
      await appendAudit(tx, { actor, action: 'drill.end-ordered', object: `drill:${id}` });
    });
    for (let looks = 0; looks < END_LOOKS; looks++) {
      if (!OPEN.has((await this.#row(id)).state)) return;
      await sleep(END_LOOK_MS);
    }
    throw new DrillRefusal('elsewhere', 'another server drives it and was told to end it: it has not yet');
  }

  /** Ends a drill that nobody else does anything with. */
  async #conclude(driven: DrivenDrill, by: Changer): Promise<void> {
    const row = await this.#row(driven.id);
    // Its clock came to its end, or somebody ended it, at the same moment.
    if (!OPEN.has(row.state)) return;
    await this.#judging.end(row, driven, by);
    await this.#runner.drivers.silence(row);
  }

  async #putAway(row: DrillRow, what: 'archive' | 'drop', by: Account | null): Promise<void> {
    const state = what === 'drop' ? 'dropped' : 'archived';
    if (what === 'archive' && row.state !== 'ended') throw new DrillRefusal('not-now', `it is ${row.state}`);
    // First of all: from now on no server shows it again. What was dropped by half is dropped again.
    if (row.state !== state) await changeState(this.#options.db, row, { state, by });
    await this.#runner.close(row);
    if (what === 'drop') await dropRealm(this.#options.db, row.realm);
  }
}

/** What was ordered is named; what is in it, a passenger list maybe, is for its driver. */
function shown(event: DrillEvent): DrillEvent {
  if (event.kind !== 'ordered') return event;
  const { by, inject } = event.detail as { by: unknown; inject: Inject };
  return { ...event, detail: { by, inject: { id: inject.id, do: inject.do } } };
}
