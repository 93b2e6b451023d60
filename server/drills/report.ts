import type { DrillItem, DrillReport, Verdict } from '../contract/drill-rest.ts';
import type { Evidence } from './judge/judge.ts';

export async function makeDrillReport(
  { scenario }: Evidence,
  verdicts: Verdict[],
  drill: DrillItem,
  participants: DrillReport['participants'],
): Promise<DrillReport> {
  const { aim, name, title } = scenario;
  return {
    drill,
    scenario: { name, title, aim },
    ranFrom: drill.createdAt,
    ranTo: drill.endedAt ?? drill.createdAt,
    participants,
    verdicts,
    passed: verdicts.every(({ passed }) => passed === true),
    timeline: [],
    times: [],
    missed: [],
    charts: { minutes: [], units: [], queue: [], openAlarms: [] },
  };
}
