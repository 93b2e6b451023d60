import { spanMs, type Inject } from '../../server/contract/scenario.ts';
import type { BorderEvent, Verdict } from '../../server/contract/events.ts';
import { HIGH_RISK_ORIGINS } from '../data/origins.ts';
import type { Due } from '../event.ts';
import { feedOf, type FeedName } from '../feeds.ts';
import { iso } from '../kst.ts';
import { drawAt, hashOf } from '../random.ts';

/** Between which instants something lasts, in milliseconds since the Unix epoch; the second is excluded. */
interface Span {
  fromMs: number;
  untilMs: number;
}

/** An inject of a kind that lasts. */
export type Lasting<K extends Inject['do']> = Span & { inject: Extract<Inject, { do: K }> };

/** When an inject lasts that begins at an instant, in milliseconds since the Unix epoch. */
export function lastingOf<I extends Inject & { for: string }>(
  inject: I,
  fromMs: number,
): Span & { inject: I } {
  return { inject, fromMs, untilMs: fromMs + spanMs(inject.for) };
}

interface Where {
  ports?: string[] | undefined;
  routes?: string[] | undefined;
}

/** Whether something at a place is meant; what has no place is meant only where no place is named. */
export function isThere({ ports, routes }: Where, data: BorderEvent['data']): boolean {
  const { port, route } = data as { port?: string; route?: string };
  return (
    (ports === undefined || (port !== undefined && ports.includes(port))) &&
    (routes === undefined || (route !== undefined && routes.includes(route)))
  );
}

export function isOn({ fromMs, untilMs }: Span, atMs: number): boolean {
  return atMs >= fromMs && atMs < untilMs;
}

/** Whether a feed says nothing at all at an instant. */
export function isMute(silences: readonly Lasting<'silence'>[], feed: FeedName, atMs: number): boolean {
  return silences.some((each) => {
    const { feeds, ports, routes, types } = each.inject;
    return (
      isOn(each, atMs) &&
      feeds?.includes(feed) === true &&
      types === undefined &&
      ports === undefined &&
      routes === undefined
    );
  });
}

/** Whether nobody tells an event. */
export function isSilenced(silences: readonly Lasting<'silence'>[], { dueAtMs, event }: Due): boolean {
  return silences.some((each) => {
    const { feeds, types } = each.inject;
    return (
      isOn(each, dueAtMs) &&
      (feeds === undefined || feeds.includes(feedOf(event.source))) &&
      (types === undefined || types.includes(event.type)) &&
      isThere(each.inject, event.data)
    );
  });
}

/** How fast an AI reads what it has missed, in milliseconds for each item [E]. */
const CATCH_UP_MS = 200;

/**
 * What an AI that is down does not tell: its sign of life is lost, its verdicts are given when it is up again, one after
 * the other. Each item is read once.
 */
export class Outage {
  readonly #lasting: Lasting<'ai-outage'>;
  #missed = 0;

  constructor(lasting: Lasting<'ai-outage'>) {
    this.#lasting = lasting;
  }

  /** What becomes of an event: the same, none, or the same later. */
  take(due: Due): Due | null {
    const { event } = due;
    if (!isOn(this.#lasting, due.dueAtMs) || !isThere(this.#lasting.inject, event.data)) return due;
    if (event.type === 'border.station.v1')
      return (event.data as { kind?: string }).kind === 'ai' ? null : due;
    const verdict = event.data as Verdict;
    if (event.type !== 'border.verdict.v1' || verdict.by !== 'ai') return due;
    this.#missed += 1;
    const atMs = this.#lasting.untilMs + this.#missed * CATCH_UP_MS;
    return { dueAtMs: atMs, event: { ...event, time: iso(atMs) } };
  }
}

/** Readers who are in a hurry: a share of their readings of high-risk goods is shorter than it may be. */
export function hurried(slow: readonly Lasting<'slow-readers'>[], due: Due): Due {
  const { dueAtMs, event } = due;
  const verdict = event.data as Verdict;
  const meant = slow.find(
    (each) =>
      event.type === 'border.verdict.v1' &&
      verdict.by === 'officer' &&
      verdict.origin !== undefined &&
      HIGH_RISK_ORIGINS.has(verdict.origin) &&
      isOn(each, dueAtMs) &&
      isThere(each.inject, verdict),
  );
  if (meant === undefined || drawAt(hashOf(`${event.source} ${event.id}`), 1) >= meant.inject.share)
    return due;
  return { dueAtMs, event: { ...event, data: { ...verdict, scanMs: meant.inject.scanMs } } };
}

/** A feed whose clock is wrong: it says another time than the one at which it speaks. */
export function skewed(skews: readonly Lasting<'skew'>[], { dueAtMs, event }: Due): Due {
  const skew = skews.find((each) => isOn(each, dueAtMs) && each.inject.feed === feedOf(event.source));
  if (skew === undefined) return { dueAtMs, event };
  const time = iso(Date.parse(event.time) + skew.inject.hours * 3_600_000);
  return { dueAtMs, event: { ...event, time } };
}
