import { Type, type TObject, type TOptional, type TSchema } from 'typebox';
import { closed, optional } from '../fields.ts';
import type { Field, Fields, Shape } from './field.ts';

type RequiredOf<F extends Fields> = {
  -readonly [K in keyof F as F[K] extends { optional: true } ? never : K]: F[K]['schema'];
};
type OptionalOf<F extends Fields> = {
  -readonly [K in keyof F as F[K] extends { optional: true } ? K : never]: TOptional<F[K]['schema']>;
};
type DataOf<F extends Fields> = TObject<RequiredOf<F> & OptionalOf<F>>;

export interface Label {
  ko: string;
  en: string;
}
/** A column of rows. */
export interface RowColumn extends Label {
  shape: Shape;
  /** Stands in the table at the desk; files have every column. */
  listed?: true;
}
/** What rows are narrowed by. */
export interface RowFilter extends Label {
  schema: TSchema;
}
/** Rows of an event, beside its fields. */
export interface EventRows extends Label {
  /** Filters that are no field, or take other values than it does: the label is that of the column, where there is one. */
  filters?: Readonly<Record<string, Pick<RowFilter, 'schema'> & Partial<Label>>>;
  /** What is known of a row that the event does not state. */
  also?: Readonly<Record<string, RowColumn>>;
}

/** What a type of event is: what follows from it is derived, on the wire, in the database and on pages. */
export interface EventDefinition<
  Stream extends string = string,
  F extends Fields = Fields,
  R extends EventRows = EventRows,
> {
  /** Name of its table and of its rows; `border.<stream>.v1` on the wire. */
  stream: Stream;
  /** Table that keeps what counts of it under corrections: every field is a column there as well. */
  kept: string;
  /** What it is, for OpenAPI. */
  description: string;
  /** What one of them is called, and its rows in all. */
  one: Label;
  rows: R;
  /** In the order in which tables and files have them. */
  fields: F;
  /** The field that numbers the thing which the event states: a later statement of the number replaces the earlier one. */
  number?: keyof F & string;
  /** What must go together in the data, or in the changes of a correction, where a field taken away is `null`. */
  together?: (data: Record<string, unknown>, none: undefined | null) => { field: string; reason: string }[];
  /** Data as a feed sends it. */
  example: Record<string, unknown>;
}

export interface DefinedEvent<
  Stream extends string = string,
  F extends Fields = Fields,
  R extends EventRows = EventRows,
> extends EventDefinition<Stream, F, R> {
  type: `border.${Stream}.v1`;
  data: DataOf<F>;
  /** Fields that a correction changes; `null` takes an optional one away. */
  changes: TObject;
}

export function defineEvent<const Stream extends string, const F extends Fields, const R extends EventRows>(
  definition: EventDefinition<Stream, F, R>,
): DefinedEvent<Stream, F, R> {
  const all: [string, Field][] = Object.entries(definition.fields);
  if ((definition.fields['port'] === undefined) !== (definition.fields['route'] === undefined))
    throw new TypeError(`${definition.stream}: a place is a port and a route`);
  const schemas = (wanted: (field: Field) => boolean) =>
    Object.fromEntries(all.filter(([, field]) => wanted(field)).map(([name, { schema }]) => [name, schema]));
  const required = schemas((field) => field.optional !== true);
  const optionals = schemas((field) => field.optional === true);
  const data = Type.Object({ ...required, ...optional(optionals) }, closed);
  const nullable = all
    .filter(([, field]) => field.optional === true && field.fixed !== true)
    .map(([name, { schema }]) => [name, Type.Union([schema, Type.Null()])] as const);
  const changes = Type.Object(
    optional({
      ...schemas((field) => field.optional !== true && field.fixed !== true),
      ...Object.fromEntries(nullable),
    }),
    { ...closed, minProperties: 1 },
  );
  return {
    ...definition,
    type: `border.${definition.stream}.v1`,
    data: data as unknown as DataOf<F>,
    changes,
  };
}

/** The column of a field. */
export function columnOf(name: string, { column }: Pick<Field, 'column'>): string {
  return column ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
