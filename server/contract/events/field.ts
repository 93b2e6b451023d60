import { Type, type TSchema } from 'typebox';
import * as fields from '../fields.ts';
import { readInstant } from '../instant.ts';
import { keyFault } from '../key.ts';
import { isDay } from '../days.ts';

/** How a value is written for people. */
export type Shape =
  | 'time'
  | 'port'
  | 'route'
  | 'country'
  | 'count'
  | 'seconds'
  | 'score'
  | 'weight'
  | 'won'
  | 'dollars'
  | 'word'
  | 'yes'
  | 'text';

/** What a field can hold: on the wire, in the database, on a page. */
interface Kind<S extends TSchema = TSchema> {
  schema: S;
  /** PostgreSQL type of its column. */
  sql:
    | 'text'
    | 'integer'
    | 'bigint'
    | 'numeric'
    | 'real'
    | 'double precision'
    | 'boolean'
    | 'timestamptz'
    | 'date';
  shape: Shape;
  /** What a schema cannot say: what is wrong with a value that fits it, in words; `null`: nothing. */
  fault?: (value: never) => string | null;
  /** What its rows are narrowed by, where that is not a value of the field. */
  sought?: TSchema;
}

/** A field of an event: the one place that says what it is. */
export interface Field<S extends TSchema = TSchema> extends Kind<S> {
  /** Its name for people. */
  ko: string;
  en: string;
  /** Events may leave it out. */
  optional?: true;
  /** No correction changes it: it says which thing the event is about. */
  fixed?: true;
  /** Where its column is not its name in snake_case. */
  column?: string;
  /** About a person: it leaves the database as its first six characters only. */
  personal?: true;
  /** Stands in the table of rows at the desk; files have every field. */
  listed?: true;
  /** Rows can be narrowed by it, or added up. */
  filter?: true;
  sum?: true;
}
export type Fields = Readonly<Record<string, Field>>;

/** Nothing before this is a plausible event of the board: it is refused, so that a broken clock makes no partitions. */
export const EARLIEST_TIME = Date.parse('2000-01-01T00:00:00Z');
/** Nothing is scheduled for later: years of five digits are none to the database. */
const LATEST_TIME = Date.parse('2100-01-01T00:00:00Z');

/** Text that is read, not compared. */
export function text(longest: number, description: string) {
  return { schema: fields.text(longest, description), sql: 'text', shape: 'text' } as const satisfies Kind;
}

/** What something is named by wherever it is spoken of: compared as it stands, so there is one way of writing it. */
export function key(longest: number, description: string) {
  return {
    schema: fields.key(longest, description),
    ...{ sql: 'text', shape: 'text', fault: keyFault, sought: fields.text(longest, description) },
  } as const satisfies Kind;
}

/** Text of a form that a pattern says. */
export function pattern<S extends TSchema>(schema: S, shape: Shape = 'text') {
  return { schema, sql: 'text', shape } as const satisfies Kind;
}

export function oneOf<const T extends readonly string[]>(values: T, description: string) {
  return { schema: fields.oneOf(values, description), sql: 'text', shape: 'word' } as const satisfies Kind;
}

export function yes(description: string) {
  return {
    schema: Type.Boolean({ description }),
    ...{ sql: 'boolean', shape: 'yes' },
  } as const satisfies Kind;
}

export function count(description: string) {
  return { schema: fields.count(description), sql: 'integer', shape: 'count' } as const satisfies Kind;
}

export function instant(description: string) {
  const fault = (value: string) => {
    const at = readInstant(value);
    if (Number.isNaN(at)) return 'is no date and time that exists';
    return at < EARLIEST_TIME || at >= LATEST_TIME ? 'is not between 2000 and 2100' : null;
  };
  return {
    schema: fields.instant(description),
    ...{ sql: 'timestamptz', shape: 'time', fault },
  } as const satisfies Kind;
}

/** A day, or a longer period: 30 February would be none to the database, and neither would the year 0. */
export function periodFault(value: string): string | null {
  if (value.length === 10 && !isDay(value)) return 'is no day that exists';
  return value < '2000' || value >= '2100' ? 'is not between 2000 and 2100' : null;
}

export function day(description: string) {
  return {
    schema: fields.dateOfSite(description),
    ...{ sql: 'date', shape: 'text', fault: periodFault },
  } as const satisfies Kind;
}

/** An amount is refused where it is finer than it is kept. @param parts of a unit */
export function finerThan(parts: number, part: string) {
  return (value: number): string | null =>
    Math.round(value * parts) / parts === value ? null : `is finer than ${part}`;
}

type Named = Kind & Pick<Field, 'ko' | 'en'>;
export const port = {
  schema: fields.port,
  ...{ sql: 'text', shape: 'port', ko: '관문', en: 'Port' },
} as const satisfies Named;
export const route = {
  schema: fields.route,
  ...{ sql: 'text', shape: 'route', ko: '경로', en: 'Route' },
} as const satisfies Named;
export const origin = {
  schema: fields.origin,
  ...{ sql: 'text', shape: 'country', ko: '출발국', en: 'Origin' },
} as const satisfies Named;
export const amountKrw = {
  schema: fields.amountKrw,
  ...{ sql: 'bigint', shape: 'won', ko: '금액(원)', en: 'Won' },
} as const satisfies Named;
export const offence = {
  schema: fields.offence,
  ...{ sql: 'text', shape: 'word', ko: '범죄 유형', en: 'Offence' },
} as const satisfies Named;
