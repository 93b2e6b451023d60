import { describe, expect, it } from 'vitest';
import { Listening } from '../../../server/follow/listening.ts';

describe('a server that listens', () => {
  const listening = (...seconds: number[]) => {
    const made = new Listening();
    for (const second of seconds) made.heard(second * 1_000);
    return (silence: number, now: number) => made.throughout(silence * 1_000, now * 1_000);
  };
  const everySecond = (from: number, until: number) =>
    Array.from({ length: until - from + 1 }, (_, n) => from + n);

  it('has not, until it has for longer than the silence that is judged', () => {
    expect(listening()(12, 100)).toBe(false);
    expect(listening(...everySecond(100, 112))(12, 112)).toBe(false);
    expect(listening(...everySecond(100, 113))(12, 113)).toBe(true);
    expect(listening(...everySecond(100, 113))(120, 113)).toBe(false);
  });

  it('begins again after a pause of half of that silence, and not after a shorter one', () => {
    const paused = listening(...everySecond(0, 300), ...everySecond(310, 322));
    expect(paused(12, 322)).toBe(false);
    expect(paused(21, 322)).toBe(true);
    const later = listening(...everySecond(0, 300), ...everySecond(310, 323));
    expect(later(12, 323)).toBe(true);
  });

  it('is paused while a pause goes on', () => {
    const heard = listening(...everySecond(0, 300));
    expect([heard(12, 305), heard(12, 306), heard(120, 306), heard(120, 360)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('remembers a long pause behind a shorter one', () => {
    const heard = listening(...everySecond(0, 300), ...everySecond(400, 450), ...everySecond(455, 500));
    expect([heard(10, 500), heard(120, 500), heard(120, 520)]).toEqual([true, false, false]);
    const longer = listening(...everySecond(0, 300), ...everySecond(400, 450), ...everySecond(455, 521));
    expect(longer(120, 521)).toBe(true);
  });

  it('begins again when its clock was set back', () => {
    const heard = listening(...everySecond(0, 300), ...everySecond(250, 262));
    expect(heard(12, 262)).toBe(false);
    expect(listening(...everySecond(0, 300), ...everySecond(250, 263))(12, 263)).toBe(true);
  });
});
