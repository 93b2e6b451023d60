import { expect, it, vi } from 'vitest';
import type { Me } from '../../../server/contract/access-rest.ts';
import { SessionEnd } from '../../../web/src/desk/session-end.svelte.ts';
import { FakeTimers } from '../fake-timers.ts';

const T0 = Date.parse('2026-11-10T14:00:00Z');
const MINUTE = 60_000;

function watched(endsInMs: number | null, answers: (now: number) => number) {
  const timers = new FakeTimers();
  const now = () => T0 + timers.now();
  const me = (ms: number | null) =>
    ({ sessionEndsAt: ms === null ? null : new Date(ms).toISOString() }) as Me;
  const session = {
    me: me(endsInMs === null ? null : T0 + endsInMs),
    read: vi.fn(async () => void (session.me = me(answers(now())))),
  };
  const end = new SessionEnd(session, timers, now);
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      timers.pass(1_000);
      end.look();
    }
    return [end.leftMs, end.calling];
  };
  return { session, end, pass };
}

it('is said and heard ten minutes before, and as an alarm two minutes before', () => {
  const { pass } = watched(20 * MINUTE, () => T0 + 20 * MINUTE);
  expect(pass(9 * MINUTE)).toEqual([null, null]);
  expect(pass(MINUTE)).toEqual([10 * MINUTE, 'low']);
  expect(pass(7 * MINUTE)).toEqual([3 * MINUTE, 'low']);
  expect(pass(MINUTE)).toEqual([2 * MINUTE, 'high']);
  expect(pass(5 * MINUTE)).toEqual([0, 'high']);
});

it('is not said where watching has moved it: the server is asked before', () => {
  const { pass, session } = watched(12 * 60 * MINUTE, (now) => now + 12 * 60 * MINUTE);
  expect(pass(11 * 60 * MINUTE + 44 * MINUTE)).toEqual([null, null]);
  expect(session.read).not.toHaveBeenCalled();
  expect(pass(5 * MINUTE)).toEqual([null, null]);
  expect(session.read).toHaveBeenCalledOnce();
});

it('is asked for once a minute while it is near, and is nothing for who has no session', () => {
  const { pass, session } = watched(5 * MINUTE, () => T0 + 5 * MINUTE);
  pass(3 * MINUTE);
  expect(session.read).toHaveBeenCalledTimes(3);
  expect(watched(null, () => 0).pass(MINUTE)).toEqual([null, null]);
});
