import type { Route } from '../../server/contract/routes.ts';

/** Marks: [P] published, [D] derived, [E] our estimate, made so that the published sums hold exactly. */

/** Cases and kilograms of one route in one period of a year. */
interface RouteTotal {
  route: Exclude<Route, 'cargo'>;
  cases: number;
  kilograms: number;
}

/** First and last KST day, both included. */
export interface Period {
  from: string;
  to: string;
  routes: readonly RouteTotal[];
}

function period(from: string, to: string, figures: Record<RouteTotal['route'], [number, number]>): Period {
  const routes = Object.entries(figures).map(([route, [cases, kilograms]]) => ({
    route: route as RouteTotal['route'],
    cases,
    kilograms,
  }));
  return { from, to, routes };
}

/**
 * 2024: 862 cases, 787 kg; traveller 199/140, express 235/392, mail 420/190 [P], cargo 8/65 [D].
 * January to October 712 cases and 602 kg in all [D]; their split by route is ours [E].
 */
export const PERIODS_2024: readonly Period[] = [
  period('2024-01-01', '2024-10-31', { traveller: [164, 107], express: [194, 300], mail: [348, 145] }),
  period('2024-11-01', '2024-12-31', { traveller: [35, 33], express: [41, 92], mail: [72, 45] }),
];

/**
 * 2025: 1,256 cases, 3,318 kg; traveller 624/280, express 306/273, mail 318/157 [P], cargo 8/2,608 [D].
 * January to October as announced: 505, 268, 253 and 6 cases, 2,913 kg in all [P/D]; kilograms of that period by
 * route are ours [E].
 */
export const PERIODS_2025: readonly Period[] = [
  period('2025-01-01', '2025-10-31', { traveller: [505, 239], express: [268, 235], mail: [253, 135] }),
  period('2025-11-01', '2025-12-31', { traveller: [119, 41], express: [38, 38], mail: [65, 22] }),
];

/**
 * 2025 by substance, kilograms: cocaine 2,602, methamphetamine 313, ketamine 144, MDMA 15 [P]; the remaining 244 kg
 * [D] split by us between cannabis and other [E]. Cases by substance: the case mix of domain.md [E] of 1,256.
 */
export const SUBSTANCES_2025 = {
  cocaine: { cases: 13, kilograms: 2_602 },
  methamphetamine: { cases: 264, kilograms: 313 },
  ketamine: { cases: 126, kilograms: 144 },
  mdma: { cases: 151, kilograms: 15 },
  cannabis: { cases: 364, kilograms: 140 },
  other: { cases: 338, kilograms: 104 },
} as const;
export type SubstanceGroup = keyof typeof SUBSTANCES_2025;

/** A cargo case told one by one. `time` and `recordedTime` are instants with offset. */
export interface ToldCase {
  time: string;
  recordedTime: string;
  port: string;
  substance: string;
  kilograms: number;
  origin: string;
  concealment: string;
}

function told(
  time: string,
  recordedTime: string,
  port: string,
  substance: string,
  kilograms: number,
  origin: string,
  concealment: string,
): ToldCase {
  return {
    time: `${time}+09:00`,
    recordedTime: `${recordedTime}+09:00`,
    port,
    substance,
    kilograms,
    origin,
    concealment,
  };
}

/**
 * Cargo, 16 cases. The three cocaine cases [P: kilograms, port, date of the first and third]; month of the second [P],
 * its day ours [E]. All else [E], so that 2024 has 65 kg (50 until October) and 2025 has 2,608 kg.
 */
export const CARGO_CASES: readonly ToldCase[] = [
  told('2024-02-07T10:20:00', '2024-02-07T18:00:00', 'KRPUS', 'cannabis', 7, 'CA', 'sacks of coffee'),
  told('2024-03-21T14:05:00', '2024-03-22T09:00:00', 'KRBNP', 'cocaine', 16, 'EC', 'reefer unit'),
  told('2024-05-16T11:40:00', '2024-05-16T17:30:00', 'KRINC', 'methamphetamine', 9, 'TH', 'machine housing'),
  told('2024-06-27T09:15:00', '2024-06-28T10:00:00', 'KRPUS', 'ketamine', 5, 'MY', 'pallets'),
  told('2024-08-22T15:30:00', '2024-08-23T09:30:00', 'KRBNP', 'methamphetamine', 10, 'MX', 'container wall'),
  told('2024-10-10T13:10:00', '2024-10-10T19:00:00', 'ICN-CGO', 'ketamine', 3, 'DE', 'car parts'),
  told('2024-11-14T10:50:00', '2024-11-15T09:00:00', 'KRPUS', 'cocaine', 11, 'BR', 'hull sea chest'),
  told('2024-12-12T16:25:00', '2024-12-13T09:00:00', 'KRINC', 'cannabis', 4, 'US', 'pallets'),
  told('2025-01-23T11:30:00', '2025-01-23T18:00:00', 'KRINC', 'methamphetamine', 5, 'TH', 'machine housing'),
  told(
    '2025-04-02T06:30:00',
    '2025-04-02T21:00:00',
    'KRTGH',
    'cocaine',
    1_690,
    'MX',
    'bulk carrier, machine room',
  ),
  told('2025-05-10T09:40:00', '2025-05-12T10:00:00', 'KRBNP', 'cocaine', 600, 'EC', 'empty container'),
  told('2025-06-19T14:45:00', '2025-06-20T09:00:00', 'KRPUS', 'cannabis', 3, 'CA', 'sacks of coffee'),
  told('2025-08-03T08:20:00', '2025-12-30T10:00:00', 'KRPUS', 'cocaine', 300, 'PE', 'container wall'),
  told('2025-08-28T13:20:00', '2025-08-29T09:00:00', 'KRBNP', 'methamphetamine', 4, 'MX', 'pallets'),
  told('2025-10-16T10:10:00', '2025-10-17T09:00:00', 'ICN-CGO', 'zolpidem', 2, 'DE', 'tea tins'),
  told('2025-11-20T15:00:00', '2025-11-21T09:00:00', 'KRPUS', 'methamphetamine', 4, 'TH', 'reefer unit'),
];
