import type { DrivePlan, OrderedInject } from '../../server/contract/drill-rest.ts';
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
import { Surge, Thinning } from './surge.ts';
import { toldOf, type Told } from './told.ts';

/** The play that people act is the one that passes. */
const RIGHT = 'right';

/** So much is told again by a driver that takes over, in milliseconds on the drill's clock: more than one step. */
const AGAIN_MS = 60_000;

/** All that is to be told in a step: events by their feed, in order, and passenger lists. */
export interface Telling {
  told: Told[];
  lists: string[];
}

type Late = Scheduled & { due: Due };

/** Traffic in order, and its next event; `null`: there is none any more. */
interface Source {
  traffic: Iterator<Due>;
  keeps: (due: Due) => boolean;
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
  readonly #moments: { at: number; inject: Inject }[] = [];
  #clock: number;

  /** @param byHand what a driver before this one may have told */
  constructor(plan: DrivePlan, byHand: readonly OrderedInject[] = []) {
    this.#plan = plan;
    const { play, scenario, shows, startsAt } = plan;
    const begins = startsAt - (scenario.base.before ?? 0) * 60_000;
    this.#clock = begins;
    const timeline = scenario.timeline.filter((each) => each.in?.includes(play ?? RIGHT) ?? true);
    const streams = streamsOf(scenario.seed, scenario.base.rate);
    if (streams.length > 0) this.#follow(trafficFrom(streams, begins), () => true);
    this.#add(timeline.map((inject) => ({ inject, at: startsAt + (sinceStart(inject.at) ?? 0) })));
    this.#add(byHand);
    // A driver before this one has told all but the last of it, and that perhaps: what comes twice counts once.
    const again = Math.max(begins, shows - AGAIN_MS);
    while (this.#clock < again) this.until(Math.min(again, this.#clock + AGAIN_MS), []);
  }

  /** All that is due after the last call and not after `to`, and of what has happened by hand since then. */
  until(to: number, byHand: readonly OrderedInject[]): Telling {
    this.#add(byHand);
    const base: Told[] = [];
    for (let due = this.#next(to); due !== null; due = this.#next(to)) base.push(...this.#linesOf(due));
    for (const { injector, lasting } of this.#faults) {
      if (lasting.untilMs <= to && lasting.untilMs > this.#clock) base.push(...injector.flush());
    }
    const telling: Telling = { told: base.map(({ feed, text }) => ({ feed, text })), lists: [] };
    while ((this.#moments[0]?.at ?? Infinity) <= to) {
      const moment = this.#moments.shift();
      if (moment !== undefined) this.#happens(moment.inject, Math.max(moment.at, this.#clock), telling);
    }
    this.#clock = to;
    return telling;
  }

  /** Feeds that say nothing now, not even that they are there. */
  mute(at: number): ReadonlySet<FeedName> {
    return new Set(FEEDS.map(({ name }) => name).filter((name) => isMute(this.#silences, name, at)));
  }

  #add(moments: readonly { at: number; inject: Inject }[]): void {
    this.#moments.push(...moments);
    this.#moments.sort((a, b) => a.at - b.at);
    for (const { at, inject } of moments) this.#begin(inject, at);
  }

  #follow(traffic: Iterator<Due>, keeps: Source['keeps']): void {
    const first = traffic.next();
    this.#sources.push({ traffic, keeps, next: first.done === true ? null : first.value });
  }

  #begin(inject: Inject, fromMs: number): void {
    const { scenario } = this.#plan;
    switch (inject.do) {
      case 'surge': {
        const surge = lastingOf(inject, fromMs);
        if (inject.times < 1) this.#thinnings.push(new Thinning(surge));
        else if (inject.times > 1) {
          const more = new Surge(surge, scenario.seed, scenario.base.rate);
          this.#follow(more.traffic, (due) => more.keeps(due));
        }
        return;
      }
      case 'silence':
        return void this.#silences.push(lastingOf(inject, fromMs));
      case 'ai-outage':
        return void this.#outages.push(new Outage(lastingOf(inject, fromMs)));
      case 'slow-readers':
        return void this.#slow.push(lastingOf(inject, fromMs));
      case 'skew':
        return void this.#skews.push(lastingOf(inject, fromMs));
      case 'faults': {
        const { disorder = 0, duplicates = 0, late = 0, malformed = 0 } = inject;
        const mix = { ...NO_FAULTS, disorder, duplicates, late, malformed };
        const random = randomOf(scenario.seed, inject.id);
        const injector = new FaultInjector(mix, random, () => this.#clock, true);
        return void this.#faults.push({ lasting: lastingOf(inject, fromMs), injector });
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
    for (;;) {
      const late = this.#late.first;
      const first = this.#sources.reduce<Source | null>(
        (before, each) => (dueOf(each) < dueOf(before) ? each : before),
        null,
      );
      const dueAtMs = Math.min(late?.dueAtMs ?? Infinity, dueOf(first));
      if (dueAtMs > to) return null;
      if (late !== undefined && late.dueAtMs === dueAtMs) return this.#late.pop()?.due ?? null;
      if (first === null || first.next === null) return null;
      const due = first.next;
      const following = first.traffic.next();
      first.next = following.done === true ? null : following.value;
      if (first.keeps(due)) return due;
    }
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
