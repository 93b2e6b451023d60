import { isUtf8 } from 'node:buffer';

/** A line of a stream, or the news that it was too long to be read or is no text. */
export type Line =
  { number: number; text: string } | { number: number; tooLong: true } | { number: number; notUtf8: true };

const NEWLINE = 0x0a;

/**
 * Splits a stream of bytes into lines at constant memory: blank lines are left out, a line over `mostBytes` is skipped
 * and said.
 */
export async function* readLines(stream: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Line[]> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let tooLong = false;
  let number = 0;

  function close(): Line[] {
    number++;
    const bytes = Buffer.concat(pending);
    const line: Line = tooLong
      ? { number, tooLong }
      : isUtf8(bytes)
        ? { number, text: bytes.toString('utf8').trim() }
        : { number, notUtf8: true };
    pending = [];
    pendingBytes = 0;
    tooLong = false;
    return 'text' in line && line.text === '' ? [] : [line];
  }
  function add(piece: Buffer): void {
    if (tooLong || piece.length === 0) return;
    pendingBytes += piece.length;
    if (pendingBytes > mostBytes) {
      tooLong = true;
      pending = [];
    } else pending.push(piece);
  }

  for await (const chunk of stream) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      lines.push(...close());
      start = end + 1;
    }
    add(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (pendingBytes > 0) yield close();
}
