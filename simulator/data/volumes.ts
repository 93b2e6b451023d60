import type { Route } from '../../server/contract/routes.ts';
import type { Profile } from './profiles.ts';

/**
 * Traffic of one port on one route on an average day.
 * Marks: [P] published, [D] derived from published figures, [E] our estimate.
 */
export interface Lane {
  port: string;
  route: Route;
  /** Travellers, parcels, mail items or consignments in 24 hours. */
  unitsPerDay: number;
  /** Mean units of a flight, voyage, consignment or batch [E]; sizes run from 0.4 to 2.4 times of it. */
  unitsPerConveyance: number;
  profile: Profile;
}

function lane(
  port: string,
  route: Route,
  unitsPerDay: number,
  unitsPerConveyance: number,
  profile: Profile,
): Lane {
  return { port, route, unitsPerDay, unitsPerConveyance, profile };
}

export const LANES: readonly Lane[] = [
  // Incheon: 74.07 M passengers in 2025, 8.05 M of them transfers, 425,760 movements [P]: about 90,000 customs
  // arrivals and 583 landings a day [D]; terminals 50:50 since January 2026 [P].
  lane('ICN-T1', 'traveller', 45_000, 154, 'airport'),
  lane('ICN-T2', 'traveller', 45_000, 154, 'airport'),
  // Arrivals a day [D/E], from domain.md.
  lane('PUS', 'traveller', 14_000, 165, 'curfew'),
  lane('GMP', 'traveller', 6_000, 170, 'curfew'),
  lane('CJU', 'traveller', 4_200, 155, 'curfew'),
  lane('CJJ', 'traveller', 2_600, 160, 'airport'),
  lane('TAE', 'traveller', 2_000, 155, 'curfew'),
  // Muan (MWX) has had no international flights since December 2024 [P], so it has no lane.
  lane('KRPUS', 'traveller', 2_200, 240, 'ferry'), // [E]
  lane('KRINC', 'traveller', 1_000, 250, 'ferry'), // [E]

  // 180 M parcels in 2024 [P] is about 490,000 a day [D]; Incheon air and Pyeongtaek sea as in domain.md, the
  // remaining 220,000 at Incheon port and Gunsan in proportions of our own [E].
  lane('ICN-EXP', 'express', 160_000, 140, 'express'),
  lane('PTK-EXP', 'express', 110_000, 190, 'express'),
  lane('KRINC', 'express', 170_000, 190, 'express'),
  lane('KRKUV', 'express', 50_000, 170, 'express'),

  // 40,000 goods items a day [E]. Letters (150,000 a day [E]) are not read by X-ray one by one and are left out.
  // East Seoul's second line opens a part of them again [E].
  lane('ICN-MAIL', 'mail', 37_500, 120, 'mail'),
  lane('SEL-MAIL', 'mail', 2_500, 60, 'mail'),

  // Consignments: about 700,000 items a day over all routes [D] less the above; split by port ours [E], after
  // Busan's 24.88 M and Incheon's 3.44 M TEU a year [P].
  lane('ICN-CGO', 'cargo', 18_000, 30, 'express'),
  lane('PUS', 'cargo', 600, 12, 'curfew'),
  lane('KRPUS', 'cargo', 4_500, 25, 'seaport'),
  lane('KRBNP', 'cargo', 9_500, 35, 'seaport'),
  lane('KRINC', 'cargo', 5_000, 25, 'seaport'),
  lane('KRPTK', 'cargo', 2_800, 20, 'seaport'),
  lane('KRKAN', 'cargo', 1_800, 20, 'seaport'),
  lane('KRUSN', 'cargo', 900, 15, 'seaport'),
  lane('KRKUV', 'cargo', 500, 12, 'seaport'),
  lane('KRKPO', 'cargo', 350, 12, 'seaport'),
  lane('KRMAS', 'cargo', 300, 12, 'seaport'),
  lane('KRTSN', 'cargo', 300, 12, 'seaport'),
  lane('KRMOK', 'cargo', 250, 12, 'seaport'),
  lane('KRTGH', 'cargo', 200, 12, 'seaport'),
];

/** Level by weekday, Sunday first [E]; each row has a mean of 1. */
export const WEEKDAY_LEVEL: Record<Route, readonly number[]> = {
  traveller: [1.06, 0.99, 0.96, 0.96, 0.98, 1.01, 1.04],
  express: [0.75, 1.1, 1.12, 1.08, 1.05, 1, 0.9],
  mail: [0.45, 1.18, 1.13, 1.12, 1.1, 1.08, 0.94],
  cargo: [0.5, 1.1, 1.15, 1.15, 1.15, 1.1, 0.85],
};

/** Level by month, January first [E]; each row has a mean of 1. Express in November: +25 % [P]. */
export const MONTH_LEVEL: Record<Route, readonly number[]> = {
  traveller: [1.06, 1, 0.97, 0.97, 0.98, 0.97, 1.04, 1.06, 0.97, 1, 0.96, 1.02],
  express: [0.98, 0.92, 0.96, 0.97, 0.98, 0.99, 0.96, 0.95, 0.97, 1, 1.25, 1.07],
  mail: [1, 0.97, 0.99, 0.99, 0.99, 0.99, 0.98, 0.97, 0.99, 1, 1.04, 1.09],
  cargo: [1, 0.93, 1.01, 1, 1.01, 1.01, 1, 0.98, 1, 1.01, 1.02, 1.03],
};

/** A day differs from its level by at most this share, either way, by chance [E]. */
export const DAY_NOISE = 0.01;
