import type { Route } from '../../server/contract/routes.ts';
import type { Weighted } from '../random.ts';

/** Marks: [P] published, [D] derived, [E] our estimate. */

/** Weight of one case [D]: lognormal, and no more than the cap. */
export const MEDIAN_GRAMS = 80;
export const SIGMA = 2.4;
export const CAP_GRAMS = 30_000;

/** From 2026 on: 2025 had 1,256 cases [P], 3.4 a day [D]; the level of what is simulated is ours [E]. */
export const CASES_PER_DAY = 3.4;
/** Cocaine mega-cases: three in 2025 [P], 0 to 3 a year [D]. */
export const MEGA_CASES_PER_YEAR = 1.2;
export const MEGA_CASE_GRAMS = { least: 60_000, most: 600_000 } as const;

/** Routes of cases in 2025 [P: 624, 306, 318, 8]. */
export const CASE_ROUTES: Weighted<Route> = [
  ['traveller', 624],
  ['express', 306],
  ['mail', 318],
  ['cargo', 8],
];

/** Where cases of a route are found, after its traffic [E]. */
export const CASE_PORTS: Record<Route, Weighted<string>> = {
  traveller: [['ICN-T1', 44], ['ICN-T2', 38], ['PUS', 9], ['GMP', 2.5], ['CJU', 2.5], ['CJJ', 1.5], ['TAE', 1.5], ['KRPUS', 0.6], ['KRINC', 0.4]],
  express: [['ICN-EXP', 82], ['PTK-EXP', 8], ['KRINC', 8], ['KRKUV', 2]],
  mail: [['ICN-MAIL', 97], ['SEL-MAIL', 3]],
  cargo: [['KRPUS', 30], ['KRBNP', 30], ['KRINC', 20], ['ICN-CGO', 20]],
}; // prettier-ignore

/** Origin by case, of 362 in the first half of 2024 [P: the first six]; the other 131 shared out by us [E]. */
export const CASE_ORIGINS: Weighted<string> = [
  ['US', 81], ['TH', 62], ['VN', 52], ['DE', 23], ['MY', 11], ['MX', 2],
  ['NL', 24], ['CN', 22], ['CA', 18], ['FR', 14], ['LA', 13], ['GB', 12], ['KH', 8], ['HK', 7], ['PH', 7], ['JP', 6],
]; // prettier-ignore

/** Cases by substance group, percent [E]. */
export const CASE_GROUPS: Weighted<string> = [
  ['cannabis', 29],
  ['methamphetamine', 21],
  ['mdma', 12],
  ['ketamine', 10],
  ['cocaine', 1],
  ['other', 27],
];

/** What "other" is [E]. */
export const OTHER_SUBSTANCES: Weighted<string> = [
  ['synthetic cannabinoid', 22], ['lsd', 16], ['ghb', 12], ['zolpidem', 12], ['diazepam', 10], ['alprazolam', 9],
  ['etomidate', 7], ['psilocybin', 6], ['heroin', 3], ['opium', 3],
]; // prettier-ignore

/** How it was hidden [E]. */
export const CONCEALMENTS: Record<Route, readonly string[]> = {
  traveller: [
    'false bottom of a suitcase',
    'body pack',
    'swallowed',
    'coffee bags',
    'shampoo bottles',
    'shoe soles',
  ],
  express: ['toy', 'car part', 'vitamin bottles', 'picture frame', 'machine housing', 'tea tins'],
  mail: ['between pages of a book', 'greeting card', 'sweets', 'clothes', 'cosmetics', 'candle'],
  cargo: ['container wall', 'pallets', 'reefer unit', 'hull sea chest', 'sacks of coffee'],
};

/** First letters of a case number, by customs house of the port [E]. */
export const CASE_PREFIXES: Record<string, string> = {
  'incheon-airport': 'ICN',
  incheon: 'INC',
  seoul: 'SEL',
  gimpo: 'GMP',
  busan: 'BSN',
  gimhae: 'GHE',
  daegu: 'DGU',
  cheongju: 'CJJ',
  jeju: 'JEJ',
  pyeongtaek: 'PTK',
  gunsan: 'GSN',
  donghae: 'DHE',
};
