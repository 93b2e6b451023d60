import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { definitionOf, type EventStream } from '../../server/contract/events/catalogue.ts';
import { KOREA } from '../../simulator/korea.ts';
import type { Field } from '../../server/contract/events/field.ts';

/** Instants and days that the board takes. */
const when = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
/** Letters of all kinds, among them what a spreadsheet, a page or a statement would take for its own. */
const LETTERS = [...'aZ09 -_.,;:/\\\'"=+@<>&%$(){}[]|~^`가힣한글ñßøЖقק漢字🛃'];

/** Values that a field takes, by its schema and by what a schema cannot say. */
function anyValue({ fault, schema, shape, sql }: Field): fc.Arbitrary<unknown> {
  const {
    enum: values,
    maxLength = 40,
    maximum,
    minimum,
    pattern,
    type,
  } = schema as TSchema & {
    enum?: readonly string[];
    maxLength?: number;
    pattern?: string;
    minimum?: number;
    maximum?: number;
    type: string;
  };
  const sound = (value: unknown) => fault === undefined || fault(value as never) === null;
  if (shape === 'port') return fc.constantFrom(...KOREA.file.ports.map(({ code }) => code));
  if (values !== undefined) return fc.constantFrom(...values);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer')
    return fc.integer({ min: minimum ?? 0, max: Math.min(maximum ?? 1e6, 2 ** 31 - 1) });
  // Cents, and hundredths of a score: what a column of four bytes gives back as it came.
  if (type === 'number')
    return fc
      .integer({ min: Math.max(minimum ?? -1e7, -1e7) * 100, max: Math.min(maximum ?? 1e7, 1e7) * 100 })
      .map((hundredths) => hundredths / 100);
  if (sql === 'timestamptz') return when.map((date) => date.toISOString());
  if (sql === 'date') return when.map((date) => date.toISOString().slice(0, 10));
  if (pattern !== undefined && !pattern.startsWith('^[^'))
    return fc.stringMatching(new RegExp(pattern)).filter(sound);
  const letters = fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: Math.min(maxLength, 30) });
  return letters
    .map((all) => all.join('').normalize('NFC'))
    .filter((text) => sound(text) && text.length <= maxLength);
}

/** Data of an event: every required field, and some of the others. */
export function anyData(stream: EventStream): fc.Arbitrary<Record<string, unknown>> {
  const { fields, together } = definitionOf(stream);
  const all: [string, Field][] = Object.entries(fields);
  const requiredKeys = all.filter(([, { optional }]) => optional !== true).map(([name]) => name);
  return fc
    .record(Object.fromEntries(all.map(([name, field]) => [name, anyValue(field)])), { requiredKeys })
    .map((data): Record<string, unknown> => ({ ...data }))
    .filter((data) => (together?.(data, undefined) ?? []).length === 0);
}
