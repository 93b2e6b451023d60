import type { Request } from './http-post.ts';
import { iso } from './kst.ts';

/** Arrivals and verdicts that the board has, by start of the step in milliseconds since the Unix epoch. */
export type Known = ReadonlyMap<number, { arrivals: number; verdicts: number }>;

/**
 * Asks the board what it has, so that nothing is sent twice needlessly. Asking changes nothing, unlike a probe with an
 * event. `null` when the board does not say: then all is sent, and what is there already comes back as duplicate.
 */
export async function readKnown(
  request: Request,
  base: URL,
  realm: string | null,
  fromMs: number,
  toMs: number,
  step: 'hour' | 'day',
): Promise<Known | null> {
  const url = new URL('/api/v1/series', base);
  url.search = new URLSearchParams({
    from: iso(fromMs),
    to: iso(toMs),
    step,
    ...(realm ? { realm } : {}),
  }).toString();
  try {
    const answer = await request(url, { accept: 'application/json' }, null);
    if (answer.status !== 200) return null;
    const known = new Map<number, { arrivals: number; verdicts: number }>();
    const { points } = JSON.parse(answer.body) as { points: Point[] };
    for (const { start, figures } of points) {
      const at = Date.parse(start);
      const before = known.get(at) ?? { arrivals: 0, verdicts: 0 };
      known.set(at, {
        arrivals: before.arrivals + (figures.arrivals ?? 0),
        verdicts: before.verdicts + (figures.primary ?? 0) + (figures.secondary ?? 0),
      });
    }
    return known;
  } catch {
    return null;
  }
}

interface Point {
  start: string;
  figures: { arrivals: number | null; primary: number | null; secondary: number | null };
}
