import { DECLARATION_DUTY_USD } from '../../../contract/events/declaration.ts';
import { utcText } from '../utc-text.ts';
import { among, correctable, fieldsOf, holds, is, statementsOf, type EventSql } from './stream-sql.ts';

/** As the cell of investigations has it; see read-investigations.ts. */
const waiting = (schema: string, at: string) => `
  r.time <= ${at} AND (r.investigation_accepted_at IS NULL OR r.investigation_accepted_at > ${at})
  AND (SELECT (r.category = 'drug' AND r.grams >= max(value) FILTER (WHERE name = 'major_grams')
               OR r.amount_krw >= max(value) FILTER (WHERE name = 'major_amount_krw')
               OR r.category = 'firearm' AND NOT ${schema}.is_nailer(r.item))
              AND (r.investigation_requested_at IS NOT NULL
                   OR r.time > ${at} - make_interval(days => max(value) FILTER (WHERE name = 'unasked_days')::integer))
       FROM ${schema}.case_rule)`;

const seizure: EventSql<'seizure'> = {
  parts: (schema) => [{ from: `${schema}.seizure_case r`, columns: {} }],
  time: 'r.time',
  ties: ['r.case_no'],
  columns: {
    time: utcText('r.time'),
    ...fieldsOf('seizure', 'r'),
    knownAt: utcText('r.known_at'),
    amendments: 'r.amendments',
  },
  filters: {
    weapon: among({
      firearm: ({ schema }) => `r.category = 'firearm' AND NOT ${schema}.is_nailer(r.item)`,
      nailer: ({ schema }) => `${schema}.is_nailer(r.item)`,
      'gun-part': ({ schema }) => `r.category = 'gun-part' AND NOT ${schema}.is_nailer(r.item)`,
    }),
    caseNo: is('r.case_no'),
    investigation: among({
      waiting: ({ now, schema }, bind) => waiting(schema, `${bind(now)}::timestamptz`),
    }),
  },
  sums: { quantity: 'coalesce(r.quantity, 1)' },
  also: statementsOf('seizure', () => `s.case_no = page."caseNo"`),
  placed: (schema) => `
    SELECT coalesce(k.port, s.port), coalesce(k.route, s.route) FROM ${schema}.seizure s
    LEFT JOIN ${schema}.seizure_case k USING (case_no)
    WHERE c.target_type = 'seizure' AND (s.feed, s.source, s.id) = (c.target_feed, c.target_source, c.target_id)`,
};

const declaration: EventSql<'declaration'> = {
  ...correctable('declaration'),
  filters: { above: holds(`r.amount_usd > ${DECLARATION_DUTY_USD}`) },
};

export const caseRows = { seizure, declaration };
