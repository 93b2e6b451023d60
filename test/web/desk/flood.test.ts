import { describe, expect, it } from 'vitest';
import type { Priority } from '../../../server/contract/duty-cells.ts';
import { SHELF_SECONDS } from '../../../server/contract/alarm-rest.ts';
import { Flood, grouped } from '../../../web/src/desk/alarms/flood.ts';
import { shelfMinutesFor } from '../../../web/src/desk/alarms/shelf.ts';
import { alarmsOf, type PlacedAlarm } from '../../../web/src/state/alarm-cells.ts';
import { FIXTURE_NOW, fixtureBoard } from '../fixture-board.ts';

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;
/** So many, raised that long ago. */
const raised = (count: number, minutesAgo: number) =>
  Array.from({ length: count }, () => NOW - minutesAgo * MINUTE);

describe('a flood', () => {
  it('begins above ten in ten minutes', () => {
    const flood = new Flood();
    expect(flood.look(raised(10, 1), NOW)).toBe(false);
    expect(flood.look(raised(11, 1), NOW)).toBe(true);
    expect(flood.lately).toBe(11);
  });

  it('counts no alarm that is older than ten minutes', () => {
    expect(new Flood().look([...raised(10, 1), ...raised(50, 10)], NOW)).toBe(false);
    expect(new Flood().look([...raised(10, 1), ...raised(1, 9.99)], NOW)).toBe(true);
  });

  it('ends below five, not before', () => {
    const flood = new Flood();
    flood.look(raised(11, 1), NOW);
    expect(flood.look(raised(6, 1), NOW)).toBe(true);
    expect(flood.look(raised(5, 1), NOW)).toBe(true);
    expect(flood.look(raised(4, 1), NOW)).toBe(false);
    // And begins no sooner again than any other.
    expect(flood.look(raised(10, 1), NOW)).toBe(false);
  });

  it('ends by the clock alone', () => {
    const flood = new Flood();
    const alarms = raised(11, 1);
    flood.look(alarms, NOW);
    expect(flood.look(alarms, NOW + 10 * MINUTE)).toBe(false);
  });
});

describe('rows of a flood', () => {
  const [sample] = alarmsOf(new Map(Object.entries(fixtureBoard('abnormal', FIXTURE_NOW))), () => true);
  if (!sample) throw new Error('the bad day has no alarms');
  const alarm = (id: number, rule: string, priority: Priority): PlacedAlarm => ({
    ...sample,
    id,
    rule,
    priority,
  });
  const ids = (rows: ReturnType<typeof grouped>) =>
    rows.map((row) => ('alarm' in row ? row.alarm.id : row.alarms.map(({ id }) => id)));

  it('group what is of one rule, at the place of the first', () => {
    expect(
      ids(
        grouped([alarm(1, 'a', 'high'), alarm(2, 'b', 'high'), alarm(3, 'a', 'high'), alarm(4, 'c', 'low')]),
      ),
    ).toEqual([[1, 3], 2, 4]);
  });

  it('never hide what is critical', () => {
    expect(
      ids(grouped([alarm(1, 'a', 'critical'), alarm(2, 'a', 'critical'), alarm(3, 'a', 'high')])),
    ).toEqual([1, 2, 3]);
  });

  it('lose none and show none twice', () => {
    const all = alarmsOf(new Map(Object.entries(fixtureBoard('abnormal', FIXTURE_NOW))), () => true);
    expect(
      ids(grouped(all))
        .flat()
        .sort((a, b) => a - b),
    ).toEqual(all.map(({ id }) => id).sort((a, b) => a - b));
  });
});

it('offers times on the shelf that the server takes', () => {
  for (const priority of ['critical', 'high', 'low'] as const) {
    const most = priority === 'critical' ? SHELF_SECONDS.mostCritical : SHELF_SECONDS.most;
    const offered = shelfMinutesFor(priority).map((minutes) => minutes * 60);
    expect(Math.min(...offered)).toBeGreaterThanOrEqual(SHELF_SECONDS.least);
    expect(Math.max(...offered)).toBe(most);
  }
});
