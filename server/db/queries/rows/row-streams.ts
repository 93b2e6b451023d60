import { definitionOf, EVENT_STREAMS, type EventStream } from '../../../contract/events/catalogue.ts';
import { columnOf } from '../../../contract/events/definition.ts';
import type { Field } from '../../../contract/events/field.ts';
import type { RowStream } from '../../../contract/rows-rest.ts';
import { caseRows } from './case-rows.ts';
import { correctionRows, rejectionRows } from './feed-rows.ts';
import { leadRows } from './lead-rows.ts';
import { standingRows } from './standing-rows.ts';
import { correctable, is, type EventSql, type RowsSql } from './stream-sql.ts';
import { trafficRows } from './traffic-rows.ts';

const { item, ...traffic } = trafficRows;
/** Of streams whose rows are more than their events, or are narrowed by more than their fields. */
const OWN: { [S in EventStream]?: EventSql<S> } = { ...traffic, ...caseRows, ...leadRows, ...standingRows };
const eventSql = (stream: EventStream): EventSql<EventStream> => OWN[stream] ?? correctable(stream);

/** With the filters and sums that the fields give. */
function rowsOfEvent(stream: EventStream): RowsSql {
  const own = eventSql(stream);
  const fields: [string, Field][] = Object.entries(definitionOf(stream).fields);
  const of = <T>(wanted: (field: Field) => boolean, make: (column: string) => T) =>
    Object.fromEntries(
      fields
        .filter(([, field]) => wanted(field))
        .map(([name, field]) => [name, make(`r.${columnOf(name, field)}`)]),
    );
  return {
    ...own,
    filters: { ...of(({ filter }) => filter === true, is), ...own.filters },
    sums: {
      ...of(
        ({ sum }) => sum === true,
        (column) => column,
      ),
      ...own.sums,
    },
  };
}

const ROW_SQL: Record<RowStream, RowsSql> = {
  ...(Object.fromEntries(EVENT_STREAMS.map((stream) => [stream, rowsOfEvent(stream)])) as Record<
    EventStream,
    RowsSql
  >),
  item,
  correction: correctionRows((schema) =>
    EVENT_STREAMS.map((stream) => eventSql(stream).placed(schema)).filter((sql) => sql !== ''),
  ),
  rejection: rejectionRows,
};

export function rowsSql(stream: RowStream): RowsSql {
  return ROW_SQL[stream];
}
