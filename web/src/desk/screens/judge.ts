import type { ScreenRow } from '../../../../server/contract/screens-rest.ts';

/** A screen reports every five seconds: one that has not for longer than this is silent, in milliseconds. */
const SILENT_MS = 15_000;
const MOST_LAG_MS = 2_000;
const MOST_DRIFT_MS = 2_000;

export type ScreenFaultKind = 'silent' | 'lag' | 'drift' | 'build';

/** What is not as it should be. Of a silent screen nothing else is known. */
export function faultsOf(screen: ScreenRow, presentBuild: string | null): ScreenFaultKind[] {
  const { build, driftMs, lagMs, silentMs } = screen;
  if (silentMs === null || silentMs > SILENT_MS) return ['silent'];
  const faults: ScreenFaultKind[] = [];
  if (lagMs !== null && lagMs > MOST_LAG_MS) faults.push('lag');
  if (driftMs !== null && Math.abs(driftMs) > MOST_DRIFT_MS) faults.push('drift');
  if (presentBuild !== null && build !== presentBuild) faults.push('build');
  return faults;
}

/** By which server it is linked: a report that came by another one shows that it is linked there. */
export function linkOf({ connectedHere, silentMs }: ScreenRow): 'here' | 'elsewhere' | 'unlinked' {
  if (connectedHere) return 'here';
  return silentMs !== null && silentMs <= SILENT_MS ? 'elsewhere' : 'unlinked';
}
