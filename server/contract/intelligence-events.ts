import { Type, type Static } from 'typebox';
import {
  amountKrw,
  closed,
  count,
  instant,
  key,
  offence,
  oneOf,
  optional,
  origin,
  port,
  route,
  text,
} from './fields.ts';

/** What a lead is about. `request`: one side asks the other for something; `minor`: too small to follow alone. */
export const LEAD_KINDS = [
  'flight',
  'consignment',
  'person-category',
  'watch-list',
  'operation',
  'request',
  'minor',
] as const;

export const leadFields = {
  leadNo: key(64, 'Number of the lead. A later statement with the same number replaces the earlier one'),
  partner: Type.String({
    pattern: '^[A-Z]{2,3}$',
    description:
      'Who says it: a partner country (ISO 3166-1 alpha-2), DIC (Drug Information Center) or KR (domestic agencies)',
  }),
  kind: oneOf(LEAD_KINDS, 'What it is about'),
  status: oneOf(['open', 'acknowledged', 'tasked', 'closed'], 'What has been done about it'),
};
export const leadOptional = {
  port,
  route,
  conveyance: key(64, 'Conveyance it names: matches the arrival of that name'),
  subject: key(128, 'Consignment it names: matches the verdicts on it'),
  origin,
  validFrom: instant('From when on it holds'),
  validUntil: instant('Until when it holds'),
  dueAt: instant('When the conveyance lands'),
  aboard: count('Travellers aboard'),
  listVersion: text(32, 'Version of the list that it stands on'),
  stepsDone: count('Steps of the standard analysis procedure that are done'),
  stepsTotal: count('Steps of the standard analysis procedure'),
  offence,
  link: key(64, 'What minor leads have in common, as a reference: never a name or a document number'),
  amountKrw,
  caseNo: key(64, 'Case it belongs to'),
  direction: oneOf(['in', 'out'], 'Of a request: in, a partner asks us; out, we ask'),
  referredAt: instant('When it went to another agency'),
};
export const LeadData = Type.Object({ ...leadFields, ...optional(leadOptional) }, closed);
export type Lead = Static<typeof LeadData>;
