import { expect, test } from 'vitest';
import { toldOf } from '../../../simulator/drive/told.ts';

const T0 = Date.parse('2026-11-10T01:00:00Z');
const at = T0 + 90_000;
const told = (event: Parameters<typeof toldOf>[0]) => {
  const { feed, text } = toldOf(event, 'a-drill/an-inject/2', { startsAt: T0, at });
  return { feed, event: JSON.parse(text) as Record<string, unknown> };
};

test('an event of a scenario has a name, a time and a source where the scenario gives none', () => {
  const data = { port: 'ICN-T1', route: 'traveller', conveyance: 'TG658' };
  expect(told({ type: 'border.arrival.v1', data })).toEqual({
    feed: 'icn-airside',
    event: {
      specversion: '1.0',
      id: 'a-drill/an-inject/2',
      source: '//icn-airside.gwanje.example/ICN-T1',
      type: 'border.arrival.v1',
      time: '2026-11-10T01:01:30.000Z',
      data,
    },
  });
});

test('and its own where it gives them', () => {
  const given = {
    type: 'border.seizure.v1',
    id: 'K-1',
    time: 'T-1.5',
    feed: 'history',
    data: { caseNo: 'K-1' },
  };
  expect(told(given)).toMatchObject({
    feed: 'history',
    event: { id: 'K-1', source: '//history.gwanje.example/desk', time: '2026-11-10T00:58:30.000Z' },
  });
  const instant = '2026-08-03T11:00:00+09:00';
  expect(told({ ...given, time: instant }).event['time']).toBe(instant);
});

test('T and minutes are the instant wherever they stand in the data, and nothing else is', () => {
  const data = { landsAt: 'T20', legs: [{ from: 'T-600', flight: 'T20A' }], note: 'at T20', units: 20 };
  expect(told({ type: 'border.arrival.v1', data }).event['data']).toEqual({
    landsAt: '2026-11-10T01:20:00.000Z',
    legs: [{ from: '2026-11-09T15:00:00.000Z', flight: 'T20A' }],
    note: 'at T20',
    units: 20,
  });
});

test.each([
  ['border.seizure.v1', 'seizure-desk'],
  ['border.correction.v1', 'seizure-desk'],
  ['border.lead.v1', 'intelligence-desk'],
  ['border.station.v1', 'equipment'],
  ['border.declaration.v1', 'currency-desk'],
  ['border.indicator.v1', 'programme-office'],
])('%s is told by the %s', (type, feed) => {
  expect(told({ type, data: {} }).feed).toBe(feed);
});
