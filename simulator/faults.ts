import type { BorderEvent, Correction } from '../server/contract/events.ts';
import { correctionsOf } from './corrections.ts';
import { HELD_AT_MOST, type FaultMix } from './fault-mix.ts';
import { feedOfEvent } from './event.ts';
import { HOUR_MS, iso } from './kst.ts';
import { lineOf, type Line } from './line.ts';
import { malformed } from './malformed.ts';
import type { Random } from './random.ts';

const SKEW_MS = 9 * HOUR_MS;
const LATEST_MS = 48 * HOUR_MS;

/**
 * Puts faults into a stream of events: takes them in order, gives back what is sent, and of each line what the server
 * must make of it. Pure but for the random numbers: the same seed makes the same faults.
 */
export class FaultInjector {
  readonly #mix: FaultMix;
  readonly #random: Random;
  readonly #now: () => number;
  readonly #mayBreakJson: boolean;
  /** Lines that wait, by the position in the stream at which they go. */
  readonly #held = new Map<number, Line[]>();
  #position = 0;
  #ways = 0;

  constructor(mix: FaultMix, random: Random, now: () => number, mayBreakJson: boolean) {
    this.#mix = mix;
    this.#random = random;
    this.#now = now;
    this.#mayBreakJson = mayBreakJson;
  }

  /** What goes out when this event is due. */
  take(event: BorderEvent): Line[] {
    this.#position += 1;
    const told = this.#dated(event);
    const lines = [...this.#skewed(told), ...this.#malformed(told)];
    const corrections = this.#corrections(told);
    if (this.#random() < 0.5) lines.push(...corrections.splice(0));
    if (this.#happens('disorder')) this.#hold(lineOf(told));
    else lines.push(lineOf(told));
    lines.push(...corrections);
    if (this.#happens('duplicates')) this.#hold({ ...lineOf(told), expect: 'duplicate', event: null });
    const released = this.#held.get(this.#position) ?? [];
    this.#held.delete(this.#position);
    return [...lines, ...released];
  }

  /** What is still held. */
  flush(): Line[] {
    const lines = [...this.#held.values()].flat();
    this.#held.clear();
    return lines;
  }

  #happens(kind: keyof FaultMix): boolean {
    return this.#random() < this.#mix[kind];
  }

  #hold(line: Line): void {
    const at = this.#position + 1 + Math.floor(this.#random() * HELD_AT_MOST);
    this.#held.set(at, [...(this.#held.get(at) ?? []), line]);
  }

  /** Late, or by a clock that is behind. Cases are left alone: the order of their statements is their time. */
  #dated(event: BorderEvent): BorderEvent {
    const late = this.#happens('late') ? this.#random() * LATEST_MS : 0;
    const behind = this.#random() < this.#mix.skew / 2 ? SKEW_MS : 0;
    const isTraffic = event.type === 'border.arrival.v1' || event.type === 'border.verdict.v1';
    if (late + behind === 0 || !isTraffic) return event;
    return { ...event, time: iso(Math.floor(Date.parse(event.time) - late - behind)) };
  }

  #skewed(event: BorderEvent): Line[] {
    if (this.#random() >= this.#mix.skew / 2) return [];
    const time = iso(Math.max(this.#now(), Date.parse(event.time)) + SKEW_MS);
    const text = JSON.stringify({ ...event, id: `${event.id}!ahead`, time });
    return [{ feed: feedOfEvent(event), text, expect: 'rejected', event: null }];
  }

  #malformed(event: BorderEvent): Line[] {
    if (!this.#happens('malformed')) return [];
    this.#ways += 1;
    const text = malformed(event, this.#ways, this.#mayBreakJson);
    return [{ feed: feedOfEvent(event), text, expect: 'rejected', event: null }];
  }

  #corrections(event: BorderEvent): Line[] {
    if (!this.#happens('corrections')) return [];
    return correctionsOf(event, this.#random).map((correction) => {
      const isSeizure = (correction.data as Correction).type === 'border.seizure.v1';
      return Object.assign(lineOf(correction), isSeizure ? {} : { target: event });
    });
  }
}
