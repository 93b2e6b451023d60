import { createContext } from 'svelte';
import type { Me } from '../../../server/contract/access-rest.ts';
import type { Format, Language } from '../i18n/format.ts';
import type { Timers } from '../state/timers.ts';
import type { DeskAlarms } from './alarms/desk-alarms.svelte.ts';
import type { Sound } from './alarms/sound.svelte.ts';
import type { Api } from './api.ts';
import type { Live } from './live.svelte.ts';
import type { Place } from './place.svelte.ts';

/** What a page of the desk works with. A page is built anew for another person or language. */
export interface Desk {
  readonly me: Me;
  readonly api: Api;
  readonly format: Format;
  readonly language: Language;
  readonly timers: Timers;
  /** Path and query of the address. */
  readonly place: Place;
  /** The board in the person's scopes, the clock of its realm, and how far both can be trusted. */
  readonly live: Live;
  /** Alarms of the person's scopes; they call whatever page is open. */
  readonly alarms: DeskAlarms;
  readonly sound: Sound;
  /** Opens an address of the desk. */
  go(address: string): void;
  /** Somebody has just signed in or out: reads who, and opens what they came for. */
  signedIn(): Promise<void>;
}

/** Handed down by context, so that no part imports a live object. */
export const [useDesk, provideDesk] = createContext<Desk>();
