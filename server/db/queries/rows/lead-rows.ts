import { TIP_KINDS } from '../read-leads.ts';
import { utcText } from '../utc-text.ts';
import { fieldsOf, is, statementsOf, type EventSql } from './stream-sql.ts';

const matched = (schema: string) => `EXISTS (SELECT FROM ${schema}.lead_match m WHERE m.lead_no = r.lead_no)`;

const lead: EventSql<'lead'> = {
  parts: (schema) => [{ from: `${schema}.lead_now r`, columns: { matched: matched(schema) } }],
  time: 'r.first_at',
  ties: ['r.lead_no'],
  columns: {
    time: utcText('r.first_at'),
    ...fieldsOf('lead', 'r'),
    statedAt: utcText('r.stated_at'),
  },
  filters: {
    kind: (value, bind) => (value === 'tip' ? `r.kind IN ${TIP_KINDS}` : `r.kind = ${bind(value)}`),
    leadNo: is('r.lead_no'),
    open: (value, bind, { now, schema }) =>
      `${value === true ? '' : 'NOT '}${schema}.lead_is_open(r, ${bind(now)}::timestamptz)`,
    matched: (value, _bind, { schema }) => `${value === true ? '' : 'NOT '}${matched(schema)}`,
  },
  also: statementsOf('lead', () => `s.lead_no = page."leadNo"`),
  placed: (schema) => `
    SELECT l.port, l.route FROM ${schema}.lead s LEFT JOIN ${schema}.lead_now l USING (lead_no)
    WHERE c.target_type = 'lead' AND (s.feed, s.source, s.id) = (c.target_feed, c.target_source, c.target_id)`,
};

export const leadRows = { lead };
