import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { checkEvent, type Checked } from '../../../server/ingest/check-event.ts';
import { arrival, correction, seizure, verdict } from '../../support/events.ts';

const NOW = Date.parse('2026-03-01T03:00:00Z');
const sender = { feed: 'gate', maySetRecordedTime: false };
const historian = { feed: 'history', maySetRecordedTime: true };
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
    correction(arrival({}, at), { changes: { units: 4 } }, at),
  ])('is taken: $type', (event) => {
    expect(check(event)).toMatchObject({ ok: true, type: event.type });
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
    ]);
    const scan = correction(verdict({}, at), { changes: { by: 'officer', scanMs: 3 } }, at);
    expect(rowOf(check(scan)).slice(8)).toEqual(['{"judged_by":"officer","scan_ms":3}', null]);
  });

  it('that retracts, or takes a retraction back, says so', () => {
    for (const retracted of [true, false]) {
      expect(rowOf(check(correction(arrival({}, at), { retracted }, at))).slice(8)).toEqual([
        '{}',
        retracted,
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
    expect(({} as Record<string, unknown>)['units']).toBeUndefined();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('is refused however deep it is nested', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
    expect(check({ ...arrival({}, at), data: deep }).ok).toBe(false);
    expect(check({ ...arrival({}, at), data: { ...arrival().data, port: deep } }).ok).toBe(false);
    expect(check({ ...arrival({}, at), extension: deep }).ok).toBe(true);
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
      correction(arrival({}, at), { changes: { units: 3 } }, at),
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
