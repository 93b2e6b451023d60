import { cellKey, type CellValue, type IntakeReason } from './contract/cells.ts';
import type { RunningRealm } from './realm.ts';
import type { DatabaseWatch } from './upkeep/database-watch.ts';

/** Why nothing comes into a realm, in milliseconds since the Unix epoch since when; `null`: it does. */
export function refusalOf(
  realm: RunningRealm,
  watch: DatabaseWatch,
): { reason: IntakeReason; since: number } | null {
  const { refusal } = realm.ingest.reception;
  const { readOnlySince } = watch;
  return readOnlySince === null ? refusal : { reason: 'read-only', since: readOnlySince };
}

/** Puts on a realm's board what is wrong around it, and takes away what is right again. */
export function showNotices(realm: RunningRealm, watch: DatabaseWatch): void {
  const refusal = refusalOf(realm, watch);
  const ahead = watch.clockAheadMs;
  const cells: [string, CellValue | null][] = [
    [
      cellKey.notice('intake'),
      refusal && { what: 'intake', reason: refusal.reason, since: new Date(refusal.since).toISOString() },
    ],
    [
      cellKey.notice('clock'),
      ahead === null ? null : { what: 'clock', aheadSeconds: Math.round(ahead / 1_000) },
    ],
  ];
  realm.board.update(cells);
}
