import { describe, expect, it } from 'vitest';
import { cellKey, type CellValue, type TodayCell } from '../../../server/contract/cells.ts';
import { parseScope } from '../../../server/contract/scope.ts';
import { SelfReport } from '../../../web/src/state/self-report.ts';
import { ServerClock } from '../../../web/src/state/server-clock.svelte.ts';
import { shownToday } from '../../../web/src/state/shown-today.ts';
import { FakeTimers } from '../fake-timers.ts';

const NOW = Date.parse('2026-11-10T14:32:07+09:00');

function started(today: [number, number, number, number, number] | null = null) {
  const timers = new FakeTimers();
  const clock = new ServerClock(timers);
  const own = { now: () => NOW + 250 + timers.now(), heapBytes: () => null, today: () => today };
  const report = new SelfReport({ clock, timers, build: '/assets/wall.js', ...own });
  const hear = () => {
    clock.hear(NOW + timers.now());
    report.heard(NOW + timers.now());
  };
  return { timers, report, hear };
}

describe('what a screen says of itself', () => {
  it('says its lag and drift, and nothing of outages that were not and of days that are no drill’s', () => {
    const { hear, report, timers } = started();
    expect(report.take()).toBeNull();
    hear();
    timers.pass(40);
    report.painted('present');
    expect(report.take()).toEqual({ lagMs: 40, driftMs: 250, heapBytes: null, build: '/assets/wall.js' });
  });

  it('says how long after the last message the banner stood, and the present again', () => {
    const { hear, report, timers } = started();
    hear();
    report.painted('present');
    timers.pass(3_400);
    report.painted('lost');
    timers.pass(20_000);
    report.painted('lost');
    hear();
    timers.pass(100);
    report.painted('lost');
    const outage = { heardAt: NOW, bannerMs: 3_400, presentMs: null };
    expect(report.take()?.outage).toEqual(outage);
    timers.pass(300);
    hear();
    report.painted('present');
    expect(report.take()?.outage).toEqual({ ...outage, presentMs: 23_800 });
  });

  it('says the last of several outages', () => {
    const { hear, report, timers } = started();
    for (const ms of [4_000, 5_000]) {
      hear();
      report.painted('present');
      timers.pass(ms);
      report.painted('lost');
      hear();
      report.painted('present');
    }
    expect(report.take()?.outage).toEqual({ heardAt: NOW + 4_000, bannerMs: 5_000, presentMs: 5_000 });
  });

  it('says the sums of the day in its scope', () => {
    const { hear, report } = started([1, 2, 3, 4, 5]);
    hear();
    report.painted('present');
    expect(report.take()?.today).toEqual([1, 2, 3, 4, 5]);

    const cell = (day: string, arrivals: number): TodayCell => ({
      ...{ day, arrivals, units: 200, highRiskUnits: 0, primary: 30, flagged: 1 },
      ...{ secondary: 4, upheld: 0, cases: 1, grams: 12 },
    });
    const cells = new Map<string, CellValue>([
      [cellKey.today('ICN-T1', 'traveller'), cell('2026-11-10', 2)],
      [cellKey.today('ICN-T1', 'express'), cell('2026-11-10', 3)],
      [cellKey.today('ICN-T2', 'traveller'), cell('2026-11-09', 5)],
      [cellKey.today('GMP', 'traveller'), cell('2026-11-10', 7)],
    ]);
    const scope = parseScope('house:incheon-airport');
    if (scope === null) throw new Error('no such scope');
    const shown = { cells, version: 1, asOf: NOW };
    expect(shownToday(shown, scope.covers)).toEqual([5, 400, 60, 8, 2]);
    expect(shownToday({ ...shown, asOf: null }, scope.covers)).toBeNull();
  });
});
