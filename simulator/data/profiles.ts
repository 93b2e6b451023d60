/**
 * Share of a day's arrivals by KST hour 00–23, in percent.
 * [P] published, [D] derived from published figures, [E] our estimate.
 */
const AIRPORT = [
  1, 0.4, 0.3, 0.5, 2.5, 5.5, 5.5, 4.5, 3.5, 3.5, 4, 4.5, 4.5, 4.5, 5, 6.5, 7, 8, 8, 6.5, 5.5, 4, 3, 1.8,
]; // [E] domain.md, "Share of arrivals by hour"

export const PROFILES = {
  airport: AIRPORT,
  /** No landings from 23:00 to 06:00 [P: curfew at Gimpo, Gimhae, Daegu, Jeju]; the rest as at Incheon [E]. */
  curfew: AIRPORT.map((share, hour) => (hour < 6 || hour === 23 ? 0 : share)),
  /** Freighters land by night and the line runs round the clock. [E] */
  express: [
    3.2, 3, 2.8, 2.8, 3, 3.6, 4.2, 4.8, 5.2, 5.4, 5.2, 4.8, 4.2, 4.6, 5, 5, 4.8, 4.6, 4.4, 4.2, 4, 3.8, 3.8,
    3.6,
  ],
  /** Two shifts of sorting, hardly anything before dawn. [E] */
  mail: [
    1.4, 1, 0.8, 0.8, 1.2, 2.4, 4, 5.4, 6.4, 7, 6.8, 6.2, 4.6, 6, 6.4, 6.2, 5.8, 5.2, 4.8, 4.4, 4, 3.6, 3,
    2.6,
  ],
  /** Discharge goes on all night, most boxes are presented in office hours. [E] */
  seaport: [
    2.4, 2.2, 2, 2, 2.2, 2.8, 3.6, 4.6, 5.8, 6.4, 6.6, 6.2, 4.6, 6, 6.4, 6.2, 5.6, 4.8, 4.2, 3.6, 3.4, 3, 2.8,
    2.6,
  ],
  /** Ferries from Japan and China berth in the morning and at the end of the afternoon. [E] */
  ferry: [0, 0, 0, 0, 0, 0, 2, 12, 18, 14, 8, 4, 4, 4, 4, 6, 8, 8, 4, 3, 1, 0, 0, 0],
} as const;
export type Profile = keyof typeof PROFILES;
