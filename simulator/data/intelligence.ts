import type { Lead } from '../../server/contract/events.ts';
import type { Weighted } from '../random.ts';

/** Marks: [P] published, [D] derived, [E] our estimate. */

/** The Korean Desk's partners, and those that join [P]; their weights [E]. */
export const PARTNERS: Weighted<string> = [
  ['TH', 24], ['VN', 20], ['US', 20], ['MY', 10], ['NL', 8],
  ['KH', 5], ['LA', 4], ['CA', 4], ['DE', 3], ['FR', 2],
]; // prettier-ignore
export const PARTNER_COUNTRIES: ReadonlySet<string> = new Set(PARTNERS.map(([country]) => country));

/**
 * Leads a day [all E], about 25: on flights and consignments as shares of what arrives, the others as numbers. Besides,
 * a fifth of drug cases had a lead.
 */
export const LED_FLIGHT_SHARE = 0.012;
export const LED_GOODS_SHARE = 0.0009;
export const LED_CASE_SHARE = 0.2;
export const DESK_LEADS_PER_DAY = { 'person-category': 2, request: 3, minor: 5 } as const;
/** Flights and goods of high risk, of partners, and others: how likely a lead is to be on one of them [E]. */
export const LEAD_WEIGHTS = { high: 8, partner: 3, other: 0.2 } as const;
/** Of leads on what comes from a partner, those that the partner sent; the others are the centre's own [E]. */
export const PARTNER_SHARE = 0.75;
/** Leads that come when what they name has arrived already [E]. */
export const LATE_LEAD_SHARE = 0.15;
/** From the lead to the arrival, otherwise [E]. */
export const AHEAD_MIN_MS = 30 * 60_000;
export const AHEAD_MAX_MS = 6 * 3_600_000;

/** Until somebody acknowledges a lead, until it is tasked after that, both at most; and the share that waits long [E]. */
export const ACKNOWLEDGED_MS = { least: 3 * 60_000, most: 40 * 60_000 } as const;
export const TASKED_MS = { least: 5 * 60_000, most: 60 * 60_000 } as const;
export const FORGOTTEN_SHARE = 0.05;
export const FORGOTTEN_MS = 3 * 3_600_000;

/** Steps of the standard analysis procedure, and how many are done at each status [E]. */
export const STEPS_TOTAL = 7;
export const STEPS_DONE = { open: 1, acknowledged: 2, tasked: 4, closed: 7 } as const;

/** The centre's list has a new version on these days of a month [E]. It names so many flights [E]. */
export const LIST_DAYS = [1, 11, 21] as const;
export const LISTED_FLIGHTS = 4;

/** A joint operation with each of the ten partners in turn: a new one every 11 days for three weeks [E]. */
export const OPERATION_EVERY_DAYS = 11;
export const OPERATION_DAYS = 21;

/** Requests are answered within these days; half of them come from partners or agencies to us [E]. */
export const ANSWERED_DAYS = { least: 0.3, most: 6 } as const;
export const DOMESTIC_SHARE = 0.3;

/** Minor leads stay open for these days; this share has something in common with others, of a few things at a time [E]. */
export const MINOR_DAYS = { least: 3, most: 12 } as const;
export const LINKED_SHARE = 0.4;
export const LINKS_AT_A_TIME = 6;
export const LINK_DAYS = 10;
export const MINOR_OFFENCES: Weighted<NonNullable<Lead['offence']>> = [
  ['fund-flow', 40],
  ['virtual-asset', 30],
  ['illegal-trade', 30],
];
/** Won of one: median and sigma of a lognormal [E]. */
export const MINOR_KRW = { median: 12_000_000, sigma: 1.1 } as const;
