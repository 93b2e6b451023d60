import { ROUTES } from '../../../../server/contract/routes.ts';
import { parseScope } from '../../../../server/contract/scope.ts';
import { knownPorts, siteInForce } from '../../../../server/contract/site-in-force.ts';
import type { Format } from '../../i18n/format.ts';
import { scopeWords } from '../../i18n/scope-words.ts';

const allScopes = (): string[] => [
  'headquarters',
  ...siteInForce().file.offices.map(({ code }) => `house:${code}`),
  ...ROUTES.map((route) => `route:${route}`),
  ...knownPorts().map(({ code }) => `port:${code}`),
  ...knownPorts().flatMap(({ code, routes }) => routes.map((route) => `port:${code}/route:${route}`)),
];

/** Scopes that somebody may set a screen to; the server judges all the same. */
export function scopeOptions(granted: readonly string[], format: Format): { value: string; text: string }[] {
  return allScopes()
    .filter((scope) => within(scope, granted))
    .map((scope) => ({
      value: scope,
      text: scopeWords(scope, format),
    }));
}

function within(text: string, granted: readonly string[]): boolean {
  if (granted.includes('headquarters')) return true;
  if (text === 'headquarters') return false;
  const scope = parseScope(text);
  const theirs = granted.map(parseScope).filter((each) => each !== null);
  return knownPorts().every(({ code }) =>
    ROUTES.every((route) => !scope?.covers(code, route) || theirs.some(({ covers }) => covers(code, route))),
  );
}
