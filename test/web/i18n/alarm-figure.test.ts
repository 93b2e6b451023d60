import { describe, expect, it } from 'vitest';
import { ALARM_UNITS, alarmValueAt } from '../../../server/contract/duty-cells.ts';
import { alarmFigure } from '../../../web/src/i18n/alarm-figure.ts';
import { Format } from '../../../web/src/i18n/format.ts';

const [ko, en] = [new Format('ko'), new Format('en')];

describe('the figure of an alarm', () => {
  it('stands in its unit, in both languages', () => {
    expect([alarmFigure(1_620, 'age', en), alarmFigure(120, 'age', en)]).toEqual(['27 min', '2 min']);
    expect([alarmFigure(1_620, 'age', ko), alarmFigure(120, 'age', ko)]).toEqual(['27분', '2분']);
    expect(alarmFigure(-300, 'until', en)).toBe('−5 min');
    expect([alarmFigure(0.023, 'share', en), alarmFigure(0.02, 'share', ko)]).toEqual(['2.3%', '2%']);
    expect([alarmFigure(4_000, 'grams', en), alarmFigure(45_000, 'usd', en)]).toEqual([
      '4.0 kg',
      'US$45,000',
    ]);
    expect([alarmFigure(1, 'seats', en), alarmFigure(3, 'seats', en)]).toEqual(['1 seat', '3 seats']);
    expect([alarmFigure(3, 'seats', ko), alarmFigure(4_120, 'units', ko)]).toEqual(['3석', '4,120건']);
    expect([alarmFigure(0.12345, null, en), alarmFigure(132.4, null, ko)]).toEqual(['0.123', '132']);
  });

  it('never is a bare number where there is a unit', () => {
    for (const unit of ALARM_UNITS)
      for (const format of [ko, en]) expect(alarmFigure(7, unit, format), unit).toMatch(/^\D|\D$/);
  });

  it('goes on by the clock where it is a span of time, as long as its condition holds', () => {
    const now = Date.parse('2026-11-10T05:27:00Z');
    const silent = {
      unit: 'age',
      instant: '2026-11-10T05:00:00Z',
      value: 132,
      state: 'acknowledged',
    } as const;
    expect(alarmValueAt(silent, now)).toBe(1_620);
    expect(alarmValueAt({ ...silent, unit: 'until', instant: '2026-11-10T05:28:00Z' }, now)).toBe(60);
    expect(alarmValueAt({ ...silent, state: 'returned' }, now)).toBe(132);
    expect(alarmValueAt({ ...silent, unit: 'items', instant: null }, now)).toBe(132);
  });
});
