import { definitionOf, EVENT_STREAMS } from '../../../contract/events/catalogue.ts';
import { columnOf } from '../../../contract/events/definition.ts';
import { columnsOf, holds, is, type RowsSql } from './stream-sql.ts';

/** Changes by column, with what is personal cut to its beginning. */
function changesShown(): string {
  const personal = EVENT_STREAMS.flatMap((stream) =>
    Object.entries(definitionOf(stream).fields)
      .filter(([, field]) => field.personal === true)
      .map(([name, field]) => columnOf(name, field)),
  );
  return [...new Set(personal)].reduce(
    (shown, column) => `(CASE WHEN r.changes ? '${column}'
      THEN ${shown} || jsonb_build_object('${column}', left(r.changes->>'${column}', 6) || '…') ELSE ${shown} END)`,
    'r.changes',
  );
}

/**
 * Where the corrected event is, as it stands: who may see that place may see what was changed.
 * @param placed by stream, where an event that a correction `c` names is
 */
export function correctionRows(placed: (schema: string) => readonly string[]): RowsSql {
  const placeOf = (schema: string) => `${placed(schema).join(' UNION ALL ')} LIMIT 1`;
  return {
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
      // Of who an event is about only the beginning, here neither.
      changes: changesShown(),
    },
    filters: { of: is('r.target_type'), retracted: holds('r.retracted IS NOT NULL') },
    sums: {},
  };
}

/** Refusals have no identity, and may be the same twice: where they lie sets them apart. Their content was never kept. */
export const rejectionRows: RowsSql = {
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
