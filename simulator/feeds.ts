import type { EventType } from '../server/contract/events.ts';
import { portOf } from './korea.ts';
import type { Route } from '../server/contract/routes.ts';

export interface Feed {
  name: string;
  /** Longest silence that is normal, in seconds; `null` where silence means nothing. */
  cadenceSeconds: number | null;
  /** Types of events of which it tells, wherever they are. Arrivals and verdicts are told by the feed of their place. */
  tells?: readonly EventType[];
}

/**
 * The feeds as which the simulator speaks. Each brings its own past too, since a feed speaks only for itself: their tokens
 * may set the time at which an event was recorded, and bring events that are older than a board keeps. Cadences hold at the quietest hour, three in the morning.
 */
export const FEEDS = [
  { name: 'icn-airside', cadenceSeconds: 60 },
  { name: 'regional-airports', cadenceSeconds: 120 },
  { name: 'express-xray', cadenceSeconds: 30 },
  { name: 'mail-xray', cadenceSeconds: 60 },
  { name: 'sea-ports', cadenceSeconds: 60 },
  { name: 'seizure-desk', cadenceSeconds: 120, tells: ['border.seizure.v1', 'border.correction.v1'] },
  { name: 'equipment', cadenceSeconds: 10, tells: ['border.station.v1'] },
  { name: 'intelligence-desk', cadenceSeconds: 120, tells: ['border.lead.v1'] },
  { name: 'currency-desk', cadenceSeconds: 300, tells: ['border.declaration.v1'] },
  {
    ...{ name: 'programme-office', cadenceSeconds: null },
    tells: ['border.bulletin.v1', 'border.indicator.v1'],
  },
  { name: 'history', cadenceSeconds: null },
] as const satisfies readonly Feed[];
export type FeedName = (typeof FEEDS)[number]['name'];

/** The feed that tells of a type of event wherever it is; `undefined`: that of its place does. */
export function deskOf(type: string): FeedName | undefined {
  return FEEDS.find((feed: Feed) => feed.tells?.some((each) => each === type))?.name;
}

/** The feed that tells of arrivals and verdicts of a port and route. */
export function trafficFeed(port: string, route: Route): FeedName {
  if (route === 'express') return 'express-xray';
  if (route === 'mail') return 'mail-xray';
  if (port.startsWith('ICN-')) return 'icn-airside';
  return portOf(port)?.mode === 'air' ? 'regional-airports' : 'sea-ports';
}

const ORIGIN = /^\/\/([a-z-]+)\.gwanje\.example\//;

/** `source` of events that a feed tells of one place. */
export function sourceOf(feed: FeedName, place: string): string {
  return `//${feed}.gwanje.example/${place}`;
}

/** The feed that an event's `source` names. Throws for a source that is none of ours. */
export function feedOf(source: string): FeedName {
  const name = ORIGIN.exec(source)?.[1];
  const feed = FEEDS.find((each) => each.name === name);
  if (!feed) throw new Error(`no feed of the simulator speaks as ${source}`);
  return feed.name;
}
