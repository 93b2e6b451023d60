import type { DrillReport } from '../contract/drill-rest.ts';
import type { LoggedAlarm } from '../db/queries/drill-alarm-log.ts';
import { readChartMinutes } from '../db/queries/drill-charts.ts';
import type { Evidence } from './judge/judge.ts';

const MINUTE_MS = 60_000;

/** Figures of each minute from T0 until what the clock shows. */
export async function chartsOf(
  { realm, shows, startsAt }: Evidence,
  alarms: readonly LoggedAlarm[],
): Promise<DrillReport['charts']> {
  const from = Math.floor(startsAt / MINUTE_MS) * MINUTE_MS;
  const until = Math.ceil(shows / MINUTE_MS) * MINUTE_MS;
  const minutes = await readChartMinutes(realm, from, until);
  const spans = alarms.map(({ events }) => ({
    from: events[0]?.at ?? Infinity,
    until: events.findLast(({ event }) => event === 'ended')?.at ?? Infinity,
  }));
  return {
    minutes: minutes.map(({ at }) => new Date(at).toISOString()),
    units: minutes.map(({ units }) => units),
    queue: minutes.map(({ queue }) => queue),
    openAlarms: minutes.map(({ at }) => {
      const end = at + MINUTE_MS;
      return spans.filter((span) => span.from < end && span.until >= end).length;
    }),
  };
}
