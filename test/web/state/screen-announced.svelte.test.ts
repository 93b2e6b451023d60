import { describe, expect, it, vi } from 'vitest';
import type { TotalsAnswer } from '../../../server/contract/rest.ts';
import { Announced } from '../../../web/src/state/announced.svelte.ts';
import { legiblePx, Screen } from '../../../web/src/state/screen.svelte.ts';
import { wallOptions } from '../../../web/src/state/wall-options.ts';
import { FakeTimers } from '../fake-timers.ts';

const HD = { width: 1920, height: 1080 };
const UHD = { width: 3840, height: 2160 };

describe('the type scale', () => {
  it('is 44 px of cap height on 55 inches at six metres, whatever the resolution', () => {
    expect(legiblePx(HD, 55, 6) * 0.7).toBeCloseTo(44, 0);
    expect(legiblePx(UHD, 55, 6)).toBeCloseTo(2 * legiblePx(HD, 55, 6), 5);
    expect(legiblePx(HD, 55, 3)).toBeCloseTo(legiblePx(HD, 55, 6) / 2, 5);
  });
  it('shows fewer things on smaller screens, and larger ones where there is room', () => {
    const screen = (inches: number, metres: number, size = HD) => {
      const made = new Screen(inches, metres);
      made.resize(size);
      return made;
    };
    expect([98, 75, 55].map((inches) => screen(inches, 6).tier)).toEqual(['full', 'middle', 'few']);
    expect([98, 75, 55].map((inches) => screen(inches, 6, UHD).tier)).toEqual(['full', 'middle', 'few']);
    expect(screen(27, 0.7).tier).toBe('full');
    expect(screen(27, 0.7).px).toBeGreaterThan(2 * legiblePx(HD, 27, 0.7));
  });
});

describe('options', () => {
  it('have sound defaults and take no nonsense', () => {
    expect(wallOptions('')).toEqual({
      ...{ scope: 'headquarters', language: 'ko', realm: null, inches: 98, metres: 6, announced: null },
      ...{ views: ['overview'], dwellMs: 20_000 },
    });
    expect(wallOptions('?lang=fr&inches=abc&metres=-1&record=2025-10-31')).toMatchObject({
      ...{ language: 'ko', inches: 98, metres: 0.3, announced: null },
    });
    expect(wallOptions('?lang=en&realm=x&record=2025-10-31&knownAt=2025-12-05')).toMatchObject({
      ...{ language: 'en', realm: 'x', announced: { to: '2025-10-31', knownAt: '2025-12-05' } },
    });
    expect(wallOptions('?record=2025-13-99&knownAt=x').announced).toBeNull();
  });
});

describe('the announced record', () => {
  it('is asked for every minute, after a failure sooner, and outlives failures with its age', async () => {
    const timers = new FakeTimers();
    const answer = {
      total: { cases: 1_032, grams: 2_913_000 },
      comparison: { total: { cases: 712, grams: 602_000 } },
    } as TotalsAnswer;
    const fetchTotals = vi.fn(async (_query: URLSearchParams) => answer);
    const options = wallOptions('?record=2025-10-31&knownAt=2025-12-05&realm=archive');
    if (!options.announced) throw new Error('not pinned');
    const announced = new Announced(options.announced, options, timers, fetchTotals);
    await announced.start();
    expect(String(fetchTotals.mock.calls[0]?.[0])).toBe(
      'from=2025-01-01&to=2025-10-31&asKnownAt=2025-12-05&scope=headquarters&realm=archive',
    );
    expect(announced.comparison?.current.cases).toBe(1_032);
    fetchTotals.mockRejectedValue(new Error('503'));
    timers.pass(60_000);
    await vi.waitFor(() => expect(timers.waiting).toBe(1));
    expect(fetchTotals).toHaveBeenCalledTimes(2);
    timers.pass(3_000);
    await vi.waitFor(() => expect(timers.waiting).toBe(1));
    expect(fetchTotals).toHaveBeenCalledTimes(3);
    timers.pass(2_999);
    announced.look();
    expect(announced.oldMs).toBeNull();
    timers.pass(60_000);
    announced.look();
    expect(announced.comparison?.before).toEqual({ cases: 712, grams: 602_000 });
    expect(announced.oldMs).toBe(125_999);
  });
});
