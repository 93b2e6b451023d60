import { portOf } from '../server/contract/ports.ts';
import type { Route } from '../server/contract/routes.ts';

export interface Feed {
  name: string;
  /** Longest silence that is normal, in seconds; `null` where silence means nothing. */
  cadenceSeconds: number | null;
  /** Whether it needs a token that may say when an event became known (`recordedtime`). */
  mayRecord: boolean;
}

/** The feeds as which the simulator speaks. Cadences hold at the quietest hour, three in the morning. */
export const FEEDS = [
  { name: 'icn-airside', cadenceSeconds: 60, mayRecord: false },
  { name: 'regional-airports', cadenceSeconds: 120, mayRecord: false },
  { name: 'express-xray', cadenceSeconds: 30, mayRecord: false },
  { name: 'mail-xray', cadenceSeconds: 60, mayRecord: false },
  { name: 'sea-ports', cadenceSeconds: 60, mayRecord: false },
  { name: 'seizure-desk', cadenceSeconds: 120, mayRecord: false },
  { name: 'equipment', cadenceSeconds: 10, mayRecord: false },
  { name: 'intelligence-desk', cadenceSeconds: 120, mayRecord: false },
  { name: 'currency-desk', cadenceSeconds: 300, mayRecord: false },
  { name: 'programme-office', cadenceSeconds: null, mayRecord: false },
  { name: 'history', cadenceSeconds: null, mayRecord: true },
] as const satisfies readonly Feed[];
export type FeedName = (typeof FEEDS)[number]['name'];

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
