import { expect, it } from 'vitest';
import { Admission } from '../../../server/live/admission.ts';

it('lets a bounded number of handshakes go on at once', () => {
  const admission = new Admission(() => 0, 2);
  expect([admission.enter(), admission.enter(), admission.enter()]).toEqual([true, true, false]);
  admission.leave();
  expect([admission.enter(), admission.enter()]).toEqual([true, false]);
});

it('gives each one that is sent away a moment of its own, none of them far', () => {
  let now = 1_000_000;
  const admission = new Admission(() => now);
  const moments = Array.from({ length: 1_000 }, () => admission.comeAgainAfter());
  expect(moments.slice(0, 3)).toEqual([250, 254, 258]);
  expect(moments.at(-1)).toBe(250 + 999 * 4);
  for (let n = 0; n < 5_000; n++) expect(admission.comeAgainAfter()).toBeLessThanOrEqual(5_000);
  now += 60_000;
  expect(admission.comeAgainAfter()).toBe(250);
  // Also after the clock was set back.
  now -= 3_600_000;
  expect(admission.comeAgainAfter()).toBe(250);
});
