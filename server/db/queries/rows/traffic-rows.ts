import { INTENSIVE_READING_MS } from '../../../contract/screening-cells.ts';
import { among, columnsOf, correctable, holds, is, type EventSql, type RowsSql } from './stream-sql.ts';

const NOT_CLEAR = ['suspect', 'confirmed'].map((each) => `'${each}'`).join(', ');

/** Of the 6 hours until now, by the one score. */
const scored = (than: string) => `(r.feed, r.source, r.id, r.time) IN (
  SELECT (x.arrival).feed, (x.arrival).source, (x.arrival).id, (x.arrival).time FROM ${than})`;

const arrival: EventSql<'arrival'> = {
  ...correctable('arrival'),
  filters: {
    score: among({
      scored: ({ now, schema }, bind) => {
        const at = `${bind(now)}::timestamptz`;
        return scored(`${schema}.risk_of(${at} - INTERVAL '6 hours', ${at}) x`);
      },
      hold: ({ now, schema }, bind) => {
        const at = `${bind(now)}::timestamptz`;
        return scored(`${schema}.risk_of(${at} - INTERVAL '6 hours', ${at}) x
          WHERE x.score >= (SELECT value FROM ${schema}.risk_rule WHERE name = 'hold_at')`);
      },
    }),
  },
};

const dedicated = (schema: string) => `EXISTS (SELECT FROM ${schema}.station_now d
  WHERE d.dedicated AND d.kind <> 'gate-team' AND (d.port, d.route, d.station) = (r.port, r.route, r.station))`;

const verdict: EventSql<'verdict'> = {
  ...correctable('verdict'),
  filters: {
    result: (value, bind) =>
      value === 'not-clear' ? `r.result IN (${NOT_CLEAR})` : `r.result = ${bind(value)}`,
    subject: (value, bind) => `r.subject = ${bind(value)} COLLATE "C"`,
    batch: (value, bind) => `r.batch = ${bind(value)} COLLATE "C"`,
    highRisk: (value, _bind, { schema }) =>
      `(r.origin IN (SELECT h.origin FROM ${schema}.high_risk_origin h)) IS ${value === true ? '' : 'NOT '}TRUE`,
    short: holds(`r.scan_ms < ${INTENSIVE_READING_MS}`),
    channel: among({
      dedicated: ({ schema }) => dedicated(schema),
      other: ({ schema }) => `NOT ${dedicated(schema)}`,
    }),
  },
  // Verdicts have no index by time: a chunk is read whole, one at a time.
  sliceMs: 86_400_000,
};

const pair = (column: string) =>
  among({
    clear: `${column} = 'clear'`,
    suspect: `${column} = 'suspect'`,
    confirmed: `${column} = 'confirmed'`,
    pending: `${column} IS NULL`,
    'not-clear': `${column} IN (${NOT_CLEAR})`,
  });

/** As first_line_of(), which has another name in every realm. */
const FIRST_LINE = `CASE WHEN r.first_lines @> '[{"decision": "cleared"}]' THEN 'cleared' WHEN r.first_lines IS NOT NULL THEN 'held' END`;

const item: RowsSql = {
  parts: (schema) => [{ from: `${schema}.item r`, columns: {} }],
  time: 'r.first_at',
  ties: ['r.subject', 'r.port', 'r.route'],
  columns: {
    ...columnsOf(
      'r',
      {
        time: 'first_at',
        port: 'port',
        route: 'route',
        subject: 'subject',
        secondLine: 'second_line',
        aiAt: 'ai_at',
        officerAt: 'officer_at',
        station: 'officer_station',
        decidedAt: 'decided_at',
        batch: 'batch',
        origin: 'origin',
        waits: 'waits',
        waitsSince: 'waits_since',
      },
      ['time', 'aiAt', 'officerAt', 'decidedAt', 'waitsSince'],
    ),
    ai: `coalesce(r.ai_result, 'pending')`,
    officer: `coalesce(r.officer_result, 'pending')`,
    firstLine: FIRST_LINE,
    // Those that let it through, where any did.
    firstLinePort: `(SELECT string_agg(f.port, ', ' ORDER BY f.port)
      FROM jsonb_to_recordset(r.first_lines) AS f(port text, decision text) WHERE f.decision = ${FIRST_LINE})`,
  },
  filters: {
    ai: pair('r.ai_result'),
    officer: pair('r.officer_result'),
    waits: among({
      flagged: `r.waits = 'flagged'`,
      again: `r.waits = 'again'`,
      any: 'r.waits IS NOT NULL',
    }),
    station: is('r.officer_station'),
    subject: (value, bind) => `r.subject = ${bind(value)} COLLATE "C"`,
    batch: is('r.batch'),
    origin: is('r.origin'),
    secondLine: holds('r.second_line'),
    firstLine: is(FIRST_LINE),
    leak: (value, _bind, { schema }) => `${value === true ? '' : 'NOT '}${schema}.is_leak(r)`,
    decided: holds('r.decided_at IS NOT NULL'),
  },
  otherTime: { decided: 'r.decided_at' },
  sums: {},
};

export const trafficRows = { arrival, verdict, item };
