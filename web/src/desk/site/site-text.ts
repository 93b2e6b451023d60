import type { SiteVersionEntry } from '../../../../server/contract/site-rest.ts';
import { shorten, type Format } from '../../i18n/format.ts';
import type { deskSiteWords } from '../../i18n/words/desk-site-words.ts';

export type SiteWords = (typeof deskSiteWords)['ko'];

/** Longest text of a part that is shown at once, in letters. */
const LONGEST = 400;

/** What a part of the file is called; one without a name of its own is called as in the file. */
export const partName = (key: string, words: SiteWords) => words.parts[key] ?? key;

/** A pointer in words: `Ports of entry › GMP › Name`. */
export function placeText(path: string, words: SiteWords): string {
  return path
    .split('/')
    .filter((step) => step !== '')
    .map((step) => partName(step, words))
    .join(' › ');
}

/** Any part of a site file in one line. @param key what it is called in the file */
export function valueText(value: unknown, key: string, words: SiteWords, format: Format): string {
  return shorten(textOf(value, key, words, format), LONGEST);
}

function textOf(value: unknown, key: string, words: SiteWords, format: Format): string {
  if (value === undefined || value === null) return words.none;
  if (Array.isArray(value)) {
    const inner = value.map((each) => textOf(each, key, words, format));
    return inner.length === 0 ? words.none : inner.join(value.some(isObject) ? '; ' : ', ');
  }
  if (isNames(value)) return Object.values(value).join(' / ');
  if (isObject(value))
    return Object.entries(value)
      .map(([name, each]) => `${partName(name, words)}: ${textOf(each, name, words, format)}`)
      .join(', ');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (key === 'languages') return partName(text, words);
  return key === 'routes' ? format.route(text) : (words.values[key]?.[text] ?? text);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name in each language. */
export function isNames(value: unknown): value is Record<string, string> {
  return (
    isObject(value) &&
    Object.entries(value).every(([key, each]) => /^[a-z]{2}$/.test(key) && typeof each === 'string')
  );
}

/** What the server says of a fault, in the language of the page where it has words for it. */
export function faultText(reason: string, words: SiteWords): string {
  for (const [said, meant] of words.faults) if (said.test(reason)) return reason.replace(said, meant);
  return reason;
}

/** Who applied a version. */
export function authorText({ actor, name }: SiteVersionEntry['appliedBy'], words: SiteWords): string {
  return name ?? words.actors[actor] ?? actor;
}
