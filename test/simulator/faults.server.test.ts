import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { splitExactly, fitTable } from '../../simulator/apportion.ts';
import { burstEvents, withFaults } from '../../simulator/burst.ts';
import { sendAll } from '../../simulator/dispatch.ts';
import { NO_FAULTS, readFaultMix, type FaultMix } from '../../simulator/fault-mix.ts';
import { FaultInjector } from '../../simulator/faults.ts';
import { dayStart } from '../../simulator/kst.ts';
import { Ledger } from '../../simulator/ledger.ts';
import { malformed } from '../../simulator/malformed.ts';
import { randomOf } from '../../simulator/random.ts';
import { pastStatements } from '../../simulator/past.ts';
import { streamsOf } from '../../simulator/streams.ts';
import { publishedSeizures } from '../../simulator/published.ts';
import type { BorderEvent } from '../../server/contract/events.ts';
import { ReferenceBoard, isValid } from './support/reference-board.ts';
import { accountsTo } from './support/senders.ts';
import { desksOfEvents, sumsOfEvents } from './support/sums-of-events.ts';

const FROM = dayStart('2026-03-04') + 15 * 3_600_000;
/** Traffic, with more seizures in it than life has. */
const events: BorderEvent[] = [
  ...burstEvents('1', 15_000, FROM, FROM + 600_000),
  ...publishedSeizures('1')
    .slice(0, 400)
    .map(({ event }) => event),
  // Of every desk, too: a part of what they have told in months.
  ...pastStatements('1', streamsOf('1', 1)[0]!, FROM).flatMap(({ event }, index) =>
    event && index % 6 === 0 ? [event] : [],
  ),
];
const told = events.filter(({ type }) => type === 'border.correction.v1').length;

let board: ReferenceBoard;
beforeEach(async () => {
  board = new ReferenceBoard();
  await board.start();
});
afterEach(() => board.stop());

function injector(mix: Partial<FaultMix>, seed = '1', mayBreakJson = true): FaultInjector {
  return new FaultInjector(
    { ...NO_FAULTS, ...mix },
    randomOf(seed, 'faults'),
    () => Date.now(),
    mayBreakJson,
  );
}

async function send(
  mix: Partial<FaultMix>,
  senders: number,
  format: 'ndjson' | 'batch' = 'ndjson',
): Promise<Ledger> {
  const ledger = new Ledger();
  const { accounts, close } = accountsTo(board, { format });
  const lines = withFaults(events, injector(mix, '1', format === 'ndjson'));
  await sendAll(lines, accounts, ledger, senders, new AbortController().signal);
  close();
  return ledger;
}

/** The board's events, counted in the plainest way, against the simulator's tally. */
function expectSameSums(ledger: Ledger): void {
  const tally = [...ledger.tally.sums()];
  const plain = sumsOfEvents([...board.events.values()]);
  const nonZero = tally.filter(([, sums]) => Object.values(sums).some((value) => value !== 0));
  const plainNonZero = [...plain].filter(([, sums]) => Object.values(sums).some((value) => value !== 0));
  expect(new Map(nonZero)).toEqual(new Map(plainNonZero));
  expect(ledger.tally.desks()).toEqual(desksOfEvents([...board.events.values()]));
}

describe('the ledger knows what the server must answer', () => {
  const mixes: [string, Partial<FaultMix>][] = [
    ['nothing', {}],
    ['duplicates', { duplicates: 0.2 }],
    ['disorder', { disorder: 0.3 }],
    ['late events', { late: 0.1 }],
    ['a clock nine hours off', { skew: 0.05 }],
    ['malformed events', { malformed: 0.1 }],
    ['corrections', { corrections: 0.05 }],
    [
      'everything',
      { duplicates: 0.1, disorder: 0.2, late: 0.05, skew: 0.02, malformed: 0.05, corrections: 0.03 },
    ],
  ];
  test.each(mixes)('%s', async (_name, mix) => {
    const ledger = await send(mix, 4);
    expect(ledger.answered).toEqual(ledger.expected);
    expect(ledger.verdict()).toBe('exact');
    expect(board.events.size).toBe(ledger.expected.accepted);
    expectSameSums(ledger);
    const corrections = [...board.events.values()].filter(
      ({ type }) => type === 'border.correction.v1',
    ).length;
    expect(board.events.size - corrections).toBe(events.length - told);
  });

  test('also in batches, where nothing can break the JSON', async () => {
    const ledger = await send(mixes.at(-1)![1], 3, 'batch');
    expect(ledger.answered).toEqual(ledger.expected);
    expect(ledger.expected.rejected).toBeGreaterThan(500);
  });

  test('also when the server fails, but for what is answered as duplicate', async () => {
    board.mishap = (request) => (request % 4 === 1 ? 'keep and cut' : null);
    const ledger = await send(mixes.at(-1)![1], 4);
    expect(ledger.verdict()).toBe('exact but for repetition');
    expect(board.events.size).toBe(ledger.expected.accepted);
    expectSameSums(ledger);
  });
});

test('the same seed makes the same faults', () => {
  const texts = (seed: string) =>
    Array.from(
      withFaults(
        events,
        injector({ duplicates: 0.1, disorder: 0.1, malformed: 0.1, corrections: 0.1 }, seed),
      ),
      ({ text }) => text,
    );
  expect(texts('1')).toEqual(texts('1'));
  expect(texts('1')).not.toEqual(texts('2'));
});

test('kinds come at their share', () => {
  const lines = [...withFaults(events, injector({ duplicates: 0.1, skew: 0.04, malformed: 0.03 }))];
  const share = (expectation: string) =>
    lines.filter(({ expect: each }) => each === expectation).length / events.length;
  expect(share('duplicate')).toBeCloseTo(0.1, 1);
  expect(share('rejected')).toBeCloseTo(0.05, 2);
  expect(share('accepted')).toBe(1);
});

test('nothing malformed is valid, whichever way and whatever the event', () => {
  const corrected = [...withFaults(events.slice(0, 2_000), injector({ corrections: 0.5 }))].flatMap(
    ({ event }) => event ?? [],
  );
  const kinds = new Map([...events, ...corrected].map((event) => [event.type, event]));
  expect(kinds.size).toBe(9);
  for (const event of kinds.values()) {
    for (let way = 0; way < 60; way += 1) {
      const text = malformed(event, way, true);
      let parsed: unknown = null;
      try {
        parsed = JSON.parse(text);
      } catch {
        continue;
      }
      expect([way, event.type, isValid(parsed)]).toEqual([way, event.type, false]);
    }
    for (let way = 0; way < 60; way += 1)
      expect(() => JSON.parse(malformed(event, way, false))).not.toThrow();
  }
});

describe('a mix', () => {
  test('is a number or names', () => {
    expect(readFaultMix('0.1')).toMatchObject({ duplicates: 0.03, malformed: 0.015 });
    expect(readFaultMix('duplicates=0.02, skew=0.5')).toEqual({ ...NO_FAULTS, duplicates: 0.02, skew: 0.5 });
  });
  test.each(['duplicates', 'rumours=0.1', 'skew=2', 'skew=', '1.5', ''])('is not %j', (text) => {
    expect(() => readFaultMix(text)).toThrow(RangeError);
  });
});

describe('exact sums', () => {
  test('a split sums exactly, within its bounds', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (parts, at) => {
        const total = Math.round(parts.length + at * (30_000 - 1) * parts.length);
        const split = splitExactly(total, parts, 30_000);
        expect(split.reduce((sum, each) => sum + each, 0)).toBe(total);
        expect(split.every((each) => Number.isInteger(each) && each >= 1 && each <= 30_000)).toBe(true);
      }),
    );
    expect(() => splitExactly(2, [1, 1, 1], 30)).toThrow(RangeError);
    expect(() => splitExactly(100, [1, 1, 1], 30)).toThrow(RangeError);
  });

  test('a table has the sums of its rows and columns', () => {
    const cell = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 6 }), (made) => {
        const rows = made.map((row) => row.reduce((sum, each) => sum + each, 0));
        const columns = [0, 1, 2].map((c) => made.reduce((sum, row) => sum + row[c]!, 0));
        const table = fitTable(
          made.map(() => [3, 2, 1]),
          rows,
          columns,
        );
        expect(table.map((row) => row.reduce((sum, each) => sum + each, 0))).toEqual(rows);
        expect([0, 1, 2].map((c) => table.reduce((sum, row) => sum + row[c]!, 0))).toEqual(columns);
      }),
      { numRuns: 50 },
    );
  });
});
