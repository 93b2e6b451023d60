import type { TSchema } from 'typebox';
import { wordsOf, type SchemaError } from '../contract/schema-words.ts';

/** What is wrong with an event, and where: a JSON pointer, and words that hold nothing of what was sent. */
export interface Fault {
  path: string;
  reason: string;
}

/** The part of a compiled TypeBox validator that is used here. */
export interface Validator {
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly SchemaError[];
  Type(): TSchema;
}

const MOST_FAULTS = 8;
/** No event has a third of it. To find what is wrong among 250,000 fields took 0.5 s. */
const MOST_FIELDS = 100;

/** Faults of a value that a validator has refused, at most eight. */
export function explain(validator: Validator, value: unknown, prefix = ''): Fault[] {
  // Where it stands is the sender's text.
  if (isCrowded(value)) return [{ path: prefix || '/', reason: `holds more than ${MOST_FIELDS} fields` }];
  const faults = new Map<string, Fault>();
  const schema = validator.Type();
  for (const error of validator.Errors(value)) {
    const { instancePath, keyword, params } = error;
    const path = prefix + instancePath;
    if (keyword === 'boolean' || keyword === 'anyOf') continue;
    if (keyword === 'required') {
      for (const name of params['requiredProperties'] as string[]) {
        faults.set(`${path}/${name}`, { path: `${path}/${name}`, reason: 'is missing' });
      }
    } else if (keyword === 'additionalProperties') {
      // The name is the sender's text: it is told where to look, not echoed.
      faults.set(`${path} unknown`, { path: path || '/', reason: 'has a field that is not known here' });
    } else if (!faults.has(path)) {
      faults.set(path, { path: path || '/', reason: wordsOf(error, schema, value) });
    }
    if (faults.size >= MOST_FAULTS) break;
  }
  return faults.size > 0
    ? [...faults.values()]
    : [{ path: prefix || '/', reason: 'does not match the schema' }];
}

/** No schema goes deeper than an event, its data, and changes in it. */
function isCrowded(value: unknown, depth = 3): boolean {
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  const fields = Object.values(value);
  return fields.length > MOST_FIELDS || fields.some((field) => isCrowded(field, depth - 1));
}
