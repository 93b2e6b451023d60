import type { DrillItem, DrillReport, Verdict } from '../contract/drill-rest.ts';
import { readAlarmLog } from '../db/queries/drill-alarm-log.ts';
import { readTaskLog } from '../db/queries/drill-task-log.ts';
import type { Evidence } from './judge/judge.ts';
import { missedOf, timesOf } from './report-alarms.ts';
import { chartsOf } from './report-charts.ts';
import { timelineEntries } from './report-timeline.ts';

/** After-action report: what happened, how fast it was acted on, what was missed, and how it was judged. */
export async function makeDrillReport(
  evidence: Evidence,
  verdicts: Verdict[],
  drill: DrillItem,
  participants: DrillReport['participants'],
): Promise<DrillReport> {
  const { log, realm, scenario } = evidence;
  const { aim, name, title } = scenario;
  const [alarms, tasks] = [await readAlarmLog(realm), await readTaskLog(realm)];
  return {
    drill,
    scenario: { name, title, aim },
    ranFrom: log.find(({ kind }) => kind === 'started')?.toldAt ?? drill.createdAt,
    ranTo: drill.endedAt ?? log.at(-1)?.toldAt ?? drill.createdAt,
    participants,
    verdicts,
    passed: verdicts.length > 0 && verdicts.every(({ passed }) => passed === true),
    timeline: await timelineEntries(evidence, alarms, tasks),
    times: timesOf(evidence, alarms),
    missed: missedOf(alarms, tasks),
    charts: await chartsOf(evidence, alarms),
  };
}
