import { CUSTOMS_HOUSES, PORTS } from '../../../../server/contract/ports.ts';
import { ROUTES } from '../../../../server/contract/routes.ts';
import { parseScope } from '../../../../server/contract/scope.ts';
import type { Format } from '../../i18n/format.ts';
import { scopeWords } from '../../i18n/scope-words.ts';

const ALL: readonly string[] = [
  'headquarters',
  ...CUSTOMS_HOUSES.map(({ code }) => `house:${code}`),
  ...ROUTES.map((route) => `route:${route}`),
  ...PORTS.map(({ code }) => `port:${code}`),
  ...PORTS.flatMap(({ code, routes }) => routes.map((route) => `port:${code}/route:${route}`)),
];

/** Scopes that somebody may set a screen to; the server judges all the same. */
export function scopeOptions(granted: readonly string[], format: Format): { value: string; text: string }[] {
  return ALL.filter((scope) => within(scope, granted)).map((scope) => ({
    value: scope,
    text: scopeWords(scope, format),
  }));
}

function within(text: string, granted: readonly string[]): boolean {
  if (granted.includes('headquarters')) return true;
  if (text === 'headquarters') return false;
  const scope = parseScope(text);
  const theirs = granted.map(parseScope).filter((each) => each !== null);
  return PORTS.every(({ code }) =>
    ROUTES.every((route) => !scope?.covers(code, route) || theirs.some(({ covers }) => covers(code, route))),
  );
}
