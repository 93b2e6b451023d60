import { expect, it } from 'vitest';
import { scopeFilter } from '../../../server/board/scope-filter.ts';
import { cellKey } from '../../../server/contract/cells.ts';
import { parseScope, type Scope } from '../../../server/contract/scope.ts';

const scope = (text: string): Scope => {
  const found = parseScope(text);
  if (found === null) throw new Error(`no scope: ${text}`);
  return found;
};
const belongingTo = (port: string, route: string) => [
  cellKey.today(port, route),
  cellKey.minute(port, route, 29_000_000),
  cellKey.origins(port, route),
  cellKey.record(port, route, 2026),
  cellKey.latest(port, route),
  cellKey.news(port, route),
];

it('lets every kind of cell through whose port and route the scope covers, and no other', () => {
  const covers = scopeFilter(scope('port:ICN-T1'));
  expect(belongingTo('ICN-T1', 'traveller').every(covers)).toBe(true);
  expect(belongingTo('ICN-T2', 'traveller').some(covers)).toBe(false);
});

it('lets the cells of feeds and of the realm through for every scope', () => {
  for (const text of ['headquarters', 'house:busan', 'port:GMP', 'route:mail', 'port:GMP/route:mail']) {
    expect([cellKey.feed('any'), cellKey.realm()].every(scopeFilter(scope(text))), text).toBe(true);
  }
});

it('asks the scope once for each key, however often the cell changes', () => {
  let asked = 0;
  const covers = scopeFilter({ text: 'counted', covers: () => ++asked > 0 });
  for (let tick = 0; tick < 5; tick++) covers(cellKey.today('GMP', 'traveller'));
  expect(asked).toBe(1);
});
