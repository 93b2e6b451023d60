import type { Verdict } from '../contract/drill-rest.ts';
import { realmDatabase, type Database } from '../db/database.ts';
import { leaveAll, readParticipants } from '../db/queries/drill-participants.ts';
import { readDrillLog, saveDrillReport, type DrillRow } from '../db/queries/drills.ts';
import { readRealms } from '../db/queries/realms.ts';
import { drillItem } from './describe.ts';
import { changeState, nameOf, type Changer } from './drill-state.ts';
import type { DrivenDrill } from './driven-drill.ts';
import { judge, type Evidence } from './judge/judge.ts';
import { makeDrillReport } from './report.ts';

/** Verdicts while a drill runs are as old as this at most, in milliseconds. */
const JUDGED_MS = 3_000;

/** Judges drills that this server drives: as they stand while they run, and for good at their end. */
export class Judging {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #present = new Map<number, { at: number; verdicts: Promise<Verdict[]> }>();

  /** @param now real time in milliseconds */
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** As it stands. @param driven `null`: another server drives it, and nothing can be said here */
  async present(row: DrillRow, driven: DrivenDrill | null): Promise<Verdict[]> {
    if (driven === null)
      return row.scenario.criteria.map(({ id, title }) => ({ id, title, passed: null, evidence: [] }));
    const known = this.#present.get(row.id);
    if (known !== undefined && this.#now() - known.at < JUDGED_MS) return await known.verdicts;
    const verdicts = this.#evidence(row, driven).then(judge);
    this.#present.set(row.id, { at: this.#now(), verdicts });
    verdicts.catch(() => this.#present.delete(row.id));
    return await verdicts;
  }

  /**
   * The drill is over: it is judged, its report is kept, and everybody leaves: all of it or nothing, so that no drill has
   * ended without a report. Nothing else may be done with it meanwhile.
   */
  async end(row: DrillRow, driven: DrivenDrill, by: Changer): Promise<void> {
    const db = this.#db;
    driven.record('lag', driven.lag.figures);
    await driven.recorded();
    await driven.realm.setClock({ shows: driven.realm.clock.now(), rate: 0 });
    const evidence = await this.#evidence(row, driven);
    const verdicts = await judge(evidence);
    const ended = drillItem({ ...row, state: 'ended', endedAt: this.#now() });
    const last = { at: ended.shows, toldAt: new Date(this.#now()).toISOString(), detail: { by: nameOf(by) } };
    const report = await makeDrillReport(
      { ...evidence, log: [...evidence.log, { id: 0, kind: 'ended', ...last }] },
      verdicts,
      { ...ended, passed: verdicts.filter(({ passed }) => passed === true).length },
      await readParticipants(db, row.id),
    );
    await changeState(db, row, { state: 'ended', by }, async (tx) => {
      await saveDrillReport(tx, row.id, report);
      await leaveAll(tx, row.id);
    });
    this.#present.delete(row.id);
  }

  async #evidence({ id, play, scenario, startsAt }: DrillRow, { realm }: DrivenDrill): Promise<Evidence> {
    const db = this.#db;
    const live = (await readRealms(db)).find(({ kind }) => kind === 'live');
    return {
      ...{ db, realm: realm.database, play, scenario, startsAt },
      shows: realm.clock.now(),
      live: live === undefined ? null : realmDatabase(db, live.name),
      log: await readDrillLog(db, id),
      cells: realm.judgedCells(),
    };
  }
}
