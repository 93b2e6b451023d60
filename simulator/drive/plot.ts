import type { DrivePlan } from '../../server/contract/drill-rest.ts';
import { sinceStart, type Inject } from '../../server/contract/scenario.ts';
import type { Due } from '../event.ts';
import { FaultInjector } from '../faults.ts';
import { NO_FAULTS } from '../fault-mix.ts';
import { feedOf, FEEDS, type FeedName } from '../feeds.ts';
import { Queue, type Scheduled } from '../queue.ts';
import { randomOf } from '../random.ts';
import { streamsOf } from '../streams.ts';
import { trafficFrom } from '../traffic.ts';
import { hurried, isMute, isOn, isSilenced, lastingOf, Outage, skewed, type Lasting } from './effects.ts';
import { surgeTraffic, Thinning } from './surge.ts';
import { toldOf, type Told } from './told.ts';

/** The play that people act is the one that passes. */
const RIGHT = 'right';

/** All that is to be told in a step: events by their feed, in order, and passenger lists. */
export interface Telling {
  told: Told[];
  lists: string[];
}

type Late = Scheduled & { due: Due };

/** Traffic in order, and its next event; `null`: there is none any more. */
interface Source {
  traffic: Iterator<Due>;
  next: Due | null;
}

function dueOf(source: Source | null): number {
  return source?.next?.dueAtMs ?? Infinity;
}

/**
 * What a drill tells, and when: its base traffic, changed by what happens in it, and the events of its timeline. Seeded and
 * pure: the same plan tells the same.
 */
export class Plot {
  readonly #plan: DrivePlan;
  readonly #sources: Source[] = [];
  readonly #late = new Queue<Late>();
  readonly #outages: Outage[] = [];
  readonly #thinnings: Thinning[] = [];
  readonly #silences: Lasting<'silence'>[] = [];
  readonly #slow: Lasting<'slow-readers'>[] = [];
  readonly #skews: Lasting<'skew'>[] = [];
  readonly #faults: { lasting: Lasting<'faults'>; injector: FaultInjector }[] = [];
  readonly #moments: { at: number; inject: Inject }[];
  #clock: number;

  constructor(plan: DrivePlan) {
    this.#plan = plan;
    this.#clock = plan.shows;
    const { play, scenario, shows, startsAt } = plan;
    const timeline = scenario.timeline.filter((each) => each.in?.includes(play ?? RIGHT) ?? true);
    const streams = streamsOf(scenario.seed, scenario.base.rate);
    if (streams.length > 0) this.#follow(trafficFrom(streams, shows));
    // What lasted when the clock was set back to life is on again; what happened before the drill began is its first word.
    const begins = startsAt - (scenario.base.before ?? 0) * 60_000;
    for (const inject of timeline) this.#begin(inject, startsAt);
    this.#moments = timeline
      .map((inject) => ({ inject, at: startsAt + (sinceStart(inject.at) ?? 0) }))
      .filter(({ at }) => at > shows || shows === begins)
      .sort((a, b) => a.at - b.at);
  }

  /** All that is due after the last call and not after `to`; `byHand` begins at `to`. */
  until(to: number, byHand: readonly Inject[]): Telling {
    const { startsAt } = this.#plan;
    const telling: Telling = { told: [], lists: [] };
    for (const inject of byHand) this.#begin({ ...inject, at: `T${(to - startsAt) / 60_000}` }, startsAt);
    const base: Told[] = [];
    for (let due = this.#next(to); due !== null; due = this.#next(to)) base.push(...this.#linesOf(due));
    for (const { injector, lasting } of this.#faults) {
      if (lasting.untilMs <= to && lasting.untilMs > this.#clock) base.push(...injector.flush());
    }
    telling.told.push(...base.map(({ feed, text }) => ({ feed, text })));
    while ((this.#moments[0]?.at ?? Infinity) <= to) {
      const moment = this.#moments.shift();
      if (moment !== undefined) this.#happens(moment.inject, Math.max(moment.at, this.#clock), telling);
    }
    for (const inject of byHand) this.#happens(inject, to, telling);
    this.#clock = to;
    return telling;
  }

  /** Feeds that say nothing now, not even that they are there. */
  mute(at: number): ReadonlySet<FeedName> {
    return new Set(FEEDS.map(({ name }) => name).filter((name) => isMute(this.#silences, name, at)));
  }

  #follow(traffic: Iterator<Due>): void {
    const first = traffic.next();
    this.#sources.push({ traffic, next: first.done === true ? null : first.value });
  }

  #begin(inject: Inject, startsAt: number): void {
    const { scenario } = this.#plan;
    switch (inject.do) {
      case 'surge': {
        const surge = lastingOf(inject, startsAt);
        if (inject.times < 1) this.#thinnings.push(new Thinning(surge));
        else this.#follow(surgeTraffic(surge, scenario.seed, scenario.base.rate));
        return;
      }
      case 'silence':
        return void this.#silences.push(lastingOf(inject, startsAt));
      case 'ai-outage':
        return void this.#outages.push(new Outage(lastingOf(inject, startsAt)));
      case 'slow-readers':
        return void this.#slow.push(lastingOf(inject, startsAt));
      case 'skew':
        return void this.#skews.push(lastingOf(inject, startsAt));
      case 'faults': {
        const { disorder = 0, duplicates = 0, late = 0, malformed = 0 } = inject;
        const mix = { ...NO_FAULTS, disorder, duplicates, late, malformed };
        const random = randomOf(scenario.seed, inject.id);
        const injector = new FaultInjector(mix, random, () => this.#clock, true);
        return void this.#faults.push({ lasting: lastingOf(inject, startsAt), injector });
      }
      default:
    }
  }

  /** The next event of the base traffic that is due, of those that are told at all. */
  #next(to: number): Due | null {
    for (;;) {
      const due = this.#pop(to);
      if (due === null) return null;
      if (!this.#thinnings.every((thinning) => thinning.keeps(due))) continue;
      if (isSilenced(this.#silences, due)) continue;
      let told: Due | null = due;
      for (const outage of this.#outages) if (told !== null) told = outage.take(told);
      if (told === null) continue;
      if (told.dueAtMs === due.dueAtMs) return skewed(this.#skews, hurried(this.#slow, told));
      this.#late.push({ dueAtMs: told.dueAtMs, id: told.event.id, due: told });
    }
  }

  #pop(to: number): Due | null {
    const late = this.#late.first;
    const first = this.#sources.reduce<Source | null>(
      (before, each) => (dueOf(each) < dueOf(before) ? each : before),
      null,
    );
    const dueAtMs = Math.min(late?.dueAtMs ?? Infinity, dueOf(first));
    if (dueAtMs > to) return null;
    if (late !== undefined && late.dueAtMs === dueAtMs) return this.#late.pop()?.due ?? null;
    const due = first?.next ?? null;
    if (first !== null) {
      const following = first.traffic.next();
      first.next = following.done === true ? null : following.value;
    }
    return due;
  }

  #linesOf(due: Due): Told[] {
    const faulty = this.#faults.find(({ lasting }) => isOn(lasting, due.dueAtMs));
    if (faulty !== undefined) return faulty.injector.take(due.event);
    return [{ feed: feedOf(due.event.source), text: JSON.stringify(due.event) }];
  }

  #happens(inject: Inject, at: number, { lists, told }: Telling): void {
    const { scenario, startsAt } = this.#plan;
    if (inject.do === 'paxlst') lists.push(inject.text);
    if (inject.do !== 'send') return;
    inject.events.forEach((event, nth) => {
      told.push(toldOf(event, `${scenario.name}/${inject.id}/${nth + 1}`, { startsAt, at }));
    });
  }
}
