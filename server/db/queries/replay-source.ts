import { EVENT_STREAMS } from '../../contract/events/catalogue.ts';
import type { ReplayItem } from '../../contract/replay-rest.ts';
import type { RealmDatabase } from '../database.ts';

/** Tables of raw events in the order in which a replay takes them up: what others are held against comes first. */
export const RAW = ['correction', ...EVENT_STREAMS] as const;
export type Raw = (typeof RAW)[number];

/** A past that is played: where its rows are, where they go, and by what time they become known. */
export interface Past {
  /** Realm whose past it is. */
  source: RealmDatabase;
  /** Realm that shows it. */
  replay: RealmDatabase;
  known: ReplayItem['known'];
  /** Where the replay begins and ends, milliseconds since the Unix epoch. */
  from: number;
  to: number;
}

/** As known then an event appears when it became known; as known now, when it happened. */
export function appearsAt({ known }: Pick<Past, 'known'>, table: Raw): 'recorded_at' | 'time' {
  if (known === 'then') return 'recorded_at';
  // Corrections that are known now are all there from the beginning.
  return table === 'correction' ? 'recorded_at' : 'time';
}

export const iso = (at: number) => new Date(at).toISOString();
