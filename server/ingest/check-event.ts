import { Compile } from 'typebox/compile';
import {
  CorrectionOf,
  EVENT_DATA,
  eachType,
  EventAttributes,
  MAX_AHEAD_MS,
  STREAM_OF,
  type CorrectableType,
  type Correction,
  type EventType,
} from '../contract/events.ts';
import { definitionOf } from '../contract/events/catalogue.ts';
import { EARLIEST_TIME, type Field } from '../contract/events/field.ts';
import { readInstant } from '../contract/instant.ts';
import { keyFault } from '../contract/key.ts';
import { siteDay } from '../contract/days.ts';
import { ROUTES } from '../contract/routes.ts';
import { siteInForce } from '../contract/site-in-force.ts';
import type { EventRow } from '../db/queries/insert-events.ts';
import { dataValues } from './event-tables.ts';
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
  addKeyFaults(faults, '', event, OWN_KEYS);
  addValueFaults(faults, type as EventType, data);
  if (type === 'border.correction.v1') faults.push(...aimFaults(data as Correction, sender));
  const placed = atPort(type as EventType, data as PlacedData, time);
  if (placed === null) faults.push({ path: portPath(type as EventType), reason: NO_PORT });
  else if (sender.speaksFor !== null)
    faults.push(...placeFaults(type as EventType, placed, sender.speaksFor));
  if (faults.length > 0 || placed === null) return refuse(event, faults);
  const row: EventRow = [
    // Most feeds write it so already; making it anew was a quarter of the check.
    CANONICAL_TIME.test(event.time) ? event.time : new Date(time).toISOString(),
    recorded === null ? null : new Date(recorded).toISOString(),
    sender.feed,
    event.source,
    event.id,
    ...dataValues(type as EventType, placed as never, sender.token),
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

interface PlacedData {
  port?: string;
  changes?: { port?: string | null };
}
const NO_PORT = 'is no port of entry of the site, or was not open then; GET /api/v1/site lists them';
const portPath = (type: EventType) => (type === 'border.correction.v1' ? '/data/changes/port' : '/data/port');

/** The same under the code of its port, where an alias names it; `null`: there is no such port, or it was not open then. */
function atPort<T extends PlacedData>(type: EventType, data: T, time: number): T | null {
  const named = type === 'border.correction.v1' ? data.changes?.port : data.port;
  if (named === undefined || named === null) return data;
  const code = siteInForce().codeOf(named, () => siteDay(time));
  if (code === null || code === named) return code === null ? null : data;
  return type === 'border.correction.v1'
    ? { ...data, changes: { ...data.changes, port: code } }
    : { ...data, port: code };
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

const OWN_KEYS = ['source', 'id'] as const;

function addKeyFaults(faults: Fault[], path: string, fields: object, names: readonly string[]): void {
  for (const name of names) {
    const value = (fields as Record<string, unknown>)[name];
    const reason = typeof value === 'string' ? keyFault(value) : null;
    if (reason !== null) faults.push({ path: `${path}/${name}`, reason });
  }
}

function aimFaults({ feed }: Correction, sender: Sender): Fault[] {
  if (feed === undefined || feed === sender.feed || sender.mayCorrectOtherFeeds === true) return [];
  return [
    { path: '/data/feed', reason: 'is another feed: this token may not correct what other feeds sent' },
  ];
}

/** Fields of each type of which a schema does not say all. */
const CHECKS = eachType((stream) =>
  Object.entries(definitionOf(stream).fields).flatMap(([name, { fault }]: [string, Field]) =>
    fault === undefined ? [] : [{ name, fault }],
  ),
);

/** What a schema cannot say: amounts no finer than they are kept, instants and days that exist, what goes together. */
function addValueFaults(faults: Fault[], type: EventType, data: unknown): void {
  const fields = data as Record<string, unknown>;
  if (type !== 'border.correction.v1') {
    addFieldFaults(faults, type, '/data', fields, undefined);
    return;
  }
  // A field that a correction does not name stays as it was; one that it takes away is null.
  const { changes, type: target } = data as { changes?: Record<string, unknown>; type: CorrectableType };
  addKeyFaults(faults, '/data', fields, OWN_KEYS);
  if (changes) addFieldFaults(faults, target, '/data/changes', changes, null);
}

function addFieldFaults(
  faults: Fault[],
  type: CorrectableType,
  path: string,
  fields: Record<string, unknown>,
  none: undefined | null,
): void {
  for (const { fault, name } of CHECKS[type]) {
    const value = fields[name];
    const reason = value === undefined || value === null ? null : fault(value as never);
    if (reason !== null) faults.push({ path: `${path}/${name}`, reason });
  }
  const together = definitionOf(STREAM_OF[type]).together?.(fields, none) ?? [];
  for (const { field, reason } of together) faults.push({ path: `${path}/${field}`, reason });
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
