import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendAll } from '../../simulator/dispatch.ts';
import { Ledger } from '../../simulator/ledger.ts';
import { lineOf } from '../../simulator/line.ts';
import { dayStart } from '../../simulator/kst.ts';
import { burstEvents } from '../../simulator/burst.ts';
import { Refused, Stopped } from '../../simulator/send.ts';
import { ReferenceBoard, type Mishap } from './support/reference-board.ts';
import { accountsTo, hastyClock, senderTo } from './support/senders.ts';

const FROM = dayStart('2026-03-04') + 9 * 3_600_000;
const events = [...burstEvents('1', 12_000, FROM, FROM + 600_000)];
const few = events.slice(0, 50).map((event) => JSON.stringify(event));

let board: ReferenceBoard;
const closers: (() => void)[] = [];
beforeEach(async () => {
  board = new ReferenceBoard();
  await board.start();
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await board.stop();
});

function sender(options: Parameters<typeof senderTo>[1] = {}) {
  const made = senderTo(board, options);
  closers.push(made.close);
  return made.sender;
}

describe('a batch', () => {
  test.each(['ndjson', 'batch'] as const)('goes as %s, once, under the token', async (format) => {
    const answer = await sender({ format }).send(few);
    expect(answer).toEqual({ accepted: 50, duplicate: 0, rejected: 0, reasons: [] });
    expect(board.requests).toHaveLength(1);
    expect(board.requests[0]).toMatchObject({
      contentType: format === 'batch' ? 'application/cloudevents-batch+json' : 'application/x-ndjson',
      authorization: 'Bearer a-token',
    });
  });

  test('that is empty is a heartbeat', async () => {
    await sender().heartbeat();
    expect(board.requests[0]).toMatchObject({ contentType: 'application/cloudevents-batch+json', lines: 0 });
  });

  test.each<[Mishap, number]>([
    ['away', 0],
    ['too fast', 0],
    ['cut', 0],
    ['keep and cut', 50],
    ['keep half', 25],
  ])('is sent again after "%s" until it is acknowledged', async (mishap, kept) => {
    board.mishap = (request) => (request < 3 ? mishap : null);
    const retries: string[] = [];
    const answer = await sender({ retries }).send(few);
    expect(answer.accepted + answer.duplicate).toBe(50);
    expect(answer.duplicate).toBe(kept);
    expect(board.events.size).toBe(50);
    expect(retries).toHaveLength(3);
  });

  test.each([400, 401, 403, 404, 413, 415])('is given up at HTTP %i, with the reason', async (status) => {
    board.refusal = { status, detail: 'because of a reason' };
    const attempt = sender().send(few);
    await expect(attempt).rejects.toThrow(Refused);
    await expect(attempt).rejects.toThrow(`HTTP ${status}: because of a reason`);
    expect(board.requests).toHaveLength(1);
  });

  test('is left when told to stop', async () => {
    board.mishap = () => 'away';
    const stop = new AbortController();
    const attempt = sender({ stop: stop.signal }).send(few);
    setTimeout(() => stop.abort(), 20);
    await expect(attempt).rejects.toThrow(Stopped);
  });
});

describe('waiting', () => {
  test('doubles, with chance in it, to five seconds at most', async () => {
    const clock = hastyClock();
    board.mishap = (request) => (request < 12 ? 'cut' : null);
    await sender({ clock }).send(few);
    const full = clock.waits.map((_, attempt) => Math.min(5_000, 200 * 2 ** attempt));
    expect(clock.waits).toHaveLength(12);
    for (const [attempt, wait] of clock.waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(full[attempt]! / 2);
      expect(wait).toBeLessThanOrEqual(full[attempt]!);
    }
    expect(new Set(clock.waits.slice(-4)).size).toBe(4);
  });

  test('is as long as the server asks', async () => {
    const clock = hastyClock();
    board.mishap = (request) => (request < 2 ? 'too fast' : null);
    await sender({ clock }).send(few);
    for (const wait of clock.waits) {
      expect(wait).toBeGreaterThanOrEqual(1_000);
      expect(wait).toBeLessThanOrEqual(1_200);
    }
  });
});

describe('many batches with several senders', () => {
  const mishaps: Mishap[] = ['away', 'cut', 'keep and cut', 'keep half', 'too fast'];

  test('lose nothing to a server that fails in every way', async () => {
    board.mishap = (request) =>
      request % 3 === 1 ? mishaps[Math.floor(request / 3) % mishaps.length]! : null;
    const ledger = new Ledger();
    const { accounts, close } = accountsTo(board);
    closers.push(close);
    expect(await sendAll(events.map(lineOf), accounts, ledger, 4, new AbortController().signal)).toBe(true);
    expect(board.events.size).toBe(12_000);
    expect(new Set([...board.events.values()].map(({ id }) => id))).toEqual(
      new Set(events.map(({ id }) => id)),
    );
    expect(ledger.answered.accepted + ledger.answered.duplicate).toBe(12_000);
    expect(ledger.verdict()).not.toBe('wrong');
  });

  test('outlive a server that is killed in the middle of a request and comes back', async () => {
    const restarts: Promise<void>[] = [];
    board.mishap = (request) => {
      if (request === 3) {
        restarts.push(board.stop().then(() => board.restart()));
        return 'keep and cut';
      }
      return null;
    };
    const { accounts, close } = accountsTo(board);
    closers.push(close);
    const ledger = new Ledger();
    expect(await sendAll(events.map(lineOf), accounts, ledger, 3, new AbortController().signal)).toBe(true);
    await Promise.all(restarts);
    expect(board.events.size).toBe(12_000);
    expect(ledger.answered.rejected).toBe(0);
  });

  test('end with what refuses them', async () => {
    board.refusal = { status: 401, detail: 'no such token' };
    const { accounts, close } = accountsTo(board);
    closers.push(close);
    const attempt = sendAll(events.map(lineOf), accounts, new Ledger(), 4, new AbortController().signal);
    await expect(attempt).rejects.toThrow('no such token');
    expect(board.requests.length).toBeLessThanOrEqual(4);
  });
});
