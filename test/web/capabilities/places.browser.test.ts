import { afterAll, beforeAll, it } from 'vitest';
import { siteDay } from '../../../server/contract/days.ts';
import { onOneEngine } from '../../support/engines.ts';
import { arrival, indicator, seizure, station, verdict } from '../../support/events.ts';
import { arrivalRow, insertRows } from '../../support/rows.ts';
import { CapabilityWall } from './capability-wall.ts';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 86_400_000;

onOneEngine('places', (engine) => {
  let wall: CapabilityWall;
  const now = Date.now();
  const at = (ms: number) => new Date(now + ms).toISOString();
  const officer = { stage: 'secondary', by: 'officer', station: 'R-1', scanMs: 20_000 } as const;

  /** Thirty flights an hour at this hour of each of six weeks. */
  const usualFlights = () =>
    Array.from({ length: 6 * 60 }, (_, place) => {
      const week = 1 + Math.floor(place / 60);
      const minutesAgo = 2 * (place % 60);
      const time = at(-week * WEEK_MS - (minutesAgo - 20) * MINUTE_MS);
      return arrivalRow({ port: 'CJU', units: 10, time, recorded_at: time });
    });

  beforeAll(async () => {
    wall = await CapabilityWall.open(engine, (db) => insertRows(db, 'arrival', usualFlights()));
  }, 180_000);
  afterAll(() => wall?.close());

  it('blind spots: what came against what is usual at this hour of the week', async () => {
    await wall.send(arrival({ port: 'CJU', units: 20 }, { time: at(-5 * MINUTE_MS) }));
    await wall.show('traveller', 'route:traveller');
    await wall.expectFigure('place.usual', /^\d+–\d+$/, { row: 'CJU' });
    await wall.expectFigure('place.arrivals', 1, { row: 'CJU', alarm: 'amber' });
  });

  it('blind spots: coverage by port, in counts where there are few', async () => {
    await wall.send(
      arrival({ port: 'CJU', units: 5 }),
      ...Array.from({ length: 4 }, (_, item) =>
        verdict({ port: 'CJU', route: 'traveller', subject: `bag-${item}` }),
      ),
    );
    await wall.expectFigure('place.coverage', 4, { row: 'CJU', of: 25, text: /4\/25/ });
  });

  it('infrastructure: stations up, degraded and down; inspections overdue; what the readers find', async () => {
    const xray = { port: 'ICN-EXP', route: 'express', kind: 'x-ray' } as const;
    await wall.send(
      station({ ...xray, station: 'X-1', inspectionDueAt: at(-WEEK_MS) }),
      station({ ...xray, station: 'X-2', inspectionDueAt: at(12 * WEEK_MS) }),
      station({ ...xray, station: 'X-3', state: 'down', reason: 'detector' }, { time: at(-20 * MINUTE_MS) }),
      station({ ...xray, station: 'R-1', kind: 'reader', testsTaken: 40, testsPassed: 37 }),
    );
    await wall.show('express', 'route:express');
    await wall.expectFigure('station.kind', 2, { row: 'x-ray', of: 3 });
    await wall.expectFigure('station.trouble', /^12\d\d$/, { row: 'ICN-EXP X-3', alarm: 'amber' });
    await wall.expectFigure('station.overdue', 1, { of: 2, alarm: 'amber' });
    await wall.expectFigure('station.passed', 37, { of: 40 });
    await wall.send(station({ ...xray, station: 'X-3', state: 'up' }));
    await wall.expectFigure('station.kind', 3, { row: 'x-ray', of: 3 });
  });

  it('clearance bottlenecks: dwell, backlog and the time to clear it', async () => {
    const flag = (subject: string, ms: number) => verdict({ subject, result: 'suspect' }, { time: at(ms) });
    const read = (subject: string, ms: number) =>
      verdict({ ...officer, subject, result: 'clear' }, { time: at(ms) });
    await wall.send(
      arrival({ port: 'ICN-EXP', route: 'express', units: 400 }, { time: at(-30 * MINUTE_MS) }),
      flag('c-1', -30 * MINUTE_MS),
      read('c-1', -20 * MINUTE_MS),
      flag('c-2', -30 * MINUTE_MS),
      read('c-2', -10 * MINUTE_MS),
      flag('c-3', -30 * MINUTE_MS),
      read('c-3', -25 * MINUTE_MS),
      flag('c-4', -3 * MINUTE_MS),
    );
    wall.hurry();
    await wall.expectFigure('place.dwellP50', 600, { row: 'ICN-EXP' });
    await wall.expectFigure('place.backlog', 397, { row: 'ICN-EXP' });
  });

  it('staffing: seats needed for the present load against seats open', async () => {
    await wall.expectFigure('place.seatsOpen', 1, { row: 'ICN-EXP' });
    await wall.expectFigure('place.seatsNeeded', 1, { row: 'ICN-EXP', alarm: null });
    await wall.send(
      ...Array.from({ length: 600 }, (_, item) =>
        verdict({ subject: `load-${item}`, result: 'suspect' }, { time: at(-2 * MINUTE_MS) }),
      ),
    );
    wall.hurry();
    await wall.expectFigure('place.seatsNeeded', 3, { row: 'ICN-EXP', alarm: 'amber' });
  });

  it('crackdown: selection and hit rate by route', async () => {
    await wall.expectFigure('selection.selected', 604, { of: 604 });
    await wall.expectFigure('selection.hits', 0, { of: 3, text: /0\/3/ });
  });

  it('headquarters: the shift and the week, rolled up', async () => {
    await wall.send(seizure({ port: 'ICN-EXP', route: 'express', grams: 900 }));
    wall.hurry();
    await wall.expectFigure('rollup.week', 1, { row: 'cases' });
    await wall.expectFigure('rollup.shift', 1, { row: 'cases' });
  });

  it('body searches: counts only', async () => {
    const of = (name: string, value: number) =>
      indicator({
        name: `body-search.${name}`,
        value,
        unit: 'searches',
        period: siteDay(now),
        port: 'ICN-T1',
        route: 'traveller',
      });
    await wall.send(of('requested', 5), of('approved', 4), of('carried-out', 3), of('found', 1));
    await wall.show('traveller', 'route:traveller');
    await wall.expectFigure('body.requested', 5);
    await wall.expectFigure('body.approved', 4);
    await wall.expectFigure('body.carriedOut', 3);
    await wall.expectFigure('body.found', 1);
  });
});
