import type { BorderEvent } from '../../server/contract/events.ts';
import type { Route } from '../../server/contract/routes.ts';
import { sinceStart, withInstants, type EventTemplate } from '../../server/contract/scenario.ts';
import { deskOf, FEEDS, sourceOf, trafficFeed, type FeedName } from '../feeds.ts';
import { iso } from '../kst.ts';

/** An event of a scenario on its way. */
export interface Told {
  feed: FeedName;
  text: string;
}

/**
 * An event as a scenario has it, as it goes on the wire.
 * @param name its id where the scenario gives none
 * @param times T0, and when it is told, in milliseconds since the Unix epoch
 */
export function toldOf(
  { data, feed: named, id, time, type }: EventTemplate,
  name: string,
  { at, startsAt }: { startsAt: number; at: number },
): Told {
  const place = data as { port?: string; route?: Route };
  const feed =
    FEEDS.find((each) => each.name === named)?.name ??
    deskOf(type) ??
    trafficFeed(place.port ?? '', place.route ?? 'cargo');
  const event: Omit<BorderEvent, 'data' | 'type'> & { type: string; data: unknown } = {
    specversion: '1.0',
    id: id ?? name,
    source: sourceOf(feed, place.port ?? 'desk'),
    type,
    time: time === undefined ? iso(at) : timeOf(time, startsAt),
    data: withInstants(data, startsAt),
  };
  return { feed, text: JSON.stringify(event) };
}

function timeOf(time: string, startsAt: number): string {
  const since = sinceStart(time);
  return since === null ? time : iso(startsAt + since);
}
