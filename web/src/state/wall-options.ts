import type { ScreenSettings } from '../../../server/contract/screens-rest.ts';
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
  /** Names of the views to show by turns, as written. */
  views: string[];
  /** How long each of several views stays, in milliseconds. */
  dwellMs: number;
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
    views: names(given.get('views')),
    dwellMs: within(given.get('dwell'), 20, 5, 600) * 1_000,
  };
}

/** A paired screen shows what it was set to, whatever its address says; that can pin its record only. */
export function pairedOptions(settings: ScreenSettings, query: string): WallOptions {
  const { dwellSeconds, inches, language, metres, realm, scope, views } = settings;
  const { announced } = wallOptions(query);
  return { scope, realm, language, inches, metres, announced, views, dwellMs: dwellSeconds * 1_000 };
}

function within(text: string | null, otherwise: number, least: number, most: number): number {
  const value = Number(text);
  return text && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

/** Each name once: a view that comes twice a round would only seem to rotate. */
function names(text: string | null): string[] {
  const given = (text ?? '').split(',').map((name) => name.trim().toLowerCase());
  const all = [...new Set(given.filter(Boolean))];
  return all.length > 0 ? all : ['overview'];
}

function isDay(text: string): boolean {
  return DAY.test(text) && Number.isFinite(Date.parse(text));
}
