import type { Language } from '../i18n/format.ts';

/** What the address of the page asks for. */
export interface WallOptions {
  scope: string;
  language: Language;
  realm: string | null;
  /** Diagonal of the screen in inches and distance of the farthest viewer in metres. */
  inches: number;
  metres: number;
  /** Pins the record to a period and to what was known on a day. */
  announced: { to: string; knownAt: string } | null;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

export function wallOptions(query: string): WallOptions {
  const given = new URLSearchParams(query);
  const to = given.get('record') ?? '';
  const knownAt = given.get('knownAt') ?? '';
  return {
    scope: given.get('scope') || 'headquarters',
    language: given.get('lang') === 'en' ? 'en' : 'ko',
    realm: given.get('realm') || null,
    inches: within(given.get('inches'), 98, 10, 400),
    metres: within(given.get('metres'), 6, 0.3, 60),
    announced: isDay(to) && isDay(knownAt) ? { to, knownAt } : null,
  };
}

function within(text: string | null, otherwise: number, least: number, most: number): number {
  const value = Number(text);
  return text && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

function isDay(text: string): boolean {
  return DAY.test(text) && Number.isFinite(Date.parse(text));
}
