import { createContext } from 'svelte';
import type { Format } from '../i18n/format.ts';
import type { Scope } from '../../../server/contract/scope.ts';
import type { Announced } from './announced.svelte.ts';
import type { Drift } from './drift.svelte.ts';
import type { Feeds } from './feeds.svelte.ts';
import type { Flow } from './flow.svelte.ts';
import type { Health } from './health.svelte.ts';
import type { LastHour } from './last-hour.svelte.ts';
import type { Latest } from './latest.svelte.ts';
import type { Link } from './link.svelte.ts';
import type { NewsLines } from './news.svelte.ts';
import type { Origins } from './origins.svelte.ts';
import type { Places } from './places.svelte.ts';
import type { Realm } from './realm.svelte.ts';
import type { YearRecord } from './record.svelte.ts';
import type { Screen } from './screen.svelte.ts';
import type { ServerClock } from './server-clock.svelte.ts';
import type { Board } from './board.svelte.ts';

/** The facts of one wall, built in `main.ts`. */
export interface Wall {
  scope: Scope;
  format: Format;
  board: Board;
  clock: ServerClock;
  health: Health;
  link: Link;
  screen: Screen;
  drift: Drift;
  realm: Realm;
  flow: Flow;
  lastHour: LastHour;
  places: Places;
  origins: Origins;
  record: YearRecord;
  announced: Announced | null;
  latest: Latest;
  news: NewsLines;
  feeds: Feeds;
}

/** Handed down by context, so that no widget imports a live object. */
export const [useWall, provideWall] = createContext<Wall>();
