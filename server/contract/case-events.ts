import { Type, type Static } from 'typebox';
import {
  amountKrw,
  closed,
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

export const SEIZURE_CATEGORIES = ['drug', 'firearm', 'gun-part', 'currency', 'other'] as const;

export const seizureFields = {
  caseNo: key(64, 'Case number. A later statement with the same number replaces the earlier one'),
  port,
  route,
  category: oneOf(SEIZURE_CATEGORIES, 'What was seized'),
  status: oneOf(['provisional', 'confirmed'], 'Standing of the figures'),
};
export const seizureOptional = {
  substance: key(64, 'Substance in lower case, e.g. methamphetamine'),
  grams: Type.Number({ minimum: 0, maximum: 1e9, description: 'Weight in grams, to the milligram' }),
  amountKrw,
  origin,
  subject: key(128, 'Item, as in its verdicts'),
  concealment: text(200, 'How it was hidden'),
  item: key(64, 'What it is where it is no drug, in lower case, e.g. pistol, powder-actuated-nailer'),
  quantity: Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'How many of the item' }),
  part: key(32, 'Part of a weapon, in lower case, e.g. frame, slide, barrel, trigger, magazine'),
  weapon: key(64, 'The weapon that a part fits, e.g. glock-19'),
  offence,
  investigationRequestedAt: instant('When the investigation unit was asked to take the case'),
  investigationAcceptedAt: instant('When it took the case'),
  referredAt: instant('When the case went to another agency'),
};
export const SeizureData = Type.Object({ ...seizureFields, ...optional(seizureOptional) }, closed);
export type Seizure = Static<typeof SeizureData>;

/** One check of money that is carried over the border. */
export const declarationFields = {
  port,
  route,
  direction: oneOf(['out', 'in'], 'Leaving or entering the country'),
  result: oneOf(['nothing', 'declared', 'undeclared'], 'What the check found'),
};
export const declarationOptional = {
  amountUsd: Type.Number({
    minimum: 0,
    maximum: 1e12,
    description: 'US dollars at the customs rate, to the cent. A declaration is owed strictly above 10,000',
  }),
  amountKrw,
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  courier: Type.String({
    pattern: '^[A-Za-z0-9_-]{6,64}$',
    description: 'Pseudonym of who carries it, the same each time. Never a name or a document number',
  }),
};
export const DeclarationData = Type.Object(
  { ...declarationFields, ...optional(declarationOptional) },
  closed,
);
export type Declaration = Static<typeof DeclarationData>;

/** A declaration is owed for more than this, in US dollars [P]. */
export const DECLARATION_DUTY_USD = 10_000;
