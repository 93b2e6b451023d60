import { groupBy, type Verdict } from './plain.ts';

/** An item that matters, of all verdicts of one subject at one place; instants in milliseconds since the Unix epoch. */
export interface Item {
  subject: string;
  secondLine: boolean;
  port: string;
  route: string;
  day: string;
  firstAt: number;
  lastAt: number;
  ai: string | null;
  aiAt: number | null;
  officer: string | null;
  officerAt: number | null;
  seat: string | null;
  decidedAt: number | null;
  batch: string | null;
  clearPrimaries: number;
  waits: 'flagged' | 'again' | null;
  waitsSince: number;
  /** Of the second line: every port that had read it before, on the same route. */
  firstLines: FirstLine[];
}

interface FirstLine {
  port: string;
  cleared: boolean;
  batch: string | null;
}

const INTENSIVE_MS = 7_000;

/**
 * Items of verdicts that are in the order of their time: what the AI did not find clear, what an officer read, what was read
 * in haste, and all that the second line read. All verdicts of a subject at a place are of one item: none is three days old.
 */
export function pairItems(
  verdicts: readonly Verdict[],
  risky: ReadonlySet<string>,
  secondPorts: ReadonlySet<string>,
): Item[] {
  const items: Item[] = [];
  for (const readings of groupBy(verdicts, ({ route, subject }) => `${route} ${subject}`).values()) {
    const ports = groupBy(readings, ({ port }) => port);
    for (const [port, own] of ports) {
      const item = itemOf(own, risky);
      if (secondPorts.has(port)) {
        const lines = [...ports].flatMap(([at, other]) =>
          secondPorts.has(at) ? [] : firstLineOf(at, other, item.firstAt),
        );
        const batch = item.batch ?? (lines.length === 1 ? (lines[0]?.batch ?? null) : null);
        items.push({ ...item, batch, secondLine: true, firstLines: lines });
      } else if (item.waits !== null || item.officer !== null || (item.ai ?? 'clear') !== 'clear')
        items.push(item);
    }
  }
  return items;
}

function firstLineOf(port: string, readings: readonly Verdict[], secondAt: number): FirstLine[] {
  const before = readings.filter(({ at }) => at < secondAt);
  const decision = before.findLast(({ by }) => by === 'officer') ?? before.at(-1);
  if (decision === undefined) return [];
  return [{ port, cleared: decision.result === 'clear', batch: lastBatch(readings) }];
}

const lastBatch = (readings: readonly Verdict[]) =>
  readings.findLast(({ batch }) => batch !== null)?.batch ?? null;

function itemOf(readings: readonly Verdict[], risky: ReadonlySet<string>): Item {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) throw new Error('an item has readings');
  let flaggedSince: number | null = null;
  let againSince: number | null = null;
  for (const { at, by, origin, result, scanMs } of readings) {
    if (by === 'ai') flaggedSince = result === 'clear' ? null : (flaggedSince ?? at);
    if (scanMs >= INTENSIVE_MS) againSince = null;
    else if (origin !== null && risky.has(origin)) againSince ??= at;
  }
  const ai = readings.findLast(({ by }) => by === 'ai');
  const officers = readings.filter(({ by }) => by === 'officer');
  const officer = officers.at(-1);
  const flagged = flaggedSince !== null && officer === undefined;
  return {
    ...{ subject: first.subject, secondLine: false, port: first.port, route: first.route, day: first.day },
    ...{ firstAt: first.at, lastAt: last.at, ai: ai?.result ?? null, aiAt: ai?.at ?? null },
    ...{ officer: officer?.result ?? null, officerAt: officer?.at ?? null, seat: officer?.station ?? null },
    decidedAt: officers[0]?.at ?? null,
    batch: lastBatch(readings),
    clearPrimaries: readings.filter(({ result, stage }) => stage === 'primary' && result === 'clear').length,
    waits: flagged ? 'flagged' : againSince === null ? null : 'again',
    waitsSince: (flagged ? flaggedSince : againSince) ?? 0,
    firstLines: [],
  };
}
