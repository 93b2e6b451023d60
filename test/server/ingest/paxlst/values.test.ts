import { expect, test } from 'vitest';
import { readFlight, readLocalTime } from '../../../../server/ingest/paxlst/values.ts';

test.each([
  ['AA123', 'AA', 'AA123'],
  ['AA123', '', 'AA123'],
  ['123', 'AA', 'AA123'],
  ['UA0989', 'UA', 'UA989'],
  ['ke 017', '', 'KE17'],
  ['7C1101', '', '7C1101'],
  ['A92707', '', 'A92707'],
  ['5J0188D', '5J', '5J188D'],
  ['KAL017', '', 'KAL17'],
  // The guide's own example contradicts itself: the identifier is the flight.
  ['ZX877', 'XZ', 'ZX877'],
  ['UA0000', '', 'UA0'],
  ['', 'KE', null],
  ['KE01MCL', 'KE', null],
  ['GILDONG', '', null],
  [undefined, undefined, null],
])('the flight of %j and %j is %j', (identifier, carrier, flight) => {
  expect(readFlight(identifier, carrier)).toBe(flight);
});

test.each([
  [['2601142330', '201'], '2026-01-14T23:30', false],
  [[' 26011 42330', '201'], '2026-01-14T23:30', false],
  [['202601142330', '203'], '2026-01-14T23:30', false],
  [['20260114233059', '204'], '2026-01-14T23:30', false],
  [['202601142330+0900', '205'], '2026-01-14T23:30', false],
  [['202601142330Z0900', '205'], '2026-01-14T23:30', false],
  [['20260114', '2330', '203'], '2026-01-14T23:30', false],
  [['2601142330'], '2026-01-14T23:30', false],
  [['260114', '101'], '2026-01-14T00:00', true],
  [['20260114', '102'], '2026-01-14T00:00', true],
  [['20240229', '102'], '2024-02-29T00:00', true],
])('%j is %s', (parts, local, dateOnly) => {
  expect(readLocalTime(parts)).toEqual({ local, dateOnly });
});

test.each([
  [[]],
  [['', '201']],
  [['201']],
  [['2602302330', '201']],
  [['2613012330', '201']],
  [['2601142430', '201']],
  [['2601142360', '201']],
  [['26011', '201']],
  [['TOMORROW', '201']],
])('%j is no time', (parts) => {
  expect(readLocalTime(parts)).toBeNull();
});
