import type { Offence } from './fields.ts';

/** `investigations|PORT|ROUTE`: major cases, and the clock from the seizure to the investigation's acceptance. */
export interface InvestigationsCell {
  /** Not accepted, the oldest first; {@link INVESTIGATION_ROWS} are drawn. */
  waiting: {
    caseNo: string;
    port: string;
    route: string;
    /** When it was seized: ISO 8601, UTC. */
    time: string;
    category: string;
    substance: string | null;
    grams: number | null;
    requestedAt: string | null;
  }[];
  waitingCount: number;
  /** Of the last 30 days: accepted, and median from seizure to acceptance in seconds. */
  accepted: number;
  acceptedP50Seconds: number | null;
}
export const INVESTIGATION_ROWS = 4;

/** `leaks|all`: mail that the first line had cleared and the second line caught. */
export interface LeaksCell {
  day: string;
  /** Items read by the second line that the first line had cleared, today and in the 30 days until now. */
  checkedToday: number;
  checked: number;
  leaksToday: number;
  leaks: number;
  /**
   * Those of the day and the day before, the latest first; {@link LEAK_ROWS} are drawn: what it came in, when it was caught,
   * siblings of the first line, recalled ones.
   */
  rows: {
    subject: string;
    port: string;
    batch: string | null;
    caughtAt: string;
    siblings: number;
    reread: number;
  }[];
}
export const LEAK_ROWS = 4;

/** `weapons|PORT|ROUTE`: firearms, and powder-actuated nailers apart from them, as items. */
export interface WeaponsCell {
  day: string;
  firearmsToday: number;
  firearmsYear: number;
  nailersToday: number;
  nailersYear: number;
  gunPartsToday: number;
  gunPartsYear: number;
  /** Firearms found in the last 24 hours, the newest first; {@link WEAPON_ROWS} are drawn. */
  rows: {
    caseNo: string;
    port: string;
    route: string;
    /** When it was found: where the case was opened as something else, when that was said of it. */
    time: string;
    item: string | null;
    quantity: number;
  }[];
}
export const WEAPON_ROWS = 3;

/** `gun-parts|all`: parts that fit one weapon, seized at two or more ports within 30 days; {@link GUN_SETS} are drawn. */
export interface GunPartsCell {
  sets: {
    weapon: string;
    /** Each with when it came last, or was found to be a part of this weapon. */
    parts: [part: string, port: string, time: string][];
    ports: number;
    /** Frame, slide, barrel and trigger are there. */
    complete: boolean;
  }[];
}
/** Sets that are drawn, and parts of each. */
export const GUN_SETS = { sets: 12, parts: 24 } as const;
/** Parts that make a weapon [E]. */
export const ESSENTIAL_PARTS = ['frame', 'slide', 'barrel', 'trigger'] as const;

/** `currency|PORT|ROUTE`: money carried out, in the site day. */
export interface CurrencyCell {
  day: string;
  checks: number;
  /** Declarations, and those strictly above US$ 10,000, with their sum in US dollars. */
  declared: number;
  declaredAbove: number;
  declaredAboveUsd: number;
  /** Undeclared cases strictly above US$ 10,000, and their sum in won where it was stated. */
  undeclared: number;
  undeclaredKrw: number;
  undeclaredYear: number;
  undeclaredYearKrw: number;
}
/** `couriers|all`: couriers checked with money three times or more within 30 days. No pseudonym leaves the database. */
export interface CouriersCell {
  repeat: number;
  /** Checks of them, US dollars, and how often the busiest came. */
  checks: number;
  amountUsd: number;
  busiest: number;
  lastSeenAt: string | null;
  /** Each of them, under a name that only this realm has; who was seen last stands first. Judged, and not drawn. */
  rows: { name: string; checks: number; amountUsd: number; lastSeenAt: string }[];
}

/** `offences|PORT|ROUTE`: cases by the offence they are tagged with, in the calendar year. */
export interface OffencesCell {
  year: number;
  /** Cases, won, not yet referred, and since when the oldest of those waits. */
  rows: [offence: Offence, cases: number, amountKrw: number, unreferred: number, oldest: string | null][];
  /** Of voice phishing and transnational crime: cases whose partner has been told (a request names the case), and answered. */
  notified: number;
  answered: number;
}

/** `body-searches|PORT|ROUTE`: of the site day, as counts; no identity exists on the board. */
export interface BodySearchesCell {
  day: string;
  requested: number;
  approved: number;
  carriedOut: number;
  found: number;
}

/**
 * Drug cases and grams by a name, most cases first. `unknown` and `??`: no substance, no origin was stated. Names that lead
 * nowhere in the country are `other`, the same ones at every port, so that cells may be added up.
 */
export type Breakdown = [name: string, cases: number, grams: number][];

/** `breakdown|PORT|ROUTE`: drug seizures from 1 January to today, and of the same dates a year before, as known now. */
export interface BreakdownCell {
  day: string;
  substances: Breakdown;
  origins: Breakdown;
  substancesBefore: Breakdown;
  originsBefore: Breakdown;
  /** By month: twelve of each, this year and last year whole. */
  months: [cases: number, grams: number][];
  monthsBefore: [cases: number, grams: number][];
}

/** `announced|PORT|ROUTE`: the latest announcement: the period's figures as known then and as known now. */
export interface AnnouncedCell {
  bulletinNo: string;
  from: string;
  to: string;
  announcedAt: string;
  cases: number;
  grams: number;
  casesNow: number;
  gramsNow: number;
  casesBefore: number;
  gramsBefore: number;
}
