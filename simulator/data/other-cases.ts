import type { Route } from '../../server/contract/routes.ts';
import type { Seizure } from '../../server/contract/events.ts';
import type { Weighted } from '../random.ts';

/** Cases other than drugs. Marks: [P] published, [D] derived, [E] our estimate. */

type Offence = NonNullable<Seizure['offence']>;

/**
 * Firearms: 4,562 items January to August 2025, 4,553 of them powder-actuated nailers [P], which makes 19 nailers and
 * 0.037 firearms a day [D]. Nailers come in batches, 50 at a time on average [E].
 */
export const FIREARMS_2025 = {
  from: '2025-01-01',
  until: '2025-09-01',
  nailers: 4_553,
  firearms: 9,
  batches: 91,
} as const;
export const NAILER = 'powder-actuated-nailer';
export const NAILERS_PER_BATCH = { mean: 50, sigma: 0.8, most: 400 } as const;
export const FIREARMS: Weighted<string> = [
  ['pistol', 5],
  ['revolver', 2],
  ['rifle', 1],
  ['air-gun', 4],
];

/** Trade security: 64 cases, 655.6 bn won in 2025 [P]: 10.2 bn a case [D]. Which offence how often [E]. */
export const TRADE_SECURITY_2025 = { cases: 64, krw: 655_600_000_000 } as const;
export const TRADE_OFFENCES: Weighted<Offence> = [
  ['origin-laundering', 60],
  ['strategic-goods', 40],
];

/** First KST day of what is simulated, but for firearms, which go on where the published figures end. */
export const OTHER_CASES_FROM = '2026-01-01';

/** Cases a day that are simulated: nailers, firearms and trade security [D], the others [E]. */
export const OTHER_CASES_PER_DAY = {
  nailers: 0.375,
  firearm: 0.037,
  'gun-part': 0.12,
  'gun-part-set': 0.012,
  'trade-security': 0.175,
  'fund-flow': 0.15,
  'illegal-trade': 0.1,
  'virtual-asset': 0.08,
  'voice-phishing': 0.12,
  'transnational-crime': 0.05,
} as const;
export type OtherKind = keyof typeof OTHER_CASES_PER_DAY;

/** Won of a case: mean and sigma of a lognormal; trade security as published, the others [E]. */
export const CASE_KRW: Partial<Record<OtherKind, { mean: number; sigma: number }>> = {
  'trade-security': { mean: 10_244_000_000, sigma: 1.5 },
  'fund-flow': { mean: 4_500_000_000, sigma: 1.4 },
  'illegal-trade': { mean: 1_200_000_000, sigma: 1.2 },
  'virtual-asset': { mean: 18_000_000_000, sigma: 1.5 },
};
/** Largest amount of one case, in won [E]. */
export const MOST_KRW = 120_000_000_000;
/** Cases of which the investigation is asked for at once: always firearms and sets of parts, and above these [E]. */
export const MAJOR_KRW = 1_000_000_000;
export const MAJOR_DRUG_GRAMS = 1_000;
/** From the seizure to the request, and from there until the investigation unit takes the case [E]. */
export const REQUESTED_MS = { least: 2 * 60_000, most: 12 * 60_000 } as const;
export const ACCEPTED_MS = { least: 20 * 60_000, most: 90 * 60_000 } as const;
/** Days until a case with an offence goes to the agency that prosecutes [E]. */
export const REFERRED_DAYS = { least: 1, most: 10 } as const;

/** Where they are found, whence they come [E]. */
export const OTHER_PLACES: Record<OtherKind, Weighted<readonly [port: string, route: Route]>> = {
  nailers: [[['KRINC', 'express'], 45], [['PTK-EXP', 'express'], 30], [['ICN-EXP', 'express'], 15], [['KRBNP', 'cargo'], 10]],
  firearm: [[['ICN-EXP', 'express'], 4], [['ICN-MAIL', 'mail'], 3], [['ICN-T2', 'traveller'], 2], [['KRPUS', 'cargo'], 1]],
  'gun-part': [[['ICN-EXP', 'express'], 6], [['ICN-MAIL', 'mail'], 4], [['KRINC', 'express'], 2], [['PTK-EXP', 'express'], 1]],
  'gun-part-set': [[['ICN-EXP', 'express'], 5], [['ICN-MAIL', 'mail'], 4], [['KRINC', 'express'], 3], [['PTK-EXP', 'express'], 2]],
  'trade-security': [[['KRBNP', 'cargo'], 5], [['KRPUS', 'cargo'], 3], [['KRINC', 'cargo'], 3], [['ICN-CGO', 'cargo'], 4], [['KRPTK', 'cargo'], 2]],
  'fund-flow': [[['KRPUS', 'cargo'], 3], [['KRINC', 'cargo'], 3], [['ICN-CGO', 'cargo'], 4], [['ICN-T1', 'traveller'], 2]],
  'illegal-trade': [[['KRINC', 'cargo'], 4], [['KRPTK', 'cargo'], 3], [['PTK-EXP', 'express'], 3], [['KRBNP', 'cargo'], 2]],
  'virtual-asset': [[['ICN-CGO', 'cargo'], 3], [['ICN-T2', 'traveller'], 2], [['KRPUS', 'cargo'], 1]],
  'voice-phishing': [[['ICN-EXP', 'express'], 6], [['PTK-EXP', 'express'], 4], [['ICN-MAIL', 'mail'], 2]],
  'transnational-crime': [[['ICN-T1', 'traveller'], 3], [['ICN-EXP', 'express'], 2], [['KRBNP', 'cargo'], 2]],
}; // prettier-ignore
export const OTHER_ORIGINS: Record<OtherKind, Weighted<string>> = {
  nailers: [['CN', 96], ['TW', 4]],
  firearm: [['US', 70], ['PH', 20], ['CZ', 10]],
  'gun-part': [['US', 65], ['CN', 25], ['DE', 10]],
  'gun-part-set': [['US', 75], ['CN', 25]],
  'trade-security': [['CN', 60], ['VN', 20], ['RU', 8], ['MY', 6], ['HK', 6]],
  'fund-flow': [['CN', 40], ['HK', 25], ['VN', 15], ['JP', 10], ['US', 10]],
  'illegal-trade': [['CN', 70], ['VN', 15], ['TH', 15]],
  'virtual-asset': [['HK', 40], ['VN', 30], ['KH', 30]],
  'voice-phishing': [['CN', 60], ['KH', 20], ['VN', 20]],
  'transnational-crime': [['KH', 35], ['TH', 25], ['VN', 20], ['LA', 20]],
}; // prettier-ignore

/** Weapons that parts fit, and the parts of one; the first four make a weapon. */
export const WEAPONS: Weighted<string> = [
  ['glock-19', 4],
  ['ar-15', 4],
  ['sig-p320', 2],
  ['ruger-10-22', 2],
  ['mac-10', 1],
];
export const PARTS = ['frame', 'slide', 'barrel', 'trigger', 'magazine', 'firing-pin'] as const;
/** Parts of a set come within so many days, to one port after the other [E]. */
export const SET_DAYS = 6;

/** Things of voice phishing, and how many of them at most [E]. */
export const PHISHING_ITEMS: Weighted<string> = [
  ['sim-box', 50],
  ['mobile-phone', 30],
  ['sim-card', 20],
];
export const PHISHING_MOST = 120;
