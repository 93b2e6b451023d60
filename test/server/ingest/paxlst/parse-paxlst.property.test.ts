import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePaxlst } from '../../../../server/ingest/paxlst/parse-paxlst.ts';
import { interchange, message } from './fixtures.ts';

/** Not in any fixture, and too long for a flight, an airport or a message reference. */
const MARKER = 'QXQXMARKERQXQX17';
const CODE_FREE = fc.constantFrom(
  MARKER,
  `${MARKER}:${MARKER}`,
  `A?'${MARKER}`,
  `${MARKER}??`,
  `1${MARKER}2`,
);

const planted = fc
  .tuple(
    ...Array.from({ length: 12 }, () => CODE_FREE),
    fc.constantFrom('FL', 'FM', 'DDU', 'DDT', MARKER),
    fc.constantFrom('ICN', MARKER, `:::${MARKER}`),
  )
  .map(([a, b, c, d, e, f, g, h, i, j, k, l, party, place]) =>
    message({
      head: [
        `UNH+GW001+PAXLST:D:05B:UN:IATA+${a}+${b}`,
        `BGM+745+${c}`,
        `RFF+TN:${d}`,
        `NAD+MS+++${e}`,
        `COM+${f}:TE+${f}:EM`,
      ],
      transport: [
        'TDT+20+OZ202+++OZ',
        'LOC+125+LAX',
        `DTM+189:${g}:201`,
        'LOC+87+ICN',
        `TDT+20+${h}+++${i}`,
        `LOC+92+${j}`,
      ],
      travellers: [
        `NAD+${party}+${k}++${a}:${b}+${c}+${d}+${e}`,
        `ATT+2++${f}`,
        `DTM+329:${g}`,
        `FTX+BAG+++${h}`,
        `MEA+CT++${a}`,
        `LOC+178+${place}`,
        `LOC+179+${place}`,
        `LOC+180+:::${i}`,
        `COM+${j}:TE`,
        `NAT+2+${k}`,
        `RFF+AVF:${l}`,
        `DOC+P:110:111+${a}`,
        `DTM+36:${b}`,
        `LOC+91+${c}`,
        `EMP+1+${d}`,
      ],
      tail: [`CNT+42:${e}`, `CNT+41:${f}`, `${g}`],
    }),
  );

test('nothing of a person, and no free text, is in the answer', () => {
  fc.assert(
    fc.property(planted, fc.boolean(), (segments, withoutLeg) => {
      const kept = withoutLeg ? segments.filter((segment) => !segment.startsWith('TDT')) : segments;
      const result = parsePaxlst(`${MARKER}\n${interchange(kept)}\n${MARKER}`);
      expect(result.ok).toBe(!withoutLeg);
      expect(JSON.stringify(result)).not.toContain('MARKER');
    }),
    { numRuns: 300 },
  );
});

type Mutation = {
  at: number;
  kind: 'delete' | 'insert' | 'swap' | 'cut' | 'separator';
  char: string;
  length: number;
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom('delete', 'insert', 'swap', 'cut', 'separator'),
  char: fc.oneof(
    fc.constantFrom(
      ...":+?'*$-()\r\n\0\x02 \u{1F6EB}\uD800",
      'UNA:+.? ',
      'UNB+UNOA:4+',
      "'",
      'UNZ+1',
      'UNH+',
      'LOC+92+',
    ),
    fc.string({ maxLength: 3 }),
  ),
  length: fc.integer({ min: 1, max: 6 }),
});

function mutate(text: string, { at, kind, char, length }: Mutation): string {
  const index = Math.floor(at * text.length);
  const [before, here, after] = [
    text.slice(0, index),
    text.slice(index, index + length),
    text.slice(index + length),
  ];
  if (kind === 'delete') return before + after;
  if (kind === 'insert') return before + char + here + after;
  if (kind === 'swap') return before + after.slice(0, length) + here + after.slice(length);
  if (kind === 'cut') return at < 0.5 ? here + after : before;
  const old = ":+?'"[length % 4] ?? "'";
  return text.replaceAll(old, char);
}

test('no damage to a message makes it throw, and damage to bytes leaks nothing', () => {
  const marked = interchange(
    message({
      travellers: [`NAD+FL+++${MARKER}:${MARKER}`, `RFF+AVF:${MARKER}`, `DTM+329:${MARKER}`, 'LOC+179+ICN'],
    }),
  );
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 12 }), (mutations) => {
      const text = mutations.reduce(mutate, marked);
      expect(JSON.stringify(parsePaxlst(text))).not.toContain(MARKER);
    }),
    { numRuns: 2_000 },
  );
});

test('any string at all is answered', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii', maxLength: 400 })),
      (text) => {
        expect(typeof parsePaxlst(text).ok).toBe('boolean');
        expect(typeof parsePaxlst(`UNA:+.? '${text}UNH+1+PAXLST:D:05B'${text}`).ok).toBe('boolean');
      },
    ),
    { numRuns: 1_000 },
  );
});
