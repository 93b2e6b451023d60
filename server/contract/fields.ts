import { Type, type TProperties } from 'typebox';
import { ROUTES } from './routes.ts';

/** No control characters, no lone surrogates. */
export const SHOWN_TEXT = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff]*$';

/** Text that may be shown, and is not empty. */
export function text(maxLength: number, description: string) {
  return Type.String({
    minLength: 1,
    maxLength,
    pattern: SHOWN_TEXT,
    description,
  });
}

/** What events and things are found again by: see {@link keyFault}, which checks what a schema cannot say. */
export function key(maxLength: number, description: string) {
  return Type.String({
    minLength: 1,
    maxLength,
    description: `${description}. In Unicode NFC, without blanks at its ends and without invisible characters`,
  });
}

/**
 * The longest number of a case, lead or bulletin as it is kept: 64 characters, behind it ` [feed]` where another feed has stated
 * the same one. A feed's name has 63. See number_of() in migrations/realm/045-own-word.sql.
 */
const LONGEST_NUMBER = 64 + ' []'.length + 63;
export const keptNumber = (description: string) => text(LONGEST_NUMBER, description);

/** What an alarm or a task is about: a number as it is kept, or the name of a flight, an item or a station. */
export const LONGEST_SUBJECT = Math.max(LONGEST_NUMBER, 128);
export const subject = (description: string) => text(LONGEST_SUBJECT, description);

export function oneOf<const T extends readonly string[]>(values: T, description: string) {
  return Type.Enum([...values] as string[] as unknown as T, { description });
}

export function optional<T extends TProperties>(fields: T) {
  return Type.Partial(Type.Object(fields)).properties;
}

export const closed = { additionalProperties: false };

/** That it is open is checked against the site in force, see ingest/check-event.ts. */
export const port = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$',
  description: 'Code of the port of entry, see GET /api/v1/site',
});
export const route = oneOf(ROUTES, 'Entry route');
export const country = Type.String({ pattern: '^[A-Z]{2}$', description: 'Country, ISO 3166-1 alpha-2' });
export const origin = Type.String({
  pattern: '^[A-Z]{2}$',
  description: 'Country of origin, ISO 3166-1 alpha-2',
});
export function instant(description: string) {
  return Type.String({
    maxLength: 40,
    pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)$',
    description: `${description}: date and time with offset, RFC 3339`,
  });
}
export function dateOfSite(description: string) {
  return Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\d$',
    description: `${description}: day of the site, YYYY-MM-DD`,
  });
}
export const amountKrw = Type.Integer({ minimum: 0, maximum: 1e15, description: 'Amount in won' });
export function count(description: string) {
  return Type.Integer({ minimum: 0, maximum: 1_000_000_000, description });
}

/** What a case or a lead is about where it is more than its category: trade security, money, organised crime. */
export const OFFENCES = [
  'origin-laundering',
  'strategic-goods',
  'illegal-trade',
  'fund-flow',
  'virtual-asset',
  'voice-phishing',
  'transnational-crime',
] as const;
export type Offence = (typeof OFFENCES)[number];
export const offence = oneOf(OFFENCES, 'Offence it is tagged with');
