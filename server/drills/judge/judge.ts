import type { CellValue } from '../../contract/cells.ts';
import type { DrillEvent, Verdict } from '../../contract/drill-rest.ts';
import type { CheckKind, Criterion, Scenario } from '../../contract/scenario.ts';
import { DatabaseAway, type Database, type RealmDatabase } from '../../db/database.ts';
import { endOf } from '../timeline.ts';
import { alarmActed, alarmRaised, noAlarm } from './alarms.ts';
import { countsEqualRows } from './counts.ts';
import { figure } from './figures.ts';
import { handoverEqualsLog } from './handover.ts';
import { liveUntouched } from './isolation.ts';
import { unrecorded, type Outcome } from './outcome.ts';
import { correctionRecorded, refusalsExplained } from './record.ts';
import { order, rows } from './rows.ts';
import { boardLag, screenBanner, screenEqual, wordsUnseen } from './screen.ts';
import { drainedOnce, nothingClearedAlone, shortReadingsAgain } from './screening.ts';
import { taskActed } from './tasks.ts';

/** What a drill is judged by. */
export interface Evidence {
  db: Database;
  /** The drill's own. */
  realm: RealmDatabase;
  /** `null`: this board has no live realm. */
  live: RealmDatabase | null;
  scenario: Scenario;
  play: string | null;
  /** T0 and what the clock shows, milliseconds since the Unix epoch. */
  startsAt: number;
  shows: number;
  /** All of it, in order. */
  log: readonly DrillEvent[];
  /** The board as it stands. */
  cells: ReadonlyMap<string, CellValue>;
}

type Checks = {
  [K in CheckKind]: (check: Extract<Criterion, { is: K }>, evidence: Evidence) => Promise<Outcome> | Outcome;
};
const CHECKS: Checks = {
  'alarm-raised': alarmRaised,
  'no-alarm': noAlarm,
  'alarm-acted': alarmActed,
  'task-acted': taskActed,
  figure,
  rows,
  order,
  'words-unseen': wordsUnseen,
  'counts-equal-rows': (_check, evidence) => countsEqualRows(evidence),
  'refusals-explained': refusalsExplained,
  'short-readings-again': (_check, evidence) => shortReadingsAgain(evidence),
  'nothing-cleared-alone': nothingClearedAlone,
  'drained-once': drainedOnce,
  'board-lag': boardLag,
  'screen-banner': screenBanner,
  'screen-equal': screenEqual,
  'live-untouched': (_check, evidence) => liveUntouched(evidence),
  'handover-equals-log': (_check, evidence) => handoverEqualsLog(evidence),
  'correction-recorded': correctionRecorded,
};

/** They read all that was told in the drill: at its end, and not every few seconds while somebody looks on. */
const AT_END: ReadonlySet<CheckKind> = new Set<CheckKind>([
  'counts-equal-rows',
  'short-readings-again',
  'nothing-cleared-alone',
  'drained-once',
  'live-untouched',
  'handover-equals-log',
]);

/**
 * The verdict on each criterion, in their order. While the drill goes on, what may still turn out otherwise has none; at its end
 * what was not recorded has not passed.
 */
export async function judge(evidence: Evidence): Promise<Verdict[]> {
  const { log, scenario, shows, startsAt } = evidence;
  // How far the board was behind is said when a drill ends, also before its time.
  const over =
    shows >= endOf(scenario, startsAt) || log.some(({ kind }) => kind === 'lag' || kind === 'ended');
  const verdicts: Verdict[] = [];
  for (const check of scenario.criteria) {
    const { id, is, title } = check;
    if (!over && AT_END.has(is)) {
      verdicts.push({ id, title, passed: null, evidence: [] });
      continue;
    }
    const { final, passed, evidence: lines } = await outcomeOf(check, evidence);
    verdicts.push({ id, title, passed: over || final ? passed : null, evidence: lines });
  }
  return verdicts;
}

/** What cannot be judged, as a column that no table has, costs its own criterion and no other. */
async function outcomeOf(check: Criterion, evidence: Evidence): Promise<Outcome> {
  const judged = CHECKS[check.is] as (check: Criterion, evidence: Evidence) => Promise<Outcome> | Outcome;
  try {
    return await judged(check, evidence);
  } catch (error) {
    if (error instanceof DatabaseAway) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return unrecorded({ ko: `판정할 수 없음: ${why}`, en: `It cannot be judged: ${why}` });
  }
}
