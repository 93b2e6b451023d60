import { createContext } from 'svelte';
import type { Scope } from '../../../server/contract/scope.ts';
import type { Format } from '../i18n/format.ts';
import type { View } from '../views/all-views.ts';
import type { Announced } from './announced.svelte.ts';
import type { Board } from './board.svelte.ts';
import type { Drift } from './drift.svelte.ts';
import type { factsOf } from './facts.ts';
import type { Health } from './health.svelte.ts';
import type { Exercise } from './exercise.svelte.ts';
import type { Link } from './link.svelte.ts';
import type { NewsLines } from './news.svelte.ts';
import type { RealmClock } from './realm-clock.svelte.ts';
import type { Rotation } from './rotation.svelte.ts';
import type { Screen } from './screen.svelte.ts';
import type { ServerClock } from './server-clock.svelte.ts';
import type { Urgent } from './urgent.svelte.ts';

/** All that one wall knows: the facts of its board, and the live parts built in `main.ts`. */
export interface Wall extends ReturnType<typeof factsOf> {
  scope: Scope;
  format: Format;
  board: Board;
  /** The realm's: that of a drill, or the server's. */
  clock: RealmClock;
  /** Real time, by which alarms are that break through. */
  server: ServerClock;
  exercise: Exercise;
  urgent: Urgent;
  health: Health;
  link: Link;
  screen: Screen;
  drift: Drift;
  announced: Announced | null;
  news: NewsLines;
  rotation: Rotation<View>;
  /** Names in the address that are no views. */
  unknownViews: string[];
}

/** Handed down by context, so that no widget imports a live object. */
export const [useWall, provideWall] = createContext<Wall>();
