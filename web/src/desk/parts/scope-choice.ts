import { ROUTES } from '../../../../server/contract/routes.ts';
import { knownPorts, siteInForce } from '../../../../server/contract/site-in-force.ts';
import type { Format } from '../../i18n/format.ts';
import type { deskScopesWords } from '../../i18n/words/desk-scopes-words.ts';

interface Option {
  value: string;
  text: string;
}

/** Houses that have ports, each followed by these. */
export function placeOptions(format: Format, words: (typeof deskScopesWords)['ko']): Option[] {
  const ofHouses = siteInForce().file.offices.flatMap((house) => {
    const ports = knownPorts().filter((port) => port.office === house.code);
    return ports.length === 0
      ? []
      : [
          { value: `house:${house.code}`, text: words.houses(format.named(house.name)) },
          ...ports.map((port) => ({
            value: `port:${port.code}`,
            text: `– ${format.named(port.name)} (${port.code})`,
          })),
        ];
  });
  return [{ value: '', text: words.anyPlace }, ...ofHouses];
}

export function routeOptions(format: Format, words: (typeof deskScopesWords)['ko']): Option[] {
  return [
    { value: '', text: words.anyRoute },
    ...ROUTES.map((route) => ({ value: route, text: format.route(route) })),
  ];
}

/**
 * Scopes of a place (`house:…`, `port:…`, or empty for all) and a route (or empty for all); none where both are empty. A
 * route of a house is that of each of its ports.
 */
export function chosenScopes(place: string, route: string): string[] {
  if (route === '') return place === '' ? [] : [place];
  if (place === '') return [`route:${route}`];
  const house = /^house:(.+)$/.exec(place)?.[1];
  if (house === undefined) return [`${place}/route:${route}`];
  return knownPorts()
    .filter((port) => port.office === house)
    .map(({ code }) => `port:${code}/route:${route}`);
}
