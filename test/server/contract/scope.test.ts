import { describe, expect, it } from 'vitest';
import { KOREA, portOf } from '../../../simulator/korea.ts';
import { ROUTES } from '../../../server/contract/routes.ts';
import { parseScope } from '../../../server/contract/scope.ts';

const pairs = KOREA.file.ports.flatMap(({ code }) => ROUTES.map((route) => [code, route] as const));
const covered = (text: string) => pairs.filter(([port, route]) => parseScope(text)?.covers(port, route));

describe('a scope', () => {
  it('of headquarters covers every port and route', () => {
    expect(covered('headquarters')).toEqual(pairs);
  });

  it('of a customs house covers its ports and no other', () => {
    for (const { code } of KOREA.file.offices) {
      expect(covered(`house:${code}`)).toEqual(pairs.filter(([port]) => portOf(port)?.office === code));
    }
  });

  it('of a port covers every route there', () => {
    expect(covered('port:ICN-T2')).toEqual(ROUTES.map((route) => ['ICN-T2', route]));
  });

  it('of a route covers it at every port', () => {
    expect(covered('route:mail')).toEqual(KOREA.file.ports.map(({ code }) => [code, 'mail']));
  });

  it('of a route at a port covers this one alone', () => {
    expect(covered('port:ICN-T2/route:traveller')).toEqual([['ICN-T2', 'traveller']]);
  });

  it.each([
    '',
    ' ',
    'Headquarters',
    'headquarters/route:mail',
    'house:',
    'house:atlantis',
    'house:busan/route:mail',
    'port:',
    'port:XXX',
    'port:ICN-T1/',
    'port:ICN-T1/mail',
    'port:ICN-T1/route:',
    'port:ICN-T1/route:rail',
    'port:ICN-T1/port:GMP',
    'port:ICN-T1/route:mail/route:cargo',
    'route:rail',
    'route:mail/port:GMP',
    'realm:live',
    'port:__proto__',
    'house:constructor',
    'port:icn-t1',
  ])('that names nothing known, %j, is refused and never widened', (text) => {
    expect(parseScope(text)).toBeNull();
  });

  it.each(['port:GMP:extra', 'route:mail:extra', 'house:busan:extra', 'port:GMP/route:mail:extra'])(
    'with parts that mean nothing, %j, is refused: every text would be a room of its own',
    (text) => {
      expect(parseScope(text)).toBeNull();
    },
  );
});
