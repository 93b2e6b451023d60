import type { Weighted } from '../random.ts';

/**
 * Countries of origin, ISO 3166-1 alpha-2, in percent of conveyances. Flights bring their own, see flights.ts.
 * All [E]: shape after trade and postal statistics, no figure of which is published by port and hour.
 */
export const EXPRESS_AIR: Weighted<string> = [
  ['CN', 46],
  ['US', 25],
  ['DE', 5],
  ['JP', 7],
  ['HK', 6],
  ['GB', 2.5],
  ['VN', 2],
  ['TH', 1.5],
  ['AU', 1.5],
  ['NL', 1],
  ['FR', 1],
  ['CA', 0.8],
  ['MY', 0.4],
  ['MX', 0.3],
];
export const EXPRESS_SEA: Weighted<string> = [
  ['CN', 97],
  ['JP', 2],
  ['HK', 1],
];
export const MAIL: Weighted<string> = [
  ['CN', 38],
  ['US', 17],
  ['JP', 11],
  ['HK', 5],
  ['DE', 5],
  ['GB', 4],
  ['TH', 4],
  ['VN', 4],
  ['NL', 3],
  ['FR', 3],
  ['CA', 2],
  ['AU', 2],
  ['MY', 1],
  ['LA', 0.5],
  ['KH', 0.5],
];
export const CARGO_AIR: Weighted<string> = [
  ['CN', 34],
  ['US', 18],
  ['JP', 14],
  ['DE', 8],
  ['HK', 7],
  ['VN', 7],
  ['TW', 5],
  ['NL', 2],
  ['TH', 2],
  ['MY', 2],
  ['MX', 1],
];
export const CARGO_SEA: Weighted<string> = [
  ['CN', 45],
  ['JP', 12],
  ['US', 11],
  ['VN', 9],
  ['DE', 4],
  ['ID', 4],
  ['TH', 3],
  ['MY', 3],
  ['AU', 3],
  ['IN', 2],
  ['NL', 1],
  ['CL', 1],
  ['BR', 1],
  ['MX', 0.6],
  ['PE', 0.3],
  ['EC', 0.3],
];

/** Countries from which goods pass the seven-second reading [E: the list in force is not published]. */
export const HIGH_RISK_ORIGINS: ReadonlySet<string> = new Set([
  'TH',
  'VN',
  'LA',
  'KH',
  'MM',
  'MY',
  'MX',
  'NL',
  'PE',
  'EC',
  'CO',
  'BR',
]);

/** Share of flights from those countries that are selected for inspection on landing [E]. */
export const HIGH_RISK_FLIGHT_SHARE = 0.25;
