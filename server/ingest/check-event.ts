import { Compile } from 'typebox/compile';
import {
  CorrectionOf,
  EARLIEST_TIME,
  EVENT_DATA,
  EventAttributes,
  MAX_AHEAD_MS,
  type CorrectableType,
  type Correction,
  type EventType,
} from '../contract/events.ts';
import { readInstant } from '../contract/instant.ts';
import { keyFault } from '../contract/key.ts';
import { isKstDay } from '../contract/kst.ts';
import { ROUTES } from '../contract/routes.ts';
import type { EventRow } from '../db/queries/insert-events.ts';
import { DAY_FIELDS, dataValues, INSTANT_FIELDS } from './event-tables.ts';
import { explain, type Fault, type Validator } from './explain.ts';

/** Who sends, as far as checking is concerned. */
export interface Sender {
  feed: string;
  /** Number of its token: what it causes is counted against it. */
  token: number;
  maySetRecordedTime: boolean;
  /** Whether it may correct what other feeds sent. */
  mayCorrectOtherFeeds?: boolean;
  /** Whether it may bring events older than the identities that are kept. */
  mayBringOldEvents?: boolean;
  /** Whether it may speak for a place, or for what belongs to none; `null`: for everything. */
  speaksFor: ((port: string | null, route: string | null) => boolean) | null;
}

export type Checked =
  /** `old`: older than the identities that are kept, and brought as back-filling. */
  | { ok: true; type: EventType; row: EventRow; old?: true }
  /** `held`: for review. */
  | { ok: false; id: string | null; faults: Fault[]; held?: true };

/** Nothing is scheduled for later: years of five digits are none to the database. */
const LATEST_TIME = Date.parse('2100-01-01T00:00:00Z');

/** As `toISOString` writes it. Hour 24 exists for some and is the next day's 0. */
const CANONICAL_TIME = /^\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d\.\d{3}Z$/;

const attributes = Compile(EventAttributes);
const dataOf = Object.fromEntries(
  Object.entries(EVENT_DATA).map(([type, schema]) => [type, Compile(schema)]),
) as unknown as Record<EventType, Validator>;
const correctionShapes = Object.fromEntries(
  Object.entries(CorrectionOf).map(([type, { changes, retraction }]) => [
    type,
    { changes: Compile(changes), retraction: Compile(retraction) },
  ]),
) as unknown as Record<CorrectableType, { changes: Validator; retraction: Validator }>;

/**
 * Checks one event as it came in and makes the row of it. Never throws, never guesses: whatever is wrong comes back with
 * its path, the event's neighbours are not touched.
 * @param now server clock, milliseconds since the Unix epoch
 */
export function checkEvent(event: unknown, sender: Sender, now: number): Checked {
  if (!attributes.Check(event)) return refuse(event, explain(attributes, event));
  const { type, data } = event as typeof event & { data?: unknown };
  const validator = Object.hasOwn(dataOf, type) ? dataOf[type as EventType] : undefined;
  if (validator === undefined) {
    return refuse(event, [{ path: '/type', reason: `is none of ${Object.keys(dataOf).join(', ')}` }]);
  }
  if (!validator.Check(data)) {
    const shape = type === 'border.correction.v1' ? correctionShape(data) : validator;
    const faults = shape === null ? [correctionTypeFault] : explain(shape, data, '/data');
    return refuse(event, faults);
  }
  const time = readInstant(event.time);
  const recorded = event.recordedtime === undefined ? null : readInstant(event.recordedtime);
  const faults = timeFaults(time, now);
  // Extensions may be there and are ignored, but no attribute can have this name; within `data` nothing unknown is taken.
  if (Object.hasOwn(event, '__proto__')) faults.push({ path: '/', reason: 'has a key of a prototype' });
  if (recorded !== null) faults.push(...recordedFaults(recorded, sender, now));
  faults.push(...keyFaults('', event, OWN_KEYS), ...valueFaults(type as EventType, data));
  if (type === 'border.correction.v1') faults.push(...aimFaults(data as Correction, sender));
  if (sender.speaksFor !== null) faults.push(...placeFaults(type as EventType, data, sender.speaksFor));
  if (faults.length > 0) return refuse(event, faults);
  const row: EventRow = [
    // Most feeds write it so already; making it anew was a quarter of the check.
    CANONICAL_TIME.test(event.time) ? event.time : new Date(time).toISOString(),
    recorded === null ? null : new Date(recorded).toISOString(),
    sender.feed,
    event.source,
    event.id,
    ...dataValues(type as EventType, data as never, sender.token),
  ];
  return { ok: true, type: type as EventType, row };
}

function timeFaults(time: number, now: number): Fault[] {
  if (Number.isNaN(time)) return [{ path: '/time', reason: 'is no date and time that exists' }];
  if (time > now + MAX_AHEAD_MS) {
    const ahead = Math.round((time - now) / 1000);
    return [{ path: '/time', reason: `is ${ahead} s ahead of the server's clock; 300 s are allowed` }];
  }
  if (time < EARLIEST_TIME) return [{ path: '/time', reason: 'is before 2000' }];
  return [];
}

function recordedFaults(recorded: number, sender: Sender, now: number): Fault[] {
  const path = '/recordedtime';
  if (!sender.maySetRecordedTime) return [{ path, reason: 'may not be set by this feed' }];
  if (Number.isNaN(recorded)) return [{ path, reason: 'is no date and time that exists' }];
  if (recorded > now + MAX_AHEAD_MS) return [{ path, reason: "is ahead of the server's clock" }];
  if (recorded < EARLIEST_TIME) return [{ path, reason: 'is before 2000' }];
  return [];
}

/** A correction has no place of its own: what it corrects has, see ingest/foreign.ts. */
function placeFaults(type: EventType, data: unknown, speaksFor: NonNullable<Sender['speaksFor']>): Fault[] {
  if (type === 'border.correction.v1') return [];
  const { port = null, route = null } = data as { port?: string; route?: string };
  if (speaksFor(port, route)) return [];
  if (type === 'border.bulletin.v1')
    return [{ path: '/type', reason: 'this token may not speak for what belongs to no place' }];
  if (port === null)
    return [{ path: '/data/port', reason: 'is missing: this token speaks for some places only' }];
  if (!ROUTES.some((each) => speaksFor(port, each)))
    return [{ path: '/data/port', reason: `this token may not speak for ${port}` }];
  const reason = route === null ? 'is missing: this token speaks for some routes only' : null;
  return [{ path: '/data/route', reason: reason ?? `this token may not speak for ${route} at ${port}` }];
}

/** What one thing is named by wherever it is spoken of: compared as it stands, so there is one way of writing it. */
const OWN_KEYS = ['source', 'id'] as const;
const KEYS_OF: Readonly<Record<CorrectableType, readonly string[]>> = {
  'border.arrival.v1': ['conveyance'],
  'border.verdict.v1': ['subject', 'station', 'batch', 'model'],
  'border.seizure.v1': ['caseNo', 'subject', 'substance', 'item', 'part', 'weapon'],
  'border.lead.v1': ['leadNo', 'conveyance', 'subject', 'caseNo', 'link'],
  'border.station.v1': ['station', 'conveyance', 'model'],
  'border.declaration.v1': [],
  'border.bulletin.v1': ['bulletinNo'],
  'border.indicator.v1': [],
};

function keyFaults(path: string, fields: object, names: readonly string[]): Fault[] {
  const faults: Fault[] = [];
  for (const name of names) {
    const value = (fields as Record<string, unknown>)[name];
    const reason = typeof value === 'string' ? keyFault(value) : null;
    if (reason !== null) faults.push({ path: `${path}/${name}`, reason });
  }
  return faults;
}

function aimFaults({ feed }: Correction, sender: Sender): Fault[] {
  if (feed === undefined || feed === sender.feed || sender.mayCorrectOtherFeeds === true) return [];
  return [
    { path: '/data/feed', reason: 'is another feed: this token may not correct what other feeds sent' },
  ];
}

/** What a schema cannot say: amounts no finer than they are kept, instants and days that exist, what goes together. */
function valueFaults(type: EventType, data: unknown): Fault[] {
  if (type !== 'border.correction.v1') {
    const fields = data as Record<string, unknown>;
    return [
      ...keyFaults('/data', fields, KEYS_OF[type]),
      ...fieldFaults('/data', fields),
      ...togetherFaults(type, '/data', fields, undefined),
    ];
  }
  // A field that a correction does not name stays as it was; one that it takes away is null.
  const { changes, type: target } = data as { changes?: Record<string, unknown>; type: CorrectableType };
  const path = '/data/changes';
  const named = keyFaults('/data', data as Record<string, unknown>, OWN_KEYS);
  if (!changes) return named;
  return [
    ...named,
    ...keyFaults(path, changes, KEYS_OF[target]),
    ...fieldFaults(path, changes),
    ...togetherFaults(target, path, changes, null),
  ];
}

/** A verdict has none of these: going into each of its fields made a check cost 2.5 µs, not 1.8. */
const LOOKED_INTO: ReadonlySet<string> = new Set([
  ...INSTANT_FIELDS,
  ...DAY_FIELDS,
  'period',
  'grams',
  'amountUsd',
]);

function fieldFaults(path: string, fields: Record<string, unknown>): Fault[] {
  const names = Object.keys(fields).filter((name) => LOOKED_INTO.has(name));
  return names.flatMap((name) => {
    const value = fields[name];
    if (typeof value === 'number' && name === 'grams') {
      return finerFaults(`${path}/${name}`, value, 1_000, 'a milligram');
    }
    if (typeof value === 'number' && name === 'amountUsd') {
      return finerFaults(`${path}/${name}`, value, 100, 'a cent');
    }
    if (typeof value !== 'string') return [];
    if (INSTANT_FIELDS.has(name)) return instantFaults(`${path}/${name}`, value);
    if (DAY_FIELDS.has(name) || name === 'period') return dayFaults(`${path}/${name}`, value);
    return [];
  });
}

/** A day, or a longer period: 30 February would be none to the database, and neither would the year 0. */
function dayFaults(path: string, text: string): Fault[] {
  if (text.length === 10 && !isKstDay(text)) return [{ path, reason: 'is no day that exists' }];
  return text < '2000' || text >= '2100' ? [{ path, reason: 'is not between 2000 and 2100' }] : [];
}

function togetherFaults(
  type: EventType,
  path: string,
  { amountUsd, periodFrom, periodTo, result }: Record<string, unknown>,
  none: undefined | null,
): Fault[] {
  // Money that was found has an amount: without one nobody can say whether a declaration was owed.
  if (
    type === 'border.declaration.v1' &&
    amountUsd === none &&
    (result === 'declared' || result === 'undeclared')
  )
    return [{ path: `${path}/amountUsd`, reason: `is required where the result is ${result}` }];
  if (typeof periodFrom === 'string' && typeof periodTo === 'string' && periodTo < periodFrom)
    return [{ path: `${path}/periodTo`, reason: 'is before periodFrom' }];
  return [];
}

function finerFaults(path: string, value: number, parts: number, unit: string): Fault[] {
  return Math.round(value * parts) / parts === value ? [] : [{ path, reason: `is finer than ${unit}` }];
}

function instantFaults(path: string, text: string): Fault[] {
  const at = readInstant(text);
  if (Number.isNaN(at)) return [{ path, reason: 'is no date and time that exists' }];
  return at < EARLIEST_TIME || at >= LATEST_TIME ? [{ path, reason: 'is not between 2000 and 2100' }] : [];
}

const correctionTypeFault: Fault = {
  path: '/data/type',
  reason: `is none of ${Object.keys(CorrectionOf).join(', ')}`,
};

function correctionShape(data: unknown): Validator | null {
  const { type, ...rest } = (typeof data === 'object' && data !== null ? data : {}) as { type?: string };
  const shapes =
    type !== undefined && Object.hasOwn(correctionShapes, type) && correctionShapes[type as CorrectableType];
  if (!shapes) return null;
  return 'retracted' in rest && !('changes' in rest) ? shapes.retraction : shapes.changes;
}

function refuse(event: unknown, faults: Fault[]): Checked {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : null;
  // An id is echoed so that a sender finds its event; one that is no plain text is not.
  return { ok: false, id: typeof id === 'string' && /^[\x21-\x7e]{1,128}$/.test(id) ? id : null, faults };
}
