import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionOf, EVENT_STREAMS } from '../../../server/contract/events/catalogue.ts';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { anyData } from '../../support/any-event.ts';
import { checkEvent, type Checked } from '../../../server/ingest/check-event.ts';
import {
  arrival,
  bulletin,
  correction,
  declaration,
  indicator,
  lead,
  seizure,
  station,
  verdict,
} from '../../support/events.ts';

const NOW = Date.parse('2026-03-01T03:00:00Z');
/** Last in rows of streams of which a token's right decides what they change. */
const TOKEN = 1;
const sender = { feed: 'gate', token: TOKEN, maySetRecordedTime: false, speaksFor: null };
const historian = { feed: 'history', token: 1, maySetRecordedTime: true, speaksFor: null };
const at = { time: '2026-03-01T02:59:30Z' };

const check = (event: unknown, from = sender) => checkEvent(event, from, NOW);
function rowOf(checked: Checked) {
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.row;
}
const pathsOf = (checked: Checked) => (checked.ok ? [] : checked.faults.map(({ path }) => path));
const reasonsOf = (checked: Checked) => (checked.ok ? [] : checked.faults.map(({ reason }) => reason));
const withData = (event: BorderEvent, change: Record<string, unknown>) => ({
  ...event,
  data: { ...event.data, ...change },
});
const without = (event: BorderEvent, name: string) => {
  const data: Record<string, unknown> = { ...event.data };
  delete data[name];
  return { ...event, data };
};

describe('an event that is right', () => {
  it.each([
    arrival({}, at),
    verdict({}, at),
    seizure({}, at),
    lead({}, at),
    station({}, at),
    declaration({}, at),
    bulletin({}, at),
    indicator({}, at),
    correction(arrival({}, at), { changes: { units: 4 } }, at),
  ])('is taken: $type', (event) => {
    expect(check(event)).toMatchObject({ ok: true, type: event.type });
  });

  it.each(EVENT_STREAMS)('is taken: the example of %s, and every value that its schema accepts', (stream) => {
    const { example, type } = definitionOf(stream);
    const event = { ...arrival({}, at), type };
    expect(check({ ...event, data: example })).toMatchObject({ ok: true, type });
    fc.assert(
      fc.property(anyData(stream), (data) => {
        expect(check({ ...event, data })).toMatchObject({ ok: true, type });
      }),
      { numRuns: 50 },
    );
  });

  it('becomes a row under the name of the feed that sent it', () => {
    const event = arrival({ units: 231, risk: 'high' }, { ...at, id: 'a-1', source: '//gate.example/t1' });
    expect(rowOf(check(event))).toEqual([
      '2026-03-01T02:59:30.000Z',
      null,
      'gate',
      '//gate.example/t1',
      'a-1',
      'ICN-T1',
      'traveller',
      'KE652',
      'TH',
      231,
      'high',
      null,
    ]);
  });

  it('happens at the same instant whatever its offset and the size of its letters', () => {
    for (const time of [
      '2026-03-01T11:59:30+09:00',
      '2026-03-01t02:59:30z',
      '2026-02-28T16:29:30.000-10:30',
    ]) {
      expect(rowOf(check(arrival({}, { time })))[0]).toBe('2026-03-01T02:59:30.000Z');
    }
  });

  it('may be up to five minutes ahead of the server, whose clock is not the only one', () => {
    expect(check(arrival({}, { time: '2026-03-01T03:05:00Z' })).ok).toBe(true);
    expect(pathsOf(check(arrival({}, { time: '2026-03-01T03:05:01Z' })))).toEqual(['/time']);
  });

  it('may come however late', () => {
    expect(check(arrival({}, { time: '2000-01-01T00:00:00Z' })).ok).toBe(true);
    expect(pathsOf(check(arrival({}, { time: '1999-12-31T23:59:59Z' })))).toEqual(['/time']);
  });

  it('may carry extensions that the board does not know, as CloudEvents asks', () => {
    expect(check({ ...arrival({}, at), traceparent: '00-aa-bb-01', partition: 7 }).ok).toBe(true);
  });

  it('keeps markup as the text that it is', () => {
    const conveyance = `<img src=x onerror=alert(1)> & "quoted" \\ {1,2}`;
    expect(rowOf(check(arrival({ conveyance }, at)))).toContain(conveyance);
  });

  it('may use any script, and signs beyond the basic plane', () => {
    expect(rowOf(check(arrival({ conveyance: '대한항공 🛬' }, at)))).toContain('대한항공 🛬');
  });

  it('may say when it became known where its feed may', () => {
    const event = arrival({}, { ...at, recordedtime: '2026-03-01T02:00:00+09:00' });
    expect(rowOf(check(event, historian))[1]).toBe('2026-02-28T17:00:00.000Z');
    expect(check(event)).toMatchObject({
      ok: false,
      faults: [{ path: '/recordedtime', reason: 'may not be set by this feed' }],
    });
  });

  it('keeps corrected fields under the names of their columns, a field taken away as null', () => {
    const of = seizure({}, { ...at, id: 's-1', source: '//labs.example' });
    const changes = { grams: 12.345, amountKrw: null, substance: 'cocaine' };
    expect(rowOf(check(correction(of, { changes }, at))).slice(5)).toEqual([
      'seizure',
      '//labs.example',
      's-1',
      '{"substance":"cocaine","grams":12.345,"amount_krw":null}',
      null,
      null,
      TOKEN,
    ]);
    const scan = correction(verdict({}, at), { changes: { by: 'officer', scanMs: 3 } }, at);
    expect(rowOf(check(scan)).slice(8)).toEqual(['{"judged_by":"officer","scan_ms":3}', null, null, TOKEN]);
  });

  it('becomes a row with every field that it has, and null for those it has not', () => {
    const seized = {
      item: 'pistol',
      quantity: 2,
      part: 'slide',
      weapon: 'glock-19',
      offence: 'strategic-goods',
    } as const;
    const investigationRequestedAt = '2026-03-01T11:00:00+09:00';
    expect(rowOf(check(seizure({ ...seized, investigationRequestedAt }, at))).slice(-9)).toEqual([
      ...['pistol', 2, 'slide', 'glock-19', 'strategic-goods', '2026-03-01T02:00:00.000Z', null, null],
      TOKEN,
    ]);
    const told = {
      partner: 'DIC',
      kind: 'watch-list',
      status: 'tasked',
      listVersion: '2026-02',
      aboard: 0,
    } as const;
    expect(rowOf(check(lead({ ...told, leadNo: 'L-7', direction: 'in' }, at))).slice(5)).toEqual([
      ...['L-7', 'DIC', 'watch-list', 'tasked', null, null, null, null, null, null, null, null, 0, '2026-02'],
      ...[null, null, null, null, null, null, 'in', null],
      TOKEN,
    ]);
    const seat = {
      kind: 'reader',
      state: 'degraded',
      dedicated: false,
      testsTaken: 20,
      testsPassed: 19,
    } as const;
    expect(rowOf(check(station({ ...seat, inspectionDueAt: '2027-01-01T00:00:00Z' }, at))).slice(5)).toEqual([
      ...[
        'XR-1',
        'ICN-EXP',
        'express',
        'reader',
        'degraded',
        null,
        false,
        null,
        '2027-01-01T00:00:00.000Z',
        20,
        19,
      ],
      ...[null, null, null],
    ]);
    const money = { amountUsd: 10_000.01, amountKrw: 14_000_000, currency: 'JPY', courier: 'c_0042-x' };
    expect(rowOf(check(declaration({ ...money, result: 'undeclared' }, at))).slice(5)).toEqual([
      ...['ICN-T1', 'traveller', 'out', 'undeclared', 10_000.01, 14_000_000, 'JPY', 'c_0042-x'],
    ]);
    const period = { periodFrom: '2024-02-29', periodTo: '2024-02-29' };
    expect(
      rowOf(check(bulletin({ bulletinNo: 'B-7', kind: 'announcement', ...period }, at))).slice(5),
    ).toEqual([
      ...[
        'B-7',
        'announcement',
        'Classification of a powder',
        'published',
        null,
        null,
        '2024-02-29',
        '2024-02-29',
      ],
      TOKEN,
    ]);
    expect(
      rowOf(check(indicator({ value: -0.5, target: 0, better: 'lower', ko: '통관' }, at))).slice(5),
    ).toEqual([...['cbam.firms', -0.5, 'firms', '2026-10', 0, 'lower', '통관', null, null, null]]);
  });

  it('is taken at the edge of what is allowed', () => {
    for (const event of [
      ...[0, 0.01, 10_000, 999_999_999_999.99, 1e12].map((amountUsd) => declaration({ amountUsd }, at)),
      {
        ...declaration({ result: 'nothing' }, at),
        data: { ...declaration().data, result: 'nothing', amountUsd: undefined },
      },
      ...['2026', '2026-Q1', '2026-Q4', '2026-12', '2028-02-29', '2026-12-31'].map((period) =>
        indicator({ period }, at),
      ),
      ...[1e15, -1e15, 5e-324, 0].map((value) => indicator({ value }, at)),
      seizure({ quantity: 10_000_000 }, at),
      bulletin(
        { kind: 'announcement', periodFrom: '2025-12-31', periodTo: '2026-01-01', title: '가'.repeat(160) },
        at,
      ),
      lead({ stepsDone: 0, stepsTotal: 1_000_000_000 }, at),
    ])
      expect(check(JSON.parse(JSON.stringify(event))), JSON.stringify(event)).toMatchObject({ ok: true });
  });

  it('corrects what each type of event says, under the names of the columns', () => {
    const changed = (event: BorderEvent, changes: Record<string, string | number | boolean | null>) =>
      rowOf(check(correction({ ...event, id: 'x', source: 's' }, { changes }, at))).slice(5);
    const row = (type: string, changes: string) => [type, 's', 'x', changes, null, null, TOKEN];
    expect(
      changed(lead({}, at), {
        status: 'closed',
        caseNo: 'C-1',
        aboard: null,
        dueAt: '2026-03-02T00:00:00+09:00',
      }),
    ).toEqual(
      row('lead', '{"status":"closed","due_at":"2026-03-01T15:00:00.000Z","aboard":null,"case_no":"C-1"}'),
    );
    expect(changed(station({}, at), { dedicated: true, testsPassed: 0, reason: null })).toEqual(
      row('station', '{"reason":null,"dedicated":true,"tests_passed":0}'),
    );
    expect(changed(declaration({}, at), { result: 'undeclared', amountUsd: 0.07, courier: null })).toEqual(
      row('declaration', '{"result":"undeclared","amount_usd":0.07,"courier":null}'),
    );
    expect(changed(declaration({}, at), { result: 'nothing', amountUsd: null })).toEqual(
      row('declaration', '{"result":"nothing","amount_usd":null}'),
    );
    expect(changed(bulletin({}, at), { status: 'draft', periodTo: '2026-01-31', periodFrom: null })).toEqual(
      row('bulletin', '{"status":"draft","period_from":null,"period_to":"2026-01-31"}'),
    );
    expect(changed(indicator({}, at), { value: 1e15, better: null, ko: '수출' })).toEqual(
      row('indicator', '{"value":1000000000000000,"better":null,"ko":"수출"}'),
    );
    expect(changed(seizure({}, at), { quantity: 3, offence: null, referredAt: at.time })).toEqual(
      row('seizure', '{"quantity":3,"offence":null,"referred_at":"2026-03-01T02:59:30.000Z"}'),
    );
    for (const event of [
      lead({}, at),
      station({}, at),
      declaration({}, at),
      bulletin({}, at),
      indicator({}, at),
    ])
      expect(rowOf(check(correction(event, { retracted: true }, at))).slice(8)).toEqual([
        '{}',
        true,
        null,
        TOKEN,
      ]);
  });

  it('that retracts, or takes a retraction back, says so', () => {
    for (const retracted of [true, false]) {
      expect(rowOf(check(correction(arrival({}, at), { retracted }, at))).slice(8)).toEqual([
        '{}',
        retracted,
        null,
        TOKEN,
      ]);
    }
  });
});

describe('an event that is wrong is refused with the path of what is wrong', () => {
  const right = arrival({}, at);
  it.each<[string, unknown, string[]]>([
    ['nothing at all', null, ['/']],
    ['text', 'event', ['/']],
    ['a number', 7, ['/']],
    ['a list', [right], ['/']],
    ['an empty object', {}, ['/specversion', '/id', '/source', '/type', '/time']],
    ['another version of CloudEvents', { ...right, specversion: '0.3' }, ['/specversion']],
    ['no id', { ...right, id: undefined }, ['/id']],
    ['an empty id', { ...right, id: '' }, ['/id']],
    ['an id too long', { ...right, id: 'x'.repeat(129) }, ['/id']],
    ['an id that is a number', { ...right, id: 7 }, ['/id']],
    ['an empty source', { ...right, source: '' }, ['/source']],
    ['a type that is not known', { ...right, type: 'border.gossip.v1' }, ['/type']],
    ['a type of the prototype', { ...right, type: 'constructor' }, ['/type']],
    ['a time without offset', { ...right, time: '2026-03-01T03:00:00' }, ['/time']],
    ['a date for a time', { ...right, time: '2026-03-01' }, ['/time']],
    ['30 February', { ...right, time: '2026-02-30T00:00:00Z' }, ['/time']],
    ['content that is not JSON', { ...right, datacontenttype: 'text/xml' }, ['/datacontenttype']],
    ['no data', { ...right, data: undefined }, ['/data']],
    ['data that is null', { ...right, data: null }, ['/data']],
    ['data that is a list', { ...right, data: [] }, ['/data']],
    ['a port that is not known', withData(right, { port: 'LAX' }), ['/data/port']],
    ['a route that is not known', withData(right, { route: 'rail' }), ['/data/route']],
    ['no conveyance', without(right, 'conveyance'), ['/data/conveyance']],
    ['an origin in small letters', withData(right, { origin: 'th' }), ['/data/origin']],
    ['an origin of three letters', withData(right, { origin: 'THA' }), ['/data/origin']],
    ['no units', withData(right, { units: 0 }), ['/data/units']],
    ['half a unit', withData(right, { units: 1.5 }), ['/data/units']],
    ['units as text', withData(right, { units: '100' }), ['/data/units']],
    ['units that are no number', withData(right, { units: NaN }), ['/data/units']],
    ['units without end', withData(right, { units: Infinity }), ['/data/units']],
    ['units beyond reason', withData(right, { units: 1e300 }), ['/data/units']],
    ['a risk that is not known', withData(right, { risk: 'medium' }), ['/data/risk']],
    ['a field that is not known', withData(right, { passportNumber: 'M1234567' }), ['/data']],
    [
      'a schedule that does not exist',
      withData(right, { scheduledAt: '2026-02-30T00:00:00Z' }),
      ['/data/scheduledAt'],
    ],
    ['a score beyond one', withData(verdict({}, at), { score: 1.01 }), ['/data/score']],
    ['a scan that took less than no time', withData(verdict({}, at), { scanMs: -1 }), ['/data/scanMs']],
    ['a result that is not known', withData(verdict({}, at), { result: 'maybe' }), ['/data/result']],
    ['a weight below nothing', withData(seizure({}, at), { grams: -0.001 }), ['/data/grams']],
    ['a weight finer than a milligram', withData(seizure({}, at), { grams: 0.0001 }), ['/data/grams']],
    ['an amount with a fraction', withData(seizure({}, at), { amountKrw: 0.5 }), ['/data/amountKrw']],
    ['no item at all', withData(seizure({}, at), { quantity: 0 }), ['/data/quantity']],
    ['half an item', withData(seizure({}, at), { quantity: 0.5 }), ['/data/quantity']],
    ['more items than there are', withData(seizure({}, at), { quantity: 2e9 }), ['/data/quantity']],
    ['an offence that is not known', withData(seizure({}, at), { offence: 'jaywalking' }), ['/data/offence']],
    [
      'a referral on a day that does not exist',
      withData(seizure({}, at), { referredAt: '2026-02-30T00:00:00Z' }),
      ['/data/referredAt'],
    ],
    ['no number of a lead', without(lead({}, at), 'leadNo'), ['/data/leadNo']],
    ['a partner in small letters', withData(lead({}, at), { partner: 'th' }), ['/data/partner']],
    ['a lead that nobody made', withData(lead({}, at), { kind: 'rumour' }), ['/data/kind']],
    ['less than nobody aboard', withData(lead({}, at), { aboard: -1 }), ['/data/aboard']],
    ['steps beyond reason', withData(lead({}, at), { stepsTotal: 1e10 }), ['/data/stepsTotal']],
    [
      'a landing in the year 9999',
      withData(lead({}, at), { dueAt: '9999-01-01T00:00:00Z' }),
      ['/data/dueAt'],
    ],
    ['a lead with the name of a person', withData(lead({}, at), { person: 'HONG' }), ['/data']],
    ['a station in a state that is none', withData(station({}, at), { state: 'tired' }), ['/data/state']],
    ['a station set aside by a word', withData(station({}, at), { dedicated: 'yes' }), ['/data/dedicated']],
    ['half a test image', withData(station({}, at), { testsTaken: 1.5 }), ['/data/testsTaken']],
    [
      'dollars finer than a cent',
      withData(declaration({}, at), { amountUsd: 10_000.001 }),
      ['/data/amountUsd'],
    ],
    ['dollars below nothing', withData(declaration({}, at), { amountUsd: -0.01 }), ['/data/amountUsd']],
    ['dollars beyond reason', withData(declaration({}, at), { amountUsd: 1e300 }), ['/data/amountUsd']],
    ['dollars without end', withData(declaration({}, at), { amountUsd: Infinity }), ['/data/amountUsd']],
    ['dollars that are none', withData(declaration({}, at), { amountUsd: null }), ['/data/amountUsd']],
    [
      'money that was declared, without amount',
      without(declaration({}, at), 'amountUsd'),
      ['/data/amountUsd'],
    ],
    [
      'money that was not declared, without amount',
      without(declaration({ result: 'undeclared' }, at), 'amountUsd'),
      ['/data/amountUsd'],
    ],
    ['a fraction of a won', withData(declaration({}, at), { amountKrw: 1.5 }), ['/data/amountKrw']],
    ['a currency that is none', withData(declaration({}, at), { currency: 'won' }), ['/data/currency']],
    ['a courier by name', withData(declaration({}, at), { courier: 'HONG GIL DONG' }), ['/data/courier']],
    ['a courier in few letters', withData(declaration({}, at), { courier: 'abc' }), ['/data/courier']],
    ['a heading of three digits', withData(bulletin({}, at), { hsHeading: '293' }), ['/data/hsHeading']],
    ['a heading in other digits', withData(bulletin({}, at), { hsHeading: '٢٩٣٩' }), ['/data/hsHeading']],
    ['an empty title', withData(bulletin({}, at), { title: '' }), ['/data/title']],
    ['a title too long', withData(bulletin({}, at), { title: 'x'.repeat(161) }), ['/data/title']],
    ...(['periodFrom', 'periodTo'] as const).flatMap((name): [string, unknown, string[]][] =>
      ['2026-02-29', '2026-00-10', '2026-13-01', '0000-01-01', '1999-12-31', '2100-01-01', '2026-1-1'].map(
        (day) => [`${name} ${day}`, withData(bulletin({}, at), { [name]: day }), [`/data/${name}`]],
      ),
    ),
    [
      'a period that ends before it begins',
      withData(bulletin({}, at), { periodFrom: '2026-02-02', periodTo: '2026-02-01' }),
      ['/data/periodTo'],
    ],
    [
      'an indicator with blanks in its name',
      withData(indicator({}, at), { name: 'cbam firms' }),
      ['/data/name'],
    ],
    ['a value as text', withData(indicator({}, at), { value: '7' }), ['/data/value']],
    ['a value that is no number', withData(indicator({}, at), { value: NaN }), ['/data/value']],
    ['a value without end', withData(indicator({}, at), { value: -Infinity }), ['/data/value']],
    ['a value beyond reason', withData(indicator({}, at), { value: 1e16 }), ['/data/value']],
    ['a target beyond reason', withData(indicator({}, at), { target: -1e16 }), ['/data/target']],
    ...[
      '2026-02-29',
      '2026-Q5',
      '2026-00',
      '2026-13',
      '0000',
      '1999-Q4',
      '2100',
      '26',
      '2026-1',
      '2026-04-31',
    ].map((period): [string, unknown, string[]] => [
      `a period ${period}`,
      withData(indicator({}, at), { period }),
      ['/data/period'],
    ]),
    [
      'corrected dollars finer than a cent',
      correction(declaration({}, at), { changes: { amountUsd: 0.005 } }, at),
      ['/data/changes/amountUsd'],
    ],
    [
      'an amount taken away from money that was found',
      correction(declaration({}, at), { changes: { result: 'declared', amountUsd: null } }, at),
      ['/data/changes/amountUsd'],
    ],
    [
      'a corrected day that does not exist',
      correction(bulletin({}, at), { changes: { periodTo: '2026-06-31' } }, at),
      ['/data/changes/periodTo'],
    ],
    [
      'a corrected period the wrong way round',
      correction(bulletin({}, at), { changes: { periodFrom: '2026-02-02', periodTo: '2026-02-01' } }, at),
      ['/data/changes/periodTo'],
    ],
    [
      'a boolean for a number',
      correction(declaration({}, at), { changes: { amountUsd: true } }, at),
      ['/data/changes/amountUsd'],
    ],
    [
      'a boolean for text',
      correction(lead({}, at), { changes: { status: false } }, at),
      ['/data/changes/status'],
    ],
    [
      'a number for a boolean',
      correction(station({}, at), { changes: { dedicated: 1 } }, at),
      ['/data/changes/dedicated'],
    ],
    [
      'a required value taken away',
      correction(indicator({}, at), { changes: { value: null } }, at),
      ['/data/changes/value'],
    ],
    [
      'a title taken away',
      correction(bulletin({}, at), { changes: { title: null } }, at),
      ['/data/changes/title'],
    ],
    ...[
      correction(lead({}, at), { changes: { leadNo: 'other' } }, at),
      correction(station({}, at), { changes: { station: 'other' } }, at),
      correction(station({}, at), { changes: { port: 'PUS' } }, at),
      correction(bulletin({}, at), { changes: { bulletinNo: 'other' } }, at),
      correction(indicator({}, at), { changes: { name: 'other' } }, at),
      correction(indicator({}, at), { changes: { period: '2026-11' } }, at),
      correction(indicator({}, at), { changes: { port: 'PUS' } }, at),
      correction(indicator({}, at), { changes: { route: null } }, at),
    ].map((event): [string, unknown, string[]] => [
      `a corrected name of what it is, ${JSON.stringify(event.data)}`,
      event,
      ['/data/changes'],
    ]),
    ['a correction of nothing', correction(right, {}, at), ['/data/changes']],
    ['a correction that changes nothing', correction(right, { changes: {} }, at), ['/data/changes']],
    [
      'a correction that changes and retracts',
      correction(right, { changes: { units: 3 }, retracted: true }, at),
      ['/data'],
    ],
    [
      'a correction of what cannot be corrected',
      correction(right, { type: 'border.gossip.v1' as never, retracted: true }, at),
      ['/data/type'],
    ],
    [
      'a correction of a correction',
      correction(right, { type: 'border.correction.v1' as never, retracted: true }, at),
      ['/data/type'],
    ],
    [
      'a corrected case number',
      correction(seizure({}, at), { changes: { caseNo: 'other' } }, at),
      ['/data/changes'],
    ],
    ['a corrected time', correction(right, { changes: { time: at.time } }, at), ['/data/changes']],
    [
      'a required field taken away',
      correction(right, { changes: { units: null } }, at),
      ['/data/changes/units'],
    ],
    [
      'a corrected weight finer than a milligram',
      correction(seizure({}, at), { changes: { grams: 0.00001 } }, at),
      ['/data/changes/grams'],
    ],
    [
      'a corrected schedule that does not exist',
      correction(right, { changes: { scheduledAt: '2026-02-30T00:00:00Z' } }, at),
      ['/data/changes/scheduledAt'],
    ],
    [
      'a field of the wrong type of event',
      correction(right, { changes: { grams: 3 } }, at),
      ['/data/changes'],
    ],
  ])('%s', (_what, event, paths) => {
    const checked = check(event);
    expect(checked.ok).toBe(false);
    expect(pathsOf(checked)).toEqual(paths);
  });

  it.each([
    ['a line break', 'a\nb'],
    ['a null', 'a\u0000b'],
    ['an escape', '\u001b[31m'],
    ['a C1 control', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['half a surrogate pair', 'a\ud800b'],
    ['the other half', '\udc00'],
  ])('text with %s', (_what, text) => {
    expect(pathsOf(check(arrival({ conveyance: text }, at)))).toEqual(['/data/conveyance']);
    expect(pathsOf(check(seizure({ weapon: text }, at)))).toEqual(['/data/weapon']);
    expect(pathsOf(check(lead({ link: text }, at)))).toEqual(['/data/link']);
    expect(pathsOf(check(station({ reason: text }, at)))).toEqual(['/data/reason']);
    expect(pathsOf(check(bulletin({ title: text }, at)))).toEqual(['/data/title']);
    expect(pathsOf(check(indicator({ unit: text }, at)))).toEqual(['/data/unit']);
    const changed = correction(indicator({}, at), { changes: { ko: text } }, at);
    expect(pathsOf(check(changed))).toEqual(['/data/changes/ko']);
    expect(pathsOf(check(arrival({}, { ...at, id: text })))).toEqual(['/id']);
    expect(pathsOf(check(arrival({}, { ...at, source: text })))).toEqual(['/source']);
    expect(pathsOf(check(correction(arrival({}, { ...at, id: text }), { retracted: true }, at)))).toEqual([
      '/data/id',
    ]);
  });

  it('in words that repeat nothing of what was sent', () => {
    const secret = 'HONG GIL DONG M1234567';
    for (const event of [
      withData(right, { port: secret }),
      withData(right, { [secret]: 1 }),
      withData(right, { origin: secret }),
      { ...right, type: secret },
      { ...right, time: secret },
      { ...right, specversion: secret },
      correction(right, { type: secret as never, retracted: true }, at),
      correction(right, { changes: { [secret]: 3 } }, at),
    ]) {
      const checked = check(event);
      expect(checked.ok).toBe(false);
      expect(JSON.stringify(checked)).not.toContain('HONG');
    }
  });

  it('with its id, so that its sender finds it, unless the id is no plain text', () => {
    expect(check({ ...right, id: 'flight-7', time: 'x' })).toMatchObject({ ok: false, id: 'flight-7' });
    for (const id of ['x y', '홍', 7, null, 'x'.repeat(129)]) {
      expect(check({ ...right, id, time: 'x' })).toMatchObject({ ok: false, id: null });
    }
  });

  it('with at most eight faults, and where each is', () => {
    const event = {
      ...right,
      data: {
        ...right.data,
        port: 1,
        route: 2,
        conveyance: 3,
        origin: 4,
        units: 'x',
        risk: 5,
        scheduledAt: 6,
      },
    };
    expect(pathsOf(check(event)).length).toBeLessThanOrEqual(8);
    expect(new Set(pathsOf(check(event)))).toContain('/data/units');
    expect(reasonsOf(check(event)).every((reason) => reason.length > 0)).toBe(true);
  });
});

describe('an event that would harm its neighbours', () => {
  it('is no way to the prototype', () => {
    const data = JSON.parse('{"__proto__":{"units":7},"constructor":{"prototype":{"x":1}}}') as unknown;
    expect(check({ ...arrival({}, at), data }).ok).toBe(false);
    expect(check(JSON.parse(`{"__proto__":${JSON.stringify(arrival({}, at))}}`)).ok).toBe(false);
    const beside = JSON.stringify(arrival({}, at)).replace('{', '{"__proto__":{"units":7},');
    expect(check(JSON.parse(beside))).toMatchObject({ ok: false, faults: [{ path: '/' }] });
    const within = JSON.stringify(arrival({}, at)).replace('"data":{', '"data":{"__proto__":{"units":7},');
    expect(check(JSON.parse(within))).toMatchObject({ ok: false, faults: [{ path: '/data' }] });
    expect(({} as Record<string, unknown>)['units']).toBeUndefined();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('is refused however deep it is nested', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
    expect(check({ ...arrival({}, at), data: deep }).ok).toBe(false);
    expect(check({ ...arrival({}, at), data: { ...arrival().data, port: deep } }).ok).toBe(false);
    expect(check({ ...arrival({}, at), extension: deep }).ok).toBe(true);
  });

  it('is refused by the number of its fields, which are not looked into', () => {
    const fields = Object.fromEntries(Array.from({ length: 101 }, (_, nth) => [`field${nth}`, nth]));
    const faults = [{ path: '/data', reason: 'holds more than 100 fields' }];
    expect(check({ ...arrival({}, at), data: fields })).toMatchObject({ ok: false, faults });
  });

  it('never throws, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(check(value)).toMatchObject({ ok: false });
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever stands in the place of any field', () => {
    const templates = [
      arrival({}, at),
      verdict({}, at),
      seizure({}, at),
      lead({}, at),
      station({}, at),
      declaration({}, at),
      bulletin({ periodFrom: '2026-01-01', periodTo: '2026-01-31' }, at),
      indicator({}, at),
      correction(arrival({}, at), { changes: { units: 3 } }, at),
      correction(declaration({}, at), { changes: { result: 'declared' } }, at),
    ];
    const odd = fc.oneof(fc.jsonValue(), fc.anything(), fc.string({ unit: 'binary' }), fc.double());
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        fc.nat(),
        odd,
        fc.boolean(),
        (event, place, value, inData) => {
          const object: object = inData ? event.data : event;
          const names = Object.keys(object);
          const changed = { ...object, [names[place % names.length] ?? 'id']: value };
          const checked = check(inData ? { ...event, data: changed } : changed);
          if (!checked.ok) expect(checked.faults.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('a value that the database could not hold is refused or made fit', () => {
  // In the database it would undo the whole statement, and with it the events beside it.
  it('a schedule in a year that is none there', () => {
    for (const scheduledAt of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-01:00']) {
      expect(pathsOf(check(arrival({ scheduledAt }, at)))).toEqual(['/data/scheduledAt']);
      const later = correction(arrival({}, at), { changes: { scheduledAt } }, at);
      expect(pathsOf(check(later))).toEqual(['/data/changes/scheduledAt']);
    }
  });

  it('a schedule with an offset that PostgreSQL does not know', () => {
    const scheduledAt = '2026-03-02T10:00:00+23:00';
    expect(rowOf(check(arrival({ scheduledAt }, at)))).toContain('2026-03-01T11:00:00.000Z');
    const later = correction(arrival({}, at), { changes: { scheduledAt } }, at);
    expect(rowOf(check(later))).toContain('{"scheduled_at":"2026-03-01T11:00:00.000Z"}');
  });

  it('a time of knowledge before there were computers', () => {
    const event = arrival({}, { ...at, recordedtime: '0000-01-01T00:00:00Z' });
    expect(pathsOf(check(event, historian))).toEqual(['/recordedtime']);
  });

  it('a score too small for four bytes', () => {
    expect(rowOf(check(verdict({ score: 1e-60 }, at)))[13]).toBe(0);
    expect(rowOf(check(correction(verdict({}, at), { changes: { score: 1e-60 } }, at)))).toContain(
      '{"score":0}',
    );
    expect(rowOf(check(verdict({ score: 0.93 }, at)))[13]).toBe(0.93);
  });
});

describe('why an event is refused', () => {
  const right = arrival({}, at);
  it.each([
    ['a text for a number', { units: '212' }, '/data/units', 'is a text; a whole number is needed'],
    ['a fraction', { units: 2.5 }, '/data/units', 'is a number; a whole number is needed'],
    ['null', { units: null }, '/data/units', 'is null; a whole number is needed'],
    ['too little', { units: 0 }, '/data/units', 'is less than 1'],
    ['too much', { units: 1e9 }, '/data/units', 'is more than 10000000'],
    ['no known code of a few', { risk: 'low' }, '/data/risk', 'is none of normal, high'],
    [
      'no known code of many',
      { port: 'LHR' },
      '/data/port',
      'is no port of entry of the site, or was not open then; GET /api/v1/site lists them',
    ],
    [
      'another form',
      { origin: 'Thailand' },
      '/data/origin',
      'is not of the form that is needed: Country of origin, ISO 3166-1 alpha-2',
    ],
    ['nothing', { conveyance: '' }, '/data/conveyance', 'is empty'],
    ['a long text', { conveyance: 'K'.repeat(65) }, '/data/conveyance', 'is longer than 64 characters'],
  ])('is said in words: %s', (_, change, path, reason) => {
    expect(check(withData(right, change))).toMatchObject({ faults: [{ path, reason }] });
  });

  it('is said in words: a line break', () => {
    expect(reasonsOf(check(station({ reason: 'off\nagain' }, at)))).toEqual([
      'has a line break or another control character',
    ]);
  });

  it('is said in words: a correction of nothing', () => {
    expect(reasonsOf(check(correction(right, { changes: {} }, at)))).toEqual(['names no field']);
  });
});
