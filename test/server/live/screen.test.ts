import { describe, expect, it } from 'vitest';
import { BEHIND_MS, GONE_MS, ScreenProgress } from '../../../server/live/screen.ts';

describe('a screen', () => {
  it('is well as long as it says about once a second what it painted', () => {
    const screen = new ScreenProgress(0);
    for (let now = 1_000; now <= 60_000; now += 1_000) {
      expect(screen.check(now)).toBe('well');
      expect(screen.heard(now)).toBe(false);
    }
  });

  it('falls behind once after two and a half seconds of silence', () => {
    const screen = new ScreenProgress(0);
    expect(screen.check(BEHIND_MS)).toBe('well');
    expect(screen.behind).toBe(false);
    expect(screen.check(BEHIND_MS + 1)).toBe('falls-behind');
    expect(screen.check(BEHIND_MS + 1_000)).toBe('behind');
    expect(screen.behind).toBe(true);
  });

  it('needs the newest state when it speaks again, and is well from then on', () => {
    const screen = new ScreenProgress(0);
    screen.check(BEHIND_MS + 1);
    expect(screen.heard(9_000)).toBe(true);
    expect(screen.behind).toBe(false);
    expect(screen.heard(9_100)).toBe(false);
    expect(screen.check(9_100 + BEHIND_MS)).toBe('well');
  });

  it('is not blamed for a silence that was not its own', () => {
    const screen = new ScreenProgress(0);
    screen.forgive(20_000);
    expect(screen.check(20_000 + BEHIND_MS)).toBe('well');
    expect(screen.behind).toBe(false);
    expect(screen.check(20_000 + BEHIND_MS + 1)).toBe('falls-behind');
  });

  it('is gone after half a minute of silence, behind or not', () => {
    const screen = new ScreenProgress(0);
    expect(screen.check(GONE_MS)).not.toBe('gone');
    expect(screen.check(GONE_MS + 1)).toBe('gone');
  });
});
