import type { Verdict } from './plain.ts';

/** An item that matters, of all verdicts of one subject at one line; instants in milliseconds since the Unix epoch. */
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
  firstLine: 'cleared' | 'held' | null;
  firstLinePort: string | null;
}

const INTENSIVE_MS = 7_000;

/**
 * Items of verdicts that are in the order of their time: what the AI did not find clear, what an officer read, what was read
 * in haste, and all that the second line read. All verdicts of a subject are of one item: none is three days old.
 */
export function pairItems(
  verdicts: readonly Verdict[],
  risky: ReadonlySet<string>,
  secondPorts: ReadonlySet<string>,
): Item[] {
  const lines = new Map<string, { first: Verdict[]; second: Verdict[] }>();
  for (const verdict of verdicts) {
    let both = lines.get(verdict.subject);
    if (both === undefined) lines.set(verdict.subject, (both = { first: [], second: [] }));
    both[secondPorts.has(verdict.port) ? 'second' : 'first'].push(verdict);
  }
  return [...lines.values()].flatMap(({ first, second }) => {
    const items: Item[] = [];
    const [item, other] = [itemOf(first, risky), itemOf(second, risky)];
    if (item !== null && (item.waits !== null || item.officer !== null || (item.ai ?? 'clear') !== 'clear'))
      items.push(item);
    if (other !== null) {
      const before = first.filter(({ at }) => at < other.firstAt);
      const decision = before.findLast(({ by }) => by === 'officer') ?? before.at(-1);
      items.push({
        ...other,
        secondLine: true,
        batch: other.batch ?? item?.batch ?? null,
        firstLine: decision === undefined ? null : decision.result === 'clear' ? 'cleared' : 'held',
        firstLinePort: decision?.port ?? null,
      });
    }
    return items;
  });
}

function itemOf(readings: readonly Verdict[], risky: ReadonlySet<string>): Item | null {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return null;
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
    batch: readings.findLast(({ batch }) => batch !== null)?.batch ?? null,
    clearPrimaries: readings.filter(({ result, stage }) => stage === 'primary' && result === 'clear').length,
    waits: flagged ? 'flagged' : againSince === null ? null : 'again',
    waitsSince: (flagged ? flaggedSince : againSince) ?? 0,
    ...{ firstLine: null, firstLinePort: null },
  };
}
