import { placeWithin } from '../access/principal.ts';
import { NOWHERE } from '../contract/cells.ts';
import { PORTS } from '../contract/ports.ts';
import { ROUTES } from '../contract/routes.ts';

/**
 * The places whose matters lie within the granted scopes, and within the scope asked for where one is: as `PORT|ROUTE`, `-`
 * where a matter has none. `null`: all of them, and what belongs to no place.
 */
export function placesWithin(granted: readonly string[], asked?: string): string[] | null {
  const wanted = asked === undefined ? ['headquarters'] : [asked];
  if (granted.includes('headquarters') && wanted.includes('headquarters')) return null;
  const ports = [null, ...PORTS.map(({ code }) => code)];
  const routes = [null, ...ROUTES];
  return ports.flatMap((port) =>
    routes
      .filter((route) => placeWithin(port, route, granted) && placeWithin(port, route, wanted))
      .map((route) => `${port ?? NOWHERE}|${route ?? NOWHERE}`),
  );
}
