import { describe, expect, it, vi } from 'vitest';
import type { CellsMessage } from '../../../server/contract/cells.ts';
import { Board } from '../../../web/src/state/board.svelte.ts';
import { Health } from '../../../web/src/state/health.svelte.ts';
import { Link, type BoardSocket } from '../../../web/src/state/link.svelte.ts';
import { ServerClock } from '../../../web/src/state/server-clock.svelte.ts';
import { FakeTimers } from '../fake-timers.ts';

const T0 = Date.parse('2026-11-10T14:32:07.400+09:00');
const message = (more: Partial<CellsMessage> = {}): CellsMessage => ({
  ...{ epoch: 'e', version: 1, cells: {}, serverTime: T0, confirmedAt: T0 - 100 },
  ...more,
});

describe('the server clock', () => {
  it('runs on from the message with the shortest way and ignores late ones', () => {
    const timers = new FakeTimers();
    const clock = new ServerClock(timers);
    expect(clock.now()).toBeNull();
    clock.hear(T0);
    timers.pass(1_000);
    clock.hear(T0 + 400); // 600 ms late
    expect(clock.now()).toBe(T0 + 1_000);
    expect(clock.second).toBe(Math.floor((T0 + 1_000) / 1_000) * 1_000);
    timers.pass(60_000);
    expect(clock.second).toBe(Math.floor((T0 + 61_000) / 1_000) * 1_000);
    expect(timers.waiting).toBe(1);
  });

  it('takes over another server’s time after a new connection', () => {
    const timers = new FakeTimers();
    const clock = new ServerClock(timers);
    clock.hear(T0);
    clock.forget();
    clock.hear(T0 - 5_000);
    expect(clock.now()).toBe(T0 - 5_000);
  });
});

describe('health', () => {
  function watched() {
    const timers = new FakeTimers();
    const clock = new ServerClock(timers);
    const health = new Health(timers, clock);
    const hear = (heard: CellsMessage) => {
      clock.hear(heard.serverTime);
      health.hear(heard);
      health.look();
    };
    const later = (ms: number) => {
      timers.pass(ms);
      health.look();
      return health.standing;
    };
    return { health, hear, later };
  }

  it('waits, then loses the link after three silent seconds, with the age of the last confirmed figure', () => {
    const { health, hear, later } = watched();
    expect(later(2_000).condition).toBe('waiting');
    hear(message());
    expect(health.standing).toMatchObject({ condition: 'live', ageMs: 100 });
    expect(later(3_000).condition).toBe('live');
    expect(later(500)).toMatchObject({ condition: 'link-lost', ageMs: 3_600 });
    expect(health.stale).toBe(true);
  });
  it('tells a database that does not confirm from a slow link', () => {
    const { health, hear } = watched();
    hear(message({ confirmedAt: T0 - 5_000 }));
    expect(health.standing.condition).toBe('live');
    hear(message({ confirmedAt: T0 - 5_001 }));
    expect(health.standing.condition).toBe('not-confirming');
  });
});

describe('the board', () => {
  it('gathers and shows only when painted', () => {
    const board = new Board();
    board.take(
      message({ cells: { 'realm|this': { name: 'x', kind: 'live', ko: '', en: '', simulated: false } } }),
    );
    expect(board.shown.cells.size).toBe(0);
    board.paint();
    expect(board.shown).toMatchObject({ version: 1, asOf: T0 - 100 });
    expect(board.shown.cells.size).toBe(1);
  });
});

describe('the link', () => {
  function linked() {
    const timers = new FakeTimers();
    const handlers: Record<string, (given?: unknown) => void> = {};
    const emit = vi.fn();
    const socket = {
      connected: false,
      on: vi.fn((event: string, handler: (given?: unknown) => void) => (handlers[event] = handler)),
      connect: vi.fn(),
      disconnect: vi.fn(() => socket),
      volatile: { emit },
    };
    const refused = vi.fn();
    const probe = vi.fn(async () => {});
    const link = new Link(
      socket as unknown as BoardSocket,
      { probe, random: () => 1, timers },
      { cells: vi.fn(), connected: vi.fn(), paint: vi.fn(), refused },
    );
    const fail = (more: object = {}) => handlers['connect_error']?.(Object.assign(new Error('no'), more));
    return { timers, handlers, socket, emit, refused, probe, fail, link };
  }

  it('ends a connection that says nothing and looks for the server again', async () => {
    const { timers, handlers, socket, link } = linked();
    link.start();
    socket.connected = true;
    handlers['connect']?.();
    timers.pass(3_000);
    link.watch(1);
    expect(socket.disconnect).not.toHaveBeenCalled();
    timers.pass(1);
    socket.disconnect.mockImplementation(() => ((socket.connected = false), socket));
    link.watch(1);
    expect(socket.disconnect).toHaveBeenCalledOnce();
    timers.pass(1_000);
    await vi.waitFor(() => expect(socket.connect).toHaveBeenCalledTimes(2));
  });
  it('acknowledges about once a second, and only over a living connection', () => {
    const { timers, handlers, socket, emit, link } = linked();
    link.watch(1);
    expect(emit).not.toHaveBeenCalled();
    socket.connected = true;
    for (let paint = 0; paint < 8; paint++) {
      handlers['cells']?.(message());
      link.watch(7);
      timers.pass(500);
    }
    expect(emit.mock.calls).toEqual(Array.from({ length: 4 }, () => ['painted', 7]));
  });
  it('tells a refusal, tries again and forgets it once connected', async () => {
    const { timers, handlers, socket, refused, fail, link } = linked();
    link.start();
    fail({ data: { code: 'not-ready', reason: 'starting' } });
    expect(link.refusal?.code).toBe('not-ready');
    expect(refused).toHaveBeenCalledOnce();
    timers.pass(1_000);
    await vi.waitFor(() => expect(socket.connect).toHaveBeenCalledTimes(2));
    handlers['connect']?.();
    expect(link.refusal).toBeNull();
  });
  it('comes again when a busy server wants it, and shows no refusal', () => {
    const { timers, socket, refused, fail, link } = linked();
    link.start();
    fail({ data: { code: 'busy', reason: 'many', retryAfterMs: 400 } });
    timers.pass(599);
    expect(socket.connect).toHaveBeenCalledOnce();
    timers.pass(1);
    expect(socket.connect).toHaveBeenCalledTimes(2);
    expect([link.refusal, refused.mock.calls]).toEqual([null, []]);
  });
  it('takes a network fault for no refusal', () => {
    const { refused, fail, link } = linked();
    fail();
    expect(refused).not.toHaveBeenCalled();
    expect(link.refusal).toBeNull();
  });
});
