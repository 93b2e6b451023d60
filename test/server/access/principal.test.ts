import { describe, expect, it } from 'vitest';
import { placeWithin, withinScopes } from '../../../server/access/principal.ts';
import { KOREA } from '../../../simulator/korea.ts';
import { ROUTES } from '../../../server/contract/routes.ts';
import { parseScope } from '../../../server/contract/scope.ts';

const EVERY_ROUTE = ROUTES.map((route) => `route:${route}`);
const EVERY_HOUSE = KOREA.file.offices.map(({ code }) => `house:${code}`);
const EVERY_PORT = KOREA.file.ports.map(({ code }) => `port:${code}`);
const T1_ROUTES = EVERY_ROUTE.map((route) => `port:ICN-T1/${route}`);

function within(scope: string, granted: readonly string[]): boolean {
  const parsed = parseScope(scope);
  if (parsed === null) throw new Error(`no scope: ${scope}`);
  return withinScopes(parsed, granted);
}

describe('a scope within the granted ones', () => {
  it.each<[scope: string, granted: string[]]>([
    ['headquarters', ['headquarters']],
    ['headquarters', ['route:mail', 'headquarters']],
    ['house:busan', ['headquarters']],
    ['house:busan', ['house:busan']],
    ['port:ICN-T2', ['house:incheon-airport']],
    ['port:ICN-T2', ['port:ICN-T2']],
    ['port:ICN-T2', ['house:busan', 'house:incheon-airport']],
    ['port:ICN-T1', T1_ROUTES],
    ['port:ICN-T1', EVERY_ROUTE],
    ['port:ICN-T2/route:mail', ['house:incheon-airport']],
    ['port:ICN-T2/route:mail', ['port:ICN-T2']],
    ['port:ICN-T2/route:mail', ['route:mail']],
    ['port:ICN-T2/route:mail', ['port:ICN-T2/route:mail']],
    ['route:mail', ['route:cargo', 'route:mail']],
    ['route:mail', EVERY_HOUSE],
    ['route:mail', EVERY_PORT],
    ['house:busan', EVERY_ROUTE],
    ['house:busan', ['no scope', 'house:busan']],
  ])('is %s for somebody with %j', (scope, granted) => {
    expect(within(scope, granted)).toBe(true);
  });

  it.each<[scope: string, granted: string[]]>([
    ['house:busan', []],
    ['house:busan', ['house:incheon-airport']],
    ['house:incheon-airport', ['port:ICN-T1', 'port:ICN-T2']],
    ['port:ICN-T2', ['port:ICN-T1']],
    ['port:ICN-T2', ['route:mail']],
    ['port:ICN-T2', ['port:ICN-T2/route:mail']],
    ['port:ICN-T1', T1_ROUTES.slice(1)],
    ['port:ICN-T2', T1_ROUTES],
    ['route:mail', ['route:cargo']],
    ['route:mail', ['port:ICN-T2/route:mail']],
    ['route:mail', EVERY_HOUSE.slice(1)],
    ['house:busan', EVERY_ROUTE.slice(1)],
    ['port:ICN-T2/route:mail', ['port:ICN-T2/route:cargo']],
    ['port:ICN-T2/route:mail', ['port:ICN-T1/route:mail']],
    ['house:busan', ['house:atlantis', 'port:', 'Headquarters', '']],
  ])('is not %s for somebody with %j', (scope, granted) => {
    expect(within(scope, granted)).toBe(false);
  });

  it.each([
    ['nothing', []],
    ['one route', ['route:mail']],
    ['all routes', EVERY_ROUTE],
    ['all customs houses', EVERY_HOUSE],
    ['all ports', EVERY_PORT],
    ['all routes, houses and ports', [...EVERY_ROUTE, ...EVERY_HOUSE, ...EVERY_PORT]],
  ])('is not headquarters for somebody with %s', (_what, granted) => {
    expect(within('headquarters', granted)).toBe(false);
  });
});

type Place = readonly [port: string | null, route: string | null];

describe('a place within the granted scopes', () => {
  it.each<[place: Place, granted: string[]]>([
    [[null, null], ['headquarters']],
    [['ICN-T2', null], ['headquarters']],
    [[null, 'mail'], ['headquarters']],
    [['ICN-T2', 'mail'], ['headquarters']],
    [['ICN-T2', 'mail'], ['house:incheon-airport']],
    [['ICN-T2', 'mail'], ['port:ICN-T2']],
    [['ICN-T2', 'mail'], ['route:mail']],
    [['ICN-T2', 'mail'], ['port:ICN-T2/route:mail']],
    [
      ['ICN-T2', 'mail'],
      ['house:busan', 'route:mail'],
    ],
    [['ICN-T2', null], ['house:incheon-airport']],
    [['ICN-T2', null], ['port:ICN-T2']],
    [
      ['ICN-T2', null],
      ['route:mail', 'port:ICN-T2'],
    ],
    [[null, 'mail'], ['route:mail']],
    [
      [null, 'mail'],
      ['house:busan', 'route:mail'],
    ],
  ])('is %j for somebody with %j', ([port, route], granted) => {
    expect(placeWithin(port, route, granted)).toBe(true);
  });

  it.each<[place: Place, granted: string[]]>([
    [['ICN-T2', 'mail'], []],
    [['ICN-T2', 'mail'], ['house:busan']],
    [['ICN-T2', 'mail'], ['port:ICN-T1']],
    [['ICN-T2', 'mail'], ['route:cargo']],
    [['ICN-T2', 'mail'], ['port:ICN-T2/route:cargo']],
    [['ICN-T2', 'mail'], ['port:ICN-T1/route:mail']],
    [
      ['ICN-T2', 'mail'],
      ['port:', 'route:', 'Headquarters'],
    ],
    [['ATLANTIS', 'mail'], EVERY_HOUSE],
    [['ICN-T2', null], ['house:busan']],
    [['ICN-T2', null], ['port:ICN-T1']],
    [['ICN-T2', null], ['port:ICN-T2/route:mail']],
    [[null, 'mail'], ['route:cargo']],
    [[null, 'mail'], ['port:ICN-T2']],
    [[null, 'mail'], ['port:ICN-T2/route:mail']],
    [[null, 'mail'], EVERY_HOUSE],
    [[null, null], []],
    [
      [null, null],
      [...EVERY_ROUTE, ...EVERY_HOUSE, ...EVERY_PORT],
    ],
  ])('is not %j for somebody with %j', ([port, route], granted) => {
    expect(placeWithin(port, route, granted)).toBe(false);
  });

  // What belongs to a port and to no route belongs to all routes there.
  it.each(EVERY_ROUTE)('is not all of a port for somebody with %s alone', (route) => {
    for (const { code } of KOREA.file.ports) expect(placeWithin(code, null, [route]), code).toBe(false);
  });
});
