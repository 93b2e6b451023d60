import fc from 'fast-check';
import { expect } from 'vitest';
import { readScenario } from '../../../server/drills/scenario-file.ts';
import type { Campaign } from '../../support/campaign.ts';
import { known, RIGHT } from './right-scenario.ts';

const piece = fc.oneof(
  fc.constantFrom(
    '[',
    '{',
    '- ',
    ': ',
    '&a ',
    '*a',
    '!!set ',
    '? ',
    '|\n',
    '>-\n',
    '"',
    "'",
    '\n',
    '\t',
    '~',
    '<<: *a',
    '.nan',
    '---\n',
    '%',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const cut = fc.tuple(fc.nat(RIGHT.length), fc.nat(40), piece);

/** No text makes reading throw, and each fault that is found has its place in the text. */
export const anyText: Campaign = {
  name: 'scenario-file',
  sample: 6,
  runs: 2_000,
  check: (seed) => {
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 6 }), (cuts) => {
        let text = RIGHT;
        for (const [at, length, put] of cuts) text = text.slice(0, at) + put + text.slice(at + length);
        const read = readScenario(text, known);
        const last = text.split(/\r\n|[\n\r]/).length;
        if ('faults' in read)
          for (const { line, path } of read.faults) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(last);
            expect(path).toMatch(/^\//);
          }
      }),
      { seed, numRuns: 30 },
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const read = readScenario(text, known);
        expect('faults' in read && read.faults.length > 0).toBe(true);
      }),
      { seed, numRuns: 20 },
    );
  },
};
