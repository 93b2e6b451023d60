import { expect, test } from 'vitest';
import { countryOfAirport } from '../../../../server/ingest/paxlst/airports.ts';

test.each([
  ['ICN', 'KR'],
  ['GMP', 'KR'],
  ['PUS', 'KR'],
  ['CJU', 'KR'],
  ['CJJ', 'KR'],
  ['TAE', 'KR'],
  ['MWX', 'KR'],
  ['BKK', 'TH'],
  ['HKG', 'HK'],
  ['TPE', 'TW'],
  ['GUM', 'GU'],
  ['HNL', 'US'],
  ['ATL', 'US'],
  ['BUS', 'GE'],
  [' nrt ', 'JP'],
])('%s is in %s', (airport, country) => {
  expect(countryOfAirport(airport)).toBe(country);
});

test.each(['', 'XXX', 'IC', 'ICN ICN', '__proto__', 'constructor'])('%j is not known', (airport) => {
  expect(countryOfAirport(airport)).toBeNull();
});
