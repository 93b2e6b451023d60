import { DECLARATION_DUTY_USD } from '../../../contract/case-events.ts';
import { among, columnsOf, correctable, holds, is, statementsOf, type StreamSql } from './stream-sql.ts';

const CASE = {
  port: 'port',
  route: 'route',
  category: 'category',
  status: 'status',
  substance: 'substance',
  grams: 'grams',
  amountKrw: 'amount_krw',
  origin: 'origin',
  subject: 'subject',
  item: 'item',
  quantity: 'quantity',
  part: 'part',
  weapon: 'weapon',
  offence: 'offence',
  investigationRequestedAt: 'investigation_requested_at',
  investigationAcceptedAt: 'investigation_accepted_at',
  referredAt: 'referred_at',
};
const CASE_INSTANTS = ['investigationRequestedAt', 'investigationAcceptedAt', 'referredAt'];

/** As the cell of investigations has it; see read-investigations.ts. */
const waiting = (schema: string, at: string) => `
  r.time <= ${at} AND (r.investigation_accepted_at IS NULL OR r.investigation_accepted_at > ${at})
  AND (SELECT (r.category = 'drug' AND r.grams >= max(value) FILTER (WHERE name = 'major_grams')
               OR r.amount_krw >= max(value) FILTER (WHERE name = 'major_amount_krw')
               OR r.category = 'firearm' AND NOT ${schema}.is_nailer(r.item))
              AND (r.investigation_requested_at IS NOT NULL
                   OR r.time > ${at} - make_interval(days => max(value) FILTER (WHERE name = 'unasked_days')::integer))
       FROM ${schema}.case_rule)`;

export const seizureSql: StreamSql<'seizure'> = {
  parts: (schema) => [{ from: `${schema}.seizure_case r`, columns: {} }],
  time: 'r.time',
  ties: ['r.case_no'],
  columns: {
    ...columnsOf('r', { time: 'time', caseNo: 'case_no', knownAt: 'known_at' }, ['time', 'knownAt']),
    ...columnsOf('r', CASE, CASE_INSTANTS),
    amendments: 'r.amendments',
  },
  filters: {
    category: is('r.category'),
    weapon: among({
      firearm: ({ schema }) => `r.category = 'firearm' AND NOT ${schema}.is_nailer(r.item)`,
      nailer: ({ schema }) => `${schema}.is_nailer(r.item)`,
      'gun-part': ({ schema }) => `r.category = 'gun-part' AND NOT ${schema}.is_nailer(r.item)`,
    }),
    status: is('r.status'),
    origin: is('r.origin'),
    offence: is('r.offence'),
    caseNo: is('r.case_no'),
    investigation: among({
      waiting: ({ now, schema }, bind) => waiting(schema, `${bind(now)}::timestamptz`),
    }),
  },
  sums: { grams: 'r.grams', quantity: 'coalesce(r.quantity, 1)', amountKrw: 'r.amount_krw' },
  also: statementsOf(
    'seizure',
    () => `s.case_no = page."caseNo"`,
    columnsOf('s', { ...CASE, concealment: 'concealment' }, CASE_INSTANTS),
  ),
};

/** A courier's pseudonym stays in the database; its beginning tells two couriers in one list apart. */
const declarationStated = (of: string) => ({
  ...columnsOf(of, {
    port: 'port',
    route: 'route',
    direction: 'direction',
    result: 'result',
    amountUsd: 'amount_usd',
    amountKrw: 'amount_krw',
    currency: 'currency',
  }),
  courier: `left(${of}.courier, 6) || '…'`,
});

export const declarationSql: StreamSql<'declaration'> = {
  parts: correctable('declaration', declarationStated),
  time: 'r.time',
  ties: ['r.source', 'r.id', 'r.feed'],
  columns: {
    ...columnsOf('r', { time: 'time', source: 'source', id: 'id' }, ['time']),
    ...declarationStated('r'),
    ...columnsOf('r', { recordedAt: 'recorded_at', feed: 'feed' }, ['recordedAt']),
  },
  filters: {
    direction: is('r.direction'),
    result: is('r.result'),
    above: holds(`r.amount_usd > ${DECLARATION_DUTY_USD}`),
  },
  sums: { amountUsd: 'r.amount_usd', amountKrw: 'r.amount_krw' },
};
