import type { CellValue } from '../../contract/cells.ts';
import type { DrillEvent, Verdict } from '../../contract/drill-rest.ts';
import type { Scenario } from '../../contract/scenario.ts';
import type { Database, RealmDatabase } from '../../db/database.ts';

export interface Evidence {
  db: Database;
  realm: RealmDatabase;
  live: RealmDatabase | null;
  scenario: Scenario;
  play: string | null;
  startsAt: number;
  shows: number;
  log: readonly DrillEvent[];
  cells: ReadonlyMap<string, CellValue>;
}

export async function judge({ scenario }: Evidence): Promise<Verdict[]> {
  return scenario.criteria.map(({ id, title }) => ({ id, title, passed: null, evidence: [] }));
}
