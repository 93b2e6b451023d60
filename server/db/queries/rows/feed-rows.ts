import { columnsOf, holds, is, type StreamSql } from './stream-sql.ts';

/** Where the corrected event is, as it stands: whoever may see that place may see what was changed. */
const placeOf = (schema: string) => `
  SELECT port, route FROM ${schema}.corrected_arrival a
  WHERE c.target_type = 'arrival' AND (a.feed, a.source, a.id) = (c.target_feed, c.target_source, c.target_id)
  UNION ALL SELECT port, route FROM ${schema}.corrected_verdict v
  WHERE c.target_type = 'verdict' AND (v.feed, v.source, v.id) = (c.target_feed, c.target_source, c.target_id)
  UNION ALL SELECT port, route FROM ${schema}.corrected_declaration d
  WHERE c.target_type = 'declaration' AND (d.feed, d.source, d.id) = (c.target_feed, c.target_source, c.target_id)
  UNION ALL SELECT coalesce(k.port, s.port), coalesce(k.route, s.route) FROM ${schema}.seizure s
  LEFT JOIN ${schema}.seizure_case k USING (case_no)
  WHERE c.target_type = 'seizure' AND (s.feed, s.source, s.id) = (c.target_feed, c.target_source, c.target_id)
  UNION ALL SELECT l.port, l.route FROM ${schema}.lead s LEFT JOIN ${schema}.lead_now l USING (lead_no)
  WHERE c.target_type = 'lead' AND (s.feed, s.source, s.id) = (c.target_feed, c.target_source, c.target_id)
  UNION ALL SELECT s.port, s.route FROM ${schema}.station s
  WHERE c.target_type = 'station' AND (s.feed, s.source, s.id) = (c.target_feed, c.target_source, c.target_id)
  UNION ALL SELECT i.port, i.route FROM ${schema}.indicator i
  WHERE c.target_type = 'indicator' AND (i.feed, i.source, i.id) = (c.target_feed, c.target_source, c.target_id)
  LIMIT 1`;

export const correctionSql: StreamSql<'correction'> = {
  parts: (schema) => [
    {
      from: `(SELECT c.*, p.port, p.route FROM ${schema}.correction c LEFT JOIN LATERAL (${placeOf(schema)}) p ON true) r`,
      columns: {},
    },
  ],
  time: 'r.time',
  ties: ['r.source', 'r.id', 'r.feed'],
  columns: {
    ...columnsOf(
      'r',
      {
        time: 'time',
        source: 'source',
        id: 'id',
        port: 'port',
        route: 'route',
        of: 'target_type',
        ofSource: 'target_source',
        ofId: 'target_id',
        retracted: 'retracted',
        recordedAt: 'recorded_at',
        feed: 'feed',
      },
      ['time', 'recordedAt'],
    ),
    // No pseudonym of a courier, here neither.
    changes: `CASE WHEN r.changes ? 'courier'
      THEN r.changes || jsonb_build_object('courier', left(r.changes->>'courier', 6) || '…') ELSE r.changes END`,
  },
  filters: { of: is('r.target_type'), retracted: holds('r.retracted IS NOT NULL') },
  sums: {},
};

/** Refusals have no identity, and may be the same twice: where they lie sets them apart. Their content was never kept. */
export const rejectionSql: StreamSql<'rejection'> = {
  parts: (schema) => [{ from: `${schema}.rejection r`, columns: {} }],
  time: 'r.recorded_at',
  ties: ['r.tableoid::text', 'r.ctid::text'],
  columns: columnsOf(
    'r',
    { time: 'recorded_at', source: 'feed', id: 'event_id', path: 'path', reason: 'reason' },
    ['time'],
  ),
  filters: { feed: is('r.feed') },
  sums: {},
};
