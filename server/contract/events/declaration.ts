import { Type, type Static } from 'typebox';
import { defineEvent } from './definition.ts';
import { amountKrw, finerThan, oneOf, pattern, port, route } from './field.ts';

/** A declaration is owed for more than this, in US dollars [P]. */
export const DECLARATION_DUTY_USD = 10_000;

export const declaration = defineEvent({
  stream: 'declaration',
  kept: 'corrected_declaration',
  description: 'One check of money that is carried over the border',
  one: { ko: '외화', en: 'Currency check' },
  rows: {
    ...{ ko: '외화 확인', en: 'Currency checks' },
    filters: {
      above: {
        schema: Type.Boolean({ description: 'Strictly above US$ 10,000' }),
        ...{ ko: '1만 달러 초과', en: 'Above US$10,000' },
      },
    },
  },
  fields: {
    port: { ...port, listed: true },
    route: { ...route, listed: true },
    direction: {
      ...oneOf(['out', 'in'], 'Leaving or entering the country'),
      ...{ ko: '방향', en: 'Direction', listed: true, filter: true },
    },
    result: {
      ...oneOf(['nothing', 'declared', 'undeclared'], 'What the check found'),
      ...{ ko: '결과', en: 'Result', listed: true, filter: true },
    },
    amountUsd: {
      schema: Type.Number({
        minimum: 0,
        maximum: 1e12,
        description:
          'US dollars at the customs rate, to the cent. A declaration is owed strictly above 10,000',
      }),
      ...{ sql: 'numeric', shape: 'dollars', fault: finerThan(100, 'a cent') },
      ...{ ko: '금액(달러)', en: 'US dollars', optional: true, listed: true, sum: true },
    },
    amountKrw: { ...amountKrw, optional: true, listed: true, sum: true },
    currency: {
      ...pattern(Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' })),
      ...{ ko: '통화', en: 'Currency', optional: true, listed: true },
    },
    courier: {
      ...pattern(
        Type.String({
          pattern: '^[A-Za-z0-9_-]{6,64}$',
          description: 'Pseudonym of who carries it, the same each time. Never a name or a document number',
        }),
      ),
      ...{ ko: '운반자(가명)', en: 'Courier (pseudonym)', optional: true, personal: true, listed: true },
    },
  },
  // Money that was found has an amount: without one nobody can say whether a declaration was owed.
  together: ({ amountUsd, result }, none) =>
    amountUsd === none && (result === 'declared' || result === 'undeclared')
      ? [{ field: 'amountUsd', reason: `is required where the result is ${result}` }]
      : [],
  example: {
    ...{ port: 'ICN-T1', route: 'traveller', direction: 'out', result: 'declared' },
    ...{ amountUsd: 12_000, currency: 'USD' },
  },
});
export type Declaration = Static<typeof declaration.data>;
