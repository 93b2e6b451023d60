import { placeWithin, withinScopes } from '../access/principal.ts';
import { NOWHERE } from '../contract/cells.ts';
import { ROUTES } from '../contract/routes.ts';
import { parseScope } from '../contract/scope.ts';
import { knownPorts, siteInForce } from '../contract/site-in-force.ts';

/**
 * The places whose matters lie within the granted scopes, and within the scope asked for where one is: as `PORT|ROUTE`, `-`
 * where a matter has none. `null`: all of them, and what belongs to no place.
 */
export function placesWithin(granted: readonly string[], asked?: string): string[] | null {
  const wanted = asked === undefined ? ['headquarters'] : [asked];
  if (granted.includes('headquarters') && wanted.includes('headquarters')) return null;
  const ports = [null, ...knownPorts().map(({ code }) => code)];
  const routes = [null, ...ROUTES];
  return ports.flatMap((port) =>
    routes
      .filter((route) => placeWithin(port, route, granted) && placeWithin(port, route, wanted))
      .map((route) => `${port ?? NOWHERE}|${route ?? NOWHERE}`),
  );
}

/** Every scope that lies within the granted ones; `null`: all of them. */
export function scopesWithin(granted: readonly string[]): string[] | null {
  if (granted.includes('headquarters')) return null;
  return [
    ...siteInForce().file.offices.map(({ code }) => `house:${code}`),
    ...ROUTES.map((route) => `route:${route}`),
    ...knownPorts().flatMap(({ code }) => [
      `port:${code}`,
      ...ROUTES.map((route) => `port:${code}/route:${route}`),
    ]),
  ].filter((text) => {
    const scope = parseScope(text);
    return scope !== null && withinScopes(scope, granted);
  });
}
