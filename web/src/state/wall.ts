import { createContext } from 'svelte';
import type { Format } from '../i18n/format.ts';
import type { Scope } from '../../../server/contract/scope.ts';
import type { View } from '../views/all-views.ts';
import type { Announced } from './announced.svelte.ts';
import type { CasesArea } from './areas/cases.svelte.ts';
import type { IntelligenceArea } from './areas/intelligence.svelte.ts';
import type { PlacesArea } from './areas/places.svelte.ts';
import type { ProgrammeArea } from './areas/programme.svelte.ts';
import type { ScreeningArea } from './areas/screening.svelte.ts';
import type { StatisticsArea } from './areas/statistics.svelte.ts';
import type { Drift } from './drift.svelte.ts';
import type { Faults } from './faults.svelte.ts';
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
import type { Rotation } from './rotation.svelte.ts';
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
  portMarks: Places;
  origins: Origins;
  record: YearRecord;
  announced: Announced | null;
  latest: Latest;
  news: NewsLines;
  feeds: Feeds;
  faults: Faults;
  rotation: Rotation<View>;
  /** Names in the address that are no views. */
  unknownViews: string[];

  screening: ScreeningArea;
  places: PlacesArea;
  intelligence: IntelligenceArea;
  cases: CasesArea;
  programme: ProgrammeArea;
  statistics: StatisticsArea;
}

/** Handed down by context, so that no widget imports a live object. */
export const [useWall, provideWall] = createContext<Wall>();
