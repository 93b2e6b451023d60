import type { Figures } from '../contract/rest.ts';
import type { Scope } from '../contract/scope.ts';
import type { RealmDatabase } from '../db/database.ts';
import {
  NotKept,
  readFigures,
  readFiguresAsKnown,
  type FiguresAt,
  type Horizons,
} from '../db/queries/read-figures.ts';
import type { Period } from './period.ts';

/** Figures of a period in a scope, as known now or at a time. Throws NotKept where the rows that would answer are gone. */
export async function figuresOf(
  database: RealmDatabase,
  scope: Scope,
  { from, to }: Period,
  knownAt: number | null,
  horizons: Horizons,
): Promise<FiguresAt[]> {
  const rows =
    knownAt === null
      ? await readFigures(database, from, to, horizons)
      : await readFiguresAsKnown(database, from, to, knownAt);
  // Seizures are kept for ever; of the traffic before the horizon the rows that would answer are gone.
  const traffic = knownAt === null || from >= horizons.raw ? {} : unknownTraffic;
  return rows.flatMap((row) => (scope.covers(row.port, row.route) ? [{ ...row, ...traffic }] : []));
}

/** The same of a year earlier: where nothing but the seizures of it are known, those. */
export async function figuresToCompare(
  ...[database, scope, period, knownAt, horizons]: Parameters<typeof figuresOf>
): Promise<FiguresAt[]> {
  try {
    return await figuresOf(database, scope, period, knownAt, horizons);
  } catch (error) {
    if (!(error instanceof NotKept)) throw error;
    return await figuresOf(database, scope, period, Date.parse('9999-12-31T00:00:00Z'), horizons);
  }
}

const unknownTraffic = {
  arrivals: null,
  units: null,
  highRiskUnits: null,
  primary: null,
  flagged: null,
  secondary: null,
  upheld: null,
} satisfies Partial<Figures>;
