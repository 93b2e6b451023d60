import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines, type Line } from '../../../server/ingest/line-reader.ts';

const MOST = 20;

async function* stream(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
}
async function linesOf(chunks: Iterable<Buffer>, mostBytes = MOST): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const some of readLines(stream(chunks), mostBytes)) lines.push(...some);
  return lines;
}
/** A text cut at the given places, between any two bytes. */
function cut(text: string, places: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('lines of a stream', () => {
  it('are numbered as in the file, blank ones counted and left out', async () => {
    expect(await linesOf([Buffer.from('one\n\n  \ntwo\r\nthree')])).toEqual([
      { number: 1, text: 'one' },
      { number: 4, text: 'two' },
      { number: 5, text: 'three' },
    ]);
  });

  it('may end with a newline or not', async () => {
    expect(await linesOf([Buffer.from('one\n')])).toEqual(await linesOf([Buffer.from('one')]));
    expect(await linesOf([Buffer.from('')])).toEqual([]);
    expect(await linesOf([])).toEqual([]);
  });

  it('that are too long are skipped and said, and cost their neighbours nothing', async () => {
    const text = `first\n${'x'.repeat(MOST + 1)}\nlast\n${'y'.repeat(500)}`;
    expect(await linesOf([Buffer.from(text)])).toEqual([
      { number: 1, text: 'first' },
      { number: 2, tooLong: true },
      { number: 3, text: 'last' },
      { number: 4, tooLong: true },
    ]);
  });

  it('that are not UTF-8 are said, not mended, and cost their neighbours nothing', async () => {
    const wrong = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]].map((bytes) => Buffer.from(bytes));
    const text = wrong.flatMap((bytes) => [bytes, Buffer.from('\n세관\n')]);
    expect(await linesOf([Buffer.concat(text)])).toEqual(
      wrong.flatMap((_, index) => [
        { number: 2 * index + 1, notUtf8: true },
        { number: 2 * index + 2, text: '세관' },
      ]),
    );
  });

  it('of exactly the longest length are read', async () => {
    expect(await linesOf([Buffer.from('z'.repeat(MOST))])).toEqual([{ number: 1, text: 'z'.repeat(MOST) }]);
  });

  it('are the same however the stream is cut, also within a letter of several bytes', async () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }).map((text) => text.replaceAll('\n', '')),
      fc.constantFrom('', '   ', '세관', '인천공항 특송', 'a\r', '🚢🚢🚢', 'x'.repeat(25)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (lines, places) => {
          const text = lines.join('\n');
          expect(await linesOf(cut(text, places))).toEqual(await linesOf([Buffer.from(text)]));
        },
      ),
    );
  });

  it('are what splitting the text would give, for lines that are short enough', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 10 }),
        async (parts) => {
          const text = parts.join('\n');
          const expected = text
            .split('\n')
            .map((each, index) => ({ number: index + 1, text: Buffer.from(each).toString().trim() }))
            .filter((each) => each.text !== '');
          expect(await linesOf([Buffer.from(text)], 10_000)).toEqual(expected);
        },
      ),
    );
  });

  it('cost constant memory, also when one of them never ends', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const most = 100 * 1024 * 1024;
    function* endless() {
      for (let sent = 0; sent < 4 * most; sent += chunk.length) yield Buffer.from(chunk);
    }
    const before = process.memoryUsage().arrayBuffers;
    let highest = 0;
    async function* watched() {
      for (const each of endless()) {
        highest = Math.max(highest, process.memoryUsage().arrayBuffers - before);
        yield each;
      }
    }
    const lines: Line[] = [];
    for await (const some of readLines(watched(), 64 * 1024)) lines.push(...some);
    expect(lines).toEqual([{ number: 1, tooLong: true }]);
    // 400 MB went through.
    expect(highest).toBeLessThan(150 * 1024 * 1024);
  });
});
