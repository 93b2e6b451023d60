import type { StreamAnswer } from '../contract/rest.ts';
import type { Sender } from './check-event.ts';
import { needsLook } from './foreign.ts';
import type { Ingest } from './ingest.ts';
import { readLines, type Line } from './line-reader.ts';

const MOST_LINE_BYTES = 64 * 1024;
const LINES_PER_GROUP = 1_000;
/** Groups on their way to the database at a time: enough to keep it busy, few enough for constant memory. */
const MOST_GROUPS = 4;
/** A stream that is mostly wrong is not worth reading on; what was read is answered line by line. */
const MOST_REJECTIONS = 10_000;
const MOST_NOTES = 1_000;

/**
 * Takes events, one JSON object a line, for as long as they come. Memory does not grow with the stream: reading waits for
 * the database.
 * @param senderNow whose stream it is, asked again for each group: a token may be revoked while its stream comes. Throws then.
 */
export async function takeStream(
  ingest: Ingest,
  body: AsyncIterable<Buffer>,
  senderNow: () => Promise<Sender>,
): Promise<StreamAnswer & { stopped: boolean }> {
  const answer: StreamAnswer & { stopped: boolean } = {
    lines: 0,
    accepted: 0,
    duplicate: 0,
    held: 0,
    rejected: 0,
    rejections: [],
    notes: [],
    stopped: false,
  };
  // Of a feed whose words are held against what stands: what a correction corrects must be there before it.
  const inOrder = needsLook(await senderNow());
  const underWay = new Set<Promise<void>>();
  let fault: unknown;
  let group: Line[] = [];
  let before = Promise.resolve();

  async function commit(lines: readonly Line[]): Promise<void> {
    const outcomes = await ingest.take(lines.map(readEvent), await senderNow());
    outcomes.forEach(({ status, id, errors, notes }, index) => {
      answer[status]++;
      const line = lines[index];
      if ((status === 'rejected' || status === 'held') && line) {
        const why = unreadable(line) ?? errors ?? [];
        answer.rejections.push({
          line: line.number,
          id,
          errors: why,
          ...(status === 'held' && { held: true }),
        });
      }
      if (notes && line && answer.notes.length < MOST_NOTES)
        answer.notes.push({ line: line.number, id, notes });
    });
  }
  function send(): void {
    const lines = group;
    group = [];
    const work = (inOrder ? before.then(() => commit(lines)) : commit(lines))
      .catch((error: unknown) => {
        fault ??= error;
      })
      .finally(() => {
        underWay.delete(work);
        // A slow stream: what came in meanwhile does not wait for a full group.
        if (group.length > 0 && underWay.size === 0) send();
      });
    before = work;
    underWay.add(work);
  }

  for await (const lines of readLines(body, MOST_LINE_BYTES)) {
    for (const line of lines) {
      answer.lines++;
      group.push(line);
      if (group.length >= LINES_PER_GROUP) {
        send();
        if (underWay.size >= MOST_GROUPS) await Promise.race(underWay);
      }
    }
    if (group.length > 0 && underWay.size === 0) send();
    if (fault !== undefined) break;
    if (answer.rejections.length >= MOST_REJECTIONS) {
      answer.stopped = true;
      break;
    }
  }
  if (group.length > 0) send();
  while (underWay.size > 0) await Promise.all(underWay);
  if (fault !== undefined) throw fault;
  answer.rejections.sort((a, b) => a.line - b.line);
  answer.notes.sort((a, b) => a.line - b.line);
  return answer;
}

/** A line that is no JSON becomes something that no schema takes; {@link unreadable} says why. */
function readEvent(line: Line): unknown {
  if (!('text' in line)) return null;
  try {
    return JSON.parse(line.text) as unknown;
  } catch {
    return null;
  }
}

function unreadable(line: Line): { path: string; reason: string }[] | null {
  if ('tooLong' in line) return [{ path: '/', reason: `the line is longer than ${MOST_LINE_BYTES} bytes` }];
  if ('notUtf8' in line) return [{ path: '/', reason: 'the line is not UTF-8' }];
  try {
    JSON.parse(line.text);
    return null;
  } catch {
    return [{ path: '/', reason: 'the line is not JSON' }];
  }
}
