import { EVENT_DATA, type BorderEvent, type EventType } from '../../server/contract/events.ts';
import {
  arrival,
  bulletin,
  declaration,
  indicator,
  lead,
  seizure,
  station,
  verdict,
} from '../support/events.ts';

/** What is sent, what is answered, and where the answer says that it is wrong; `null`: the whole of it is. */
export interface Hostile {
  what: string;
  path?: string;
  type: string;
  body: string | Buffer;
  status: number;
  at: string | null;
}

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const EDIFACT = 'application/edifact';
const json = (value: unknown) => JSON.stringify(value);
const single = (what: string, body: string | Buffer, status: number, at: string | null): Hostile => ({
  what,
  type: SINGLE,
  body,
  status,
  at,
});
/** An event as text, with something else in the place of its units: JSON that no program would write. */
const units = (text: string) => json(arrival({ units: 77 })).replace('"units":77', `"units":${text}`);
const edifact = (what: string, body: string | Buffer): Hostile => ({
  what,
  path: '/api/v1/feeds/paxlst',
  type: EDIFACT,
  body,
  status: 422,
  // Where in the list, in its own terms.
  at: null,
});

const EVENTS = [arrival, verdict, seizure, lead, station, declaration, bulletin, indicator];

/** Every text of every kind of event, by the schemas: an event with that text, and where it stands. */
export const TEXTS: readonly {
  kind: string;
  path: string;
  free: boolean;
  make: (text: string) => BorderEvent;
}[] = EVENTS.flatMap((event) => {
  const { type } = event();
  return Object.entries(fieldsOf(type))
    .filter(([, schema]) => schema.type === 'string' && schema.enum === undefined)
    .map(([field, { pattern = '' }]) => ({
      kind: type,
      path: `/data/${field}`,
      // Others are codes, times and amounts, which take no markup to begin with.
      free: pattern.startsWith('^[^'),
      make: (text: string) => event({ [field]: text }),
    }));
});

function fieldsOf(type: EventType) {
  const schema = EVENT_DATA[type] as {
    properties?: Record<string, { type?: string; enum?: unknown; pattern?: string }>;
  };
  return schema.properties ?? {};
}

const CONTROLS = ['\u0000', '\u0007', '\u001b[2J', '\n', '\u0085', '\u2028', '\ud800'];

export const HOSTILE: readonly Hostile[] = [
  ...['', '{', '{"a":1,}', "{'a':1}", 'NaN', '[1', 'undefined', '\ufeff{}', '{"a":1}{"b":2}'].map((body) =>
    single(`broken JSON: ${body}`, body, 400, '/'),
  ),
  single(
    'UTF-8 that is none',
    Buffer.concat([Buffer.from(json(arrival()).slice(0, -1)), Buffer.from([0xff, 0x7d])]),
    400,
    '/',
  ),
  single('UTF-16', Buffer.from(json(arrival()), 'utf16le'), 400, '/'),
  single('gzip', Buffer.from('1f8b0800000000000003', 'hex'), 400, '/'),
  single('nested arrays', '['.repeat(50_000), 400, '/'),
  { what: '4 MB of brackets', type: BATCH, body: '['.repeat(4_000_000), status: 400, at: '/' },
  single('nested objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400, '/'),
  single(
    'a key of the prototype beside the attributes',
    json(arrival()).replace('{', '{"__proto__":{"admin":1},'),
    422,
    '/',
  ),
  single(
    'a key of the prototype in the data',
    json(arrival()).replace('"data":{', '"data":{"__proto__":{},'),
    422,
    '/data',
  ),
  single(
    'a constructor in the data',
    json(arrival()).replace('"data":{', '"data":{"constructor":{},'),
    422,
    '/data',
  ),
  ...['1e999', '-1e999', '1e308', '9'.repeat(400), '0', '-1', '0.1', 'true', '"7"', '[]', '{}', 'null'].map(
    (text) => single(`units of ${text.slice(0, 12)}`, units(text), 422, '/data/units'),
  ),
  single('a year of six digits', json({ ...arrival(), time: '+275760-09-13T00:00:00Z' }), 422, '/time'),
  single('a type of the prototype', json({ ...arrival(), type: '__proto__' }), 422, '/type'),
  ...TEXTS.flatMap(({ kind, make, path }) =>
    CONTROLS.map((control) =>
      single(`${kind} with ${json(control)} in ${path}`, json(make(`abcdef${control}x`)), 422, path),
    ),
  ),
  ...TEXTS.map(({ kind, make, path }) =>
    single(`${kind} with 100,000 letters in ${path}`, json(make('x'.repeat(100_000))), 422, path),
  ),
  edifact('no EDIFACT', 'hello'),
  edifact('an empty list', ''),
  edifact('bytes', Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * 37) % 256))),
  edifact('half an interchange', "UNA:+.? 'UNB+UNOA:4+AIR+CUST+261121:0900+1'UNH+1+PAXLST:D:12B:UN"),
  edifact('releases without end', `UNB+UNOA:4+${'?'.repeat(1_000_000)}`),
  edifact('a million separators', `UNB${'+'.repeat(1_000_000)}'`),
  {
    what: 'a body that is too large',
    type: BATCH,
    body: `[${' '.repeat(4 * 1024 * 1024)}]`,
    status: 413,
    at: null,
  },
  { what: 'events too many', type: BATCH, body: `[${'{},'.repeat(5_000)}{}]`, status: 413, at: null },
  {
    what: 'another language',
    type: 'text/xml',
    body: '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>',
    status: 415,
    at: null,
  },
];
