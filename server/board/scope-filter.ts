import { parseKey } from '../contract/cells.ts';
import type { Scope } from '../contract/scope.ts';

/** Whether a cell belongs to a scope, by its key; answers are remembered, since keys come back every tick. */
export function scopeFilter(scope: Scope): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    let covered = known.get(key);
    if (covered === undefined) {
      const { port, route } = parseKey(key);
      covered = port === null || route === null || scope.covers(port, route);
      known.set(key, covered);
    }
    return covered;
  };
}
