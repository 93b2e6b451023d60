import { describe, expect, it } from 'vitest';
import { Reports } from '../../../server/live/reports.ts';

const PLAIN = { lagMs: 40.4, driftMs: -3.2, heapBytes: null, build: '/assets/wall.js' };
const KEPT = { ...PLAIN, lagMs: 40, driftMs: -3 };
const outage = { heardAt: 1_764_000_000_000, bannerMs: 3_400.6, presentMs: null };

describe('what screens report', () => {
  const taken = (report: unknown) => {
    const reports = new Reports();
    reports.take(3, 12, report);
    return reports.drain().map(({ paintedVersion: _version, screen: _screen, ...rest }) => rest);
  };

  it('is kept whole, with an outage and the sums of a drill’s day where they are said', () => {
    expect(taken(PLAIN)).toEqual([KEPT]);
    expect(taken({ ...PLAIN, outage, today: [1, 2, 3, 4, 5] })).toEqual([
      { ...KEPT, outage: { ...outage, bannerMs: 3_401 }, today: [1, 2, 3, 4, 5] },
    ]);
  });

  it.each([
    { outage: { ...outage, bannerMs: -1 } },
    { outage: { ...outage, presentMs: 1e12 } },
    { outage: { ...outage, heardAt: Number.NaN } },
    { outage: { heardAt: 1 } },
    { outage: 'long' },
    { today: [1, 2, 3, 4] },
    { today: [1, 2, 3, 4, 5, 6] },
    { today: [1, 2, 3, 4, -5] },
    { today: [1, 2, 3, 4, 0.5] },
    { today: [1, 2, 3, 4, 1e15] },
    { today: null },
  ])('is left out where it is nonsense: %j', (more) => {
    expect(taken({ ...PLAIN, ...more })).toEqual([]);
  });
});
