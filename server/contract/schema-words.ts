import type { TSchema } from 'typebox';
import { SHOWN_TEXT } from './fields.ts';

/** What a validator finds wrong, as TypeBox says it. */
export interface SchemaError {
  keyword: string;
  /** Pointers: to the part of the schema, `#/properties/port`, and to the value. */
  schemaPath: string;
  instancePath: string;
  message: string;
  params: Record<string, unknown>;
}

/** Codes that are listed in an answer; of more it says where the list is. */
const MOST_LISTED = 12;
const LISTED = 'GET /api/v1/schemas';

/**
 * Why a value is refused, in words for the person who sent it: what it is and what would be right. Nothing of the value itself.
 * @param schema the whole of it, which `error` points into
 */
export function wordsOf(error: SchemaError, schema: TSchema, value: unknown): string {
  const { keyword, message, params } = error;
  const part = (at(schema, error.schemaPath) ?? {}) as {
    description?: string;
    pattern?: string;
    type?: string;
  };
  const limit = String(params['limit']);
  switch (keyword) {
    case 'type': {
      const wanted = String(params['type']);
      return `is ${KINDS[kindOf(at(value, error.instancePath))] ?? 'something else'}; ${KINDS[wanted] ?? wanted} is needed`;
    }
    case 'enum': {
      const allowed = params['allowedValues'] as unknown[];
      return allowed.length <= MOST_LISTED
        ? `is none of ${allowed.join(', ')}`
        : `is not a known code; ${LISTED} lists them`;
    }
    case 'const':
      return `is not ${String(params['allowedValue'])}`;
    case 'pattern':
      if (part.pattern === SHOWN_TEXT) return 'has a line break or another control character';
      return `is not of the form that is needed: ${part.description ?? 'see GET /api/v1/schemas'}`;
    case 'minLength':
      return 'is empty';
    case 'maxLength':
      return `is longer than ${limit} characters`;
    case 'minimum':
      return `is less than ${limit}`;
    case 'maximum':
      return `is more than ${limit}`;
    case 'minProperties':
      return 'names no field';
    default:
      return message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
  undefined: 'missing',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** What a JSON pointer points to. */
function at(whole: unknown, pointer: string): unknown {
  const steps = pointer.replace(/^#/, '').split('/').slice(1);
  return steps.reduce<unknown>((value, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : undefined;
  }, whole);
}
