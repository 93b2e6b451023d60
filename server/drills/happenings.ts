import type { DrillEvent, OrderedInject } from '../contract/drill-rest.ts';
import type { Inject } from '../contract/scenario.ts';
import type { DrillRow } from '../db/queries/drills.ts';
import { timelineOf, type DueInject } from './timeline.ts';

/** What happens in a drill: its timeline, and what its director orders by hand. Each happens once, also where it is taken up. */
export class Happenings {
  readonly #timeline: DueInject[];
  readonly #byHand: OrderedInject[];

  /** @param log of the drill so far */
  constructor({ play, scenario, startsAt }: DrillRow, log: readonly DrillEvent[]) {
    const happened = log.filter(({ kind }) => kind === 'inject');
    const done = new Set(
      happened.flatMap(({ detail }) => (detail['byHand'] === true ? [] : [String(detail['id'])])),
    );
    this.#timeline = timelineOf(scenario, play, startsAt).filter(({ inject }) => !done.has(inject.id));
    const ordered = new Map(
      log.flatMap(({ detail, id, kind }) => (kind === 'ordered' ? [[id, detail]] : [])),
    );
    this.#byHand = happened.flatMap(({ at, detail }) => {
      const nth = Number(detail['ordered']);
      const inject = ordered.get(nth)?.['inject'] as Inject | undefined;
      return inject === undefined ? [] : [{ nth, at: Date.parse(at), inject }];
    });
  }

  /** What of the timeline is due and has not happened. It has, from now on. */
  take(until: number): DueInject[] {
    const later = this.#timeline.findIndex(({ at }) => at > until);
    return this.#timeline.splice(0, later === -1 ? this.#timeline.length : later);
  }

  /** Number of the last one by hand that has happened. */
  get ordered(): number {
    return this.#byHand.at(-1)?.nth ?? 0;
  }

  add(ordered: OrderedInject): void {
    this.#byHand.push(ordered);
  }

  /** What has happened by hand after that one. */
  byHand(after: number): OrderedInject[] {
    return this.#byHand.filter(({ nth }) => nth > after);
  }
}
