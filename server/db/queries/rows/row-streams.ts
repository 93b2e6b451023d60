import type { RowStream } from '../../../contract/rows-rest.ts';
import { declarationSql, seizureSql } from './case-rows.ts';
import { correctionSql, rejectionSql } from './feed-rows.ts';
import { leadSql } from './lead-rows.ts';
import { bulletinSql, indicatorSql, stationSql } from './standing-rows.ts';
import type { RowsSql, StreamSql } from './stream-sql.ts';
import { arrivalSql, itemSql, verdictSql } from './traffic-rows.ts';

const ROW_SQL: { [S in RowStream]: StreamSql<S> } = {
  arrival: arrivalSql,
  verdict: verdictSql,
  item: itemSql,
  seizure: seizureSql,
  lead: leadSql,
  station: stationSql,
  declaration: declarationSql,
  bulletin: bulletinSql,
  indicator: indicatorSql,
  correction: correctionSql,
  rejection: rejectionSql,
};

export function rowsSql(stream: RowStream): RowsSql {
  return ROW_SQL[stream];
}
