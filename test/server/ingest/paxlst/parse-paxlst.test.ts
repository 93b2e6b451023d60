import { describe, expect, test } from 'vitest';
import { parsePaxlst } from '../../../../server/ingest/paxlst/parse-paxlst.ts';
import type { PassengerList } from '../../../../server/ingest/paxlst/types.ts';
import { interchange, message, traveller, type Draft } from './fixtures.ts';

function lists(text: string): PassengerList[] {
  const result = parsePaxlst(text);
  if (!result.ok) throw new Error(`${result.path}: ${result.reason}`);
  return result.lists;
}

function only(draft: Draft): PassengerList {
  const [list, ...more] = lists(interchange(message(draft)));
  if (list === undefined || more.length > 0) throw new Error('not one list');
  return list;
}

const route = (draft: Draft): string[] =>
  only(draft).legs.map(({ flight, origin, destination }) => `${flight} ${origin}-${destination}`);
const codes = (draft: Draft): string[] => only(draft).warnings.map(({ code, path }) => `${code} ${path}`);

test('a list of one leg is read without a warning', () => {
  expect(parsePaxlst(interchange(message()))).toEqual({
    ok: true,
    warnings: [],
    lists: [
      {
        messageReference: 'GW001',
        documentKind: 'passenger',
        part: 1,
        legs: [
          {
            flight: 'OZ202',
            origin: 'LAX',
            destination: 'ICN',
            departureLocal: '2026-01-14T23:30',
            arrivalLocal: '2026-01-16T04:50',
          },
        ],
        travellers: 2,
        crew: 0,
        inTransit: 0,
        travellersByDestination: { ICN: 1, NRT: 1 },
        travellersByEmbarkation: { LAX: 2 },
        warnings: [],
      },
    ],
  });
});

describe('legs', () => {
  const two = ['KE086 JFK-ANC', 'KE086 ANC-ICN'].map((leg) => leg.replace('086', '86'));
  const loc = (...places: string[]): string[] => [
    'TDT+20+KE086+++KE',
    ...places.map((place) => `LOC+${place}`),
  ];

  test.each([
    ['one TDT each', [...loc('92+JFK', '92+ANC'), ...loc('92+ANC', '92+ICN')]],
    ['92 in pairs', loc('92+JFK', '92+ANC', '92+ANC', '92+ICN')],
    ['92 as a chain', loc('92+JFK', '92+ANC', '92+ICN')],
    ['92, then 125 and 87', loc('92+JFK', '92+ANC', '125+ANC', '87+ICN')],
    ['125, 92, 87', loc('125+JFK', '92+ANC', '87+ICN')],
    ['92, then 130', loc('92+JFK', '92+ANC', '92+ANC', '130+ICN')],
    ['130 behind the last stop', loc('92+JFK', '92+ANC', '92+ICN', '130+ICN')],
  ])('%s', (_, transport) => {
    expect(route({ transport })).toEqual(two);
    expect(codes({ transport })).toEqual([]);
  });

  test('87 may come before 125, and codes may be lower case or padded', () => {
    expect(route({ transport: ['TDT+20+oz 0202', 'LOC+87+ icn', 'LOC+125+LAX:139:6'] })).toEqual([
      'OZ202 LAX-ICN',
    ]);
  });

  test.each([
    ['behind their LOC', ['LOC+92+JFK', 'DTM+189:2601140100:201', 'LOC+92+ICN', 'DTM+232:2601150530:201']],
    ['before all LOC', ['DTM+189:2601140100:201', 'DTM+232:2601150530:201', 'LOC+125+JFK', 'LOC+87+ICN']],
    ['behind all LOC', ['LOC+125+JFK', 'LOC+87+ICN', 'DTM+189:2601140100:201', 'DTM+232:2601150530:201']],
    [
      'behind the first LOC',
      ['LOC+125+JFK', 'DTM+189:2601140100:201', 'DTM+232:2601150530:201', 'LOC+87+ICN'],
    ],
  ])('times %s', (_, places) => {
    expect(only({ transport: ['TDT+20+KE086', ...places] }).legs).toMatchObject([
      { departureLocal: '2026-01-14T01:00', arrivalLocal: '2026-01-15T05:30' },
    ]);
  });

  test('the stop of a chain gives one leg its arrival and the next its departure', () => {
    const transport = loc('92+JFK', '92+ANC', '92+ICN');
    transport.splice(3, 0, 'DTM+232:2601140600:201', 'DTM+189:2601140800:201');
    expect(only({ transport }).legs).toMatchObject([
      { departureLocal: null, arrivalLocal: '2026-01-14T06:00' },
      { departureLocal: '2026-01-14T08:00', arrivalLocal: null },
    ]);
  });

  test('an overflight is no leg, a flight that never lands is warned of', () => {
    expect(
      route({ transport: ['TDT+34+AF986', 'LOC+92+CDG', 'TDT+20+OZ1', 'LOC+125+LAX', 'LOC+87+ICN'] }),
    ).toEqual(['OZ1 LAX-ICN']);
    expect(codes({ transport: [...loc('125+JFK', '87+ICN'), 'TDT+20+KE2', 'LOC+92+ICN'] })).toEqual([
      'leg-incomplete UNH[1]/TDT',
    ]);
  });

  test('an unreadable flight number or airport is warned of, the rest taken', () => {
    expect(route({ transport: loc('125+RKSI', '87+ICN', '125+ICN', '87+NRT') })).toEqual(['KE86 ICN-NRT']);
    const transport = ['TDT+20+KE', 'LOC+125+LAX', 'LOC+87+ICN'];
    expect(route({ transport })).toEqual([' LAX-ICN']);
    expect(codes({ transport })).toEqual(['flight-unreadable UNH[1]/TDT']);
  });
});

describe('who is counted', () => {
  test('passengers, crew and those in transit, each apart', () => {
    const travellers = [
      'NAD+FL',
      'NAD+FL+++',
      'NAD+fl +++::',
      'NAD+DDU+++A:B',
      'LOC+179+ICN',
      'NAD+FM+++C:D',
      'NAD+DDT',
    ];
    const list = only({ travellers, tail: ['CNT+42:4', 'CNT+41:2'] });
    expect(list).toMatchObject({
      travellers: 3,
      inTransit: 1,
      crew: 1,
      travellersByDestination: {},
      warnings: [],
    });
  });

  test('a traveller once by destination; country codes and other places are not read', () => {
    const travellers = [
      'NAD+FL',
      'LOC+22+ICN',
      'LOC+179+ICN',
      'LOC+179+PUS',
      'LOC+178+KOREA',
      'DOC+P+1',
      'LOC+91+KOR',
    ];
    const list = only({ travellers, tail: ['CNT+42:1'] });
    expect(list.travellersByDestination).toEqual({ ICN: 1 });
    expect(list.travellersByEmbarkation).toEqual({});
    expect(list.warnings).toMatchObject([{ code: 'airport-unreadable', path: 'UNH[1]/NAD/LOC' }]);
  });

  test('a party of another kind is not counted', () => {
    expect(codes({ travellers: ['NAD+XX+++A:B'], tail: [] })).toEqual(['party-unknown UNH[1]/NAD']);
  });

  test('totals that disagree are taken with a warning, also in the forms CNT+41+8 and wrapped', () => {
    expect(codes({ tail: ['CNT+42:\r\n2'] })).toEqual([]);
    expect(only({ tail: ['CNT+42:160', 'CNT+41+8', 'CNT+42:ALL', 'CNT+3:9'] }).warnings).toEqual([
      {
        code: 'count-disagrees',
        path: 'UNH[1]/CNT',
        reason: 'CNT+42 says 160, the message names 2 (2 times)',
      },
      { code: 'count-unreadable', path: 'UNH[1]/CNT', reason: 'the control total is not a number' },
    ]);
  });
});

describe('kinds of list', () => {
  const unh = 'UNH+GW001+PAXLST:D:05B:UN:IATA';
  test.each([
    ['BGM+745', 'passenger'],
    ['BGM+745+CP', 'passenger'],
    ['BGM+745+XR', 'other'],
    ['BGM+745+RP', 'other'],
    ['BGM+745+1+9', 'passenger'],
    ['BGM+745+1+1', 'other'],
    ['BGM+250+C', 'crew'],
    ['BGM+266+CLNB', 'other'],
    ['BGM+336+G', 'other'],
  ])('%s is %s', (bgm, kind) => {
    expect(only({ head: [unh, bgm] }).documentKind).toBe(kind);
  });

  test('is told by who is on it where BGM is missing', () => {
    expect(only({ head: [unh] }).documentKind).toBe('passenger');
    expect(only({ head: [unh], travellers: ['NAD+FM'], tail: [] }).documentKind).toBe('crew');
    expect(codes({ head: [unh] })).toEqual(['document-kind-missing UNH[1]/BGM']);
  });

  test('a part of a split list says which', () => {
    const part = (s010: string): number => only({ head: [`${unh}+OZ202/260114+${s010}`, 'BGM+745'] }).part;
    expect([part('02:C'), part('10:F'), part(''), part('F')]).toEqual([2, 10, 1, 1]);
  });
});

describe('the envelope', () => {
  test('a segment count or reference that disagrees is warned of', () => {
    const wrong = message().with(-1, 'UNT+159+ELSE');
    expect(lists(interchange(wrong))[0]?.warnings).toEqual([
      { code: 'segment-count-disagrees', path: 'UNH[1]/UNT', reason: 'UNT says 159 segments, 31 were read' },
      { code: 'reference-disagrees', path: 'UNH[1]/UNT', reason: "UNT does not repeat UNH's reference" },
    ]);
    expect(lists(interchange(message().with(-1, 'UNT+0000031+ GW0 01')))[0]?.warnings).toEqual([]);
  });

  test('several messages, one without UNT and one of another type', () => {
    const other = ['UNH+9+CUSRES:D:05B:UN', 'BGM+962', 'UNT+3+9'];
    const result = parsePaxlst(interchange(message().slice(0, -1), other, message({ tail: [] })));
    expect(result).toMatchObject({
      ok: true,
      lists: [{ warnings: [{ code: 'message-unterminated' }] }, { warnings: [] }],
      warnings: [{ code: 'other-message-type' }],
    });
  });

  test('a message without a leg is kept beside one that has', () => {
    const [, list] = lists(interchange(message(), message({ transport: [] })));
    expect(list).toMatchObject({
      legs: [],
      travellers: 2,
      warnings: [{ code: 'no-leg', path: 'UNH[2]/TDT' }],
    });
  });
});

describe('what is no passenger list', () => {
  test.each([
    ['', 'text'],
    ['Dear colleagues, no flight today.', 'text'],
    ["UNB+UNOA:4+A+B+260114:0900+1'UNZ+0+1'", 'UNH'],
    ["UNH+1+CUSRES:D:05B:UN'BGM+962'UNT+3+1'", 'UNH[1]'],
    ["UNH+9+CUSRES:D'UNT+2+9'UNH+1+PAXLST:D:05B:UN'BGM+745'NAD+FL'UNT+4+1'", 'UNH[2]/TDT'],
  ])('%j', (text, path) => {
    expect(parsePaxlst(text)).toMatchObject({ ok: false, path });
  });
});

test('a whole flight of 500 travellers adds up', () => {
  const travellers = Array.from({ length: 500 }, (_, index) =>
    traveller('LAX', index < 400 ? 'ICN' : 'PUS'),
  ).flat();
  const list = only({ travellers, tail: ['CNT+42:500'] });
  expect(list).toMatchObject({
    travellers: 500,
    travellersByDestination: { ICN: 400, PUS: 100 },
    warnings: [],
  });
});
