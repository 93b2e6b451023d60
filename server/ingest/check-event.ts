import { Compile } from 'typebox/compile';
import {
  CorrectionOf,
  EARLIEST_TIME,
  EVENT_DATA,
  EventAttributes,
  MAX_AHEAD_MS,
  type CorrectableType,
  type EventType,
} from '../contract/events.ts';
import { readInstant } from '../contract/instant.ts';
import type { EventRow } from '../db/queries/insert-events.ts';
import { dataValues } from './event-tables.ts';
import { explain, type Fault, type Validator } from './explain.ts';

/** Who sends, as far as checking is concerned. */
export interface Sender {
  feed: string;
  maySetRecordedTime: boolean;
}

export type Checked =
  { ok: true; type: EventType; row: EventRow } | { ok: false; id: string | null; faults: Fault[] };

/** Nothing is scheduled for later: years of five digits are none to the database. */
const LATEST_TIME = Date.parse('2100-01-01T00:00:00Z');

/** As `toISOString` writes it. Hour 24 exists for some and is the next day's 0. */
const CANONICAL_TIME = /^\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d\.\d{3}Z$/;

const attributes = Compile(EventAttributes);
const dataOf: Record<EventType, Validator> = {
  'border.arrival.v1': Compile(EVENT_DATA['border.arrival.v1']),
  'border.verdict.v1': Compile(EVENT_DATA['border.verdict.v1']),
  'border.seizure.v1': Compile(EVENT_DATA['border.seizure.v1']),
  'border.correction.v1': Compile(EVENT_DATA['border.correction.v1']),
};
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
  if (recorded !== null) faults.push(...recordedFaults(recorded, sender, now));
  faults.push(...valueFaults(data));
  if (faults.length > 0) return refuse(event, faults);
  const row: EventRow = [
    // Most feeds write it so already; making it anew was a quarter of the check.
    CANONICAL_TIME.test(event.time) ? event.time : new Date(time).toISOString(),
    recorded === null ? null : new Date(recorded).toISOString(),
    sender.feed,
    event.source,
    event.id,
    ...dataValues(type as EventType, data as never),
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

/** What a schema cannot say: weights to the milligram, instants that exist. */
function valueFaults(data: unknown): Fault[] {
  const { grams, scheduledAt } = data as { grams?: number; scheduledAt?: string };
  const faults: Fault[] = [];
  if (grams !== undefined) faults.push(...gramFaults('/data/grams', grams));
  if (scheduledAt !== undefined) faults.push(...instantFaults('/data/scheduledAt', scheduledAt));
  const { changes } = data as { changes?: { grams?: number | null; scheduledAt?: string | null } };
  if (typeof changes?.grams === 'number') faults.push(...gramFaults('/data/changes/grams', changes.grams));
  if (typeof changes?.scheduledAt === 'string') {
    faults.push(...instantFaults('/data/changes/scheduledAt', changes.scheduledAt));
  }
  return faults;
}

function gramFaults(path: string, grams: number): Fault[] {
  return Math.round(grams * 1000) / 1000 === grams ? [] : [{ path, reason: 'is finer than a milligram' }];
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
