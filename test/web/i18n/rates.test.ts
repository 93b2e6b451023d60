import { describe, expect, it } from 'vitest';
import { Format } from '../../../web/src/i18n/format.ts';
import { interval, rate } from '../../../web/src/i18n/rates.ts';

const format = new Format('en');

describe('a rate and its interval', () => {
  it('are rounded down, and outwards, with a decimal below ten', () => {
    expect([rate(870, 1_000, format), interval(870, 1_000)]).toEqual(['87%', '84–89']);
    expect([rate(21, 1_000, format), interval(21, 1_000)]).toEqual(['2.1%', '1.3–3.2']);
    // Each bound by its own size: no decimal where it says nothing.
    expect([rate(1, 47, format), interval(1, 47)]).toEqual(['2.1%', '0.3–12']);
    expect([rate(11, 100, format), interval(11, 100)]).toEqual(['11%', '6.2–19']);
  });

  it('are none where there are few, and some are never written as none', () => {
    expect([rate(2, 29, format), interval(2, 29)]).toEqual(['2/29', '']);
    expect(rate(1, 5_000, format)).toBe('<0.1%');
    expect(rate(0, 0, format)).toBe('—');
  });
});
