import { TIP_KINDS } from '../read-leads.ts';
import { columnsOf, is, statementsOf, type StreamSql } from './stream-sql.ts';

const LEAD = {
  port: 'port',
  route: 'route',
  partner: 'partner',
  kind: 'kind',
  status: 'status',
  conveyance: 'conveyance',
  subject: 'subject',
  origin: 'origin',
  validFrom: 'valid_from',
  validUntil: 'valid_until',
  dueAt: 'due_at',
  aboard: 'aboard',
  listVersion: 'list_version',
  stepsDone: 'steps_done',
  stepsTotal: 'steps_total',
  link: 'link',
  amountKrw: 'amount_krw',
  direction: 'direction',
  referredAt: 'referred_at',
};
const INSTANTS = ['validFrom', 'validUntil', 'dueAt', 'referredAt'];
const matched = (schema: string) => `EXISTS (SELECT FROM ${schema}.lead_match m WHERE m.lead_no = r.lead_no)`;

export const leadSql: StreamSql<'lead'> = {
  parts: (schema) => [{ from: `${schema}.lead_now r`, columns: { matched: matched(schema) } }],
  time: 'r.first_at',
  ties: ['r.lead_no'],
  columns: {
    ...columnsOf('r', { time: 'first_at', leadNo: 'lead_no', statedAt: 'stated_at' }, ['time', 'statedAt']),
    ...columnsOf('r', LEAD, INSTANTS),
  },
  filters: {
    kind: (value, bind) => (value === 'tip' ? `r.kind IN ${TIP_KINDS}` : `r.kind = ${bind(value)}`),
    status: is('r.status'),
    partner: is('r.partner'),
    origin: is('r.origin'),
    conveyance: is('r.conveyance'),
    leadNo: is('r.lead_no'),
    open: (value, bind, { now, schema }) =>
      `${value === true ? '' : 'NOT '}${schema}.lead_is_open(r, ${bind(now)}::timestamptz)`,
    matched: (value, _bind, { schema }) => `${value === true ? '' : 'NOT '}${matched(schema)}`,
  },
  sums: { amountKrw: 'r.amount_krw' },
  also: statementsOf('lead', () => `s.lead_no = page."leadNo"`, columnsOf('s', LEAD, INSTANTS)),
};
