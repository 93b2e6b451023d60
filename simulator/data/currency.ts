/** Money carried over the border. Marks: [P] published, [D] derived, [E] our estimate. */

/** Checks a day at all ports together, and the share of them on the way out [E]. */
export const CHECKS_PER_DAY = 350;
export const OUTBOUND_SHARE = 0.85;
/** Checks in which somebody had declared [E]. */
export const DECLARED_SHARE = 0.12;
/** Declared amounts: median in US dollars and sigma of a lognormal [E]. A declaration is owed above 10,000 [P]. */
export const DECLARED_USD = { median: 13_000, sigma: 0.7 } as const;

/** Undeclared: 316 cases, 143.5 bn won in the first half of 2025 [P]: 1.75 a day, 454 M won a case [D]. */
export const UNDECLARED_2025_H1 = { cases: 316, krw: 143_500_000_000 } as const;
export const UNDECLARED_PER_DAY = 1.75;
/** Above the duty's limit, lognormal: with this sigma [E] the median follows from the mean. */
export const UNDECLARED_KRW = {
  least: 15_000_000,
  mean: 454_000_000,
  sigma: 1.7,
  most: 20_000_000_000,
} as const;
/** Won for a dollar [E]. */
export const KRW_PER_USD = 1_420;

/** Couriers who come again: share of all who carry money, and how many at a time [E]. They change every so many days [E]. */
export const REPEAT_SHARE = 0.045;
export const REPEAT_COURIERS = 11;
export const COURIER_DAYS = 90;

/** Currencies carried, percent [E]. */
export const CURRENCIES = [['USD', 46], ['KRW', 24], ['JPY', 12], ['CNY', 9], ['EUR', 5], ['HKD', 2], ['VND', 2]] as const; // prettier-ignore
