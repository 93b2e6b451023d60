import { DESK_KINDS, parseKey } from '../contract/cells.ts';
import type { Scope } from '../contract/scope.ts';

/** Walls hang where anybody passes; desks are for those who may look. */
export type Audience = 'wall' | 'desk';

/** Keys of alarms and tasks are new ones for ever. */
const MOST_REMEMBERED = 50_000;

/**
 * Whether a cell is for an audience in a scope, by its key; answers are remembered, since keys come back every tick. Who
 * names no audience gets what hangs on walls.
 */
export function scopeFilter(scope: Scope, audience: Audience = 'wall'): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    let covered = known.get(key);
    if (covered === undefined) {
      const { kind, port, route } = parseKey(key);
      const meant = audience === 'desk' || !DESK_KINDS.has(kind);
      covered = meant && (port === null || route === null || scope.covers(port, route));
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(key, covered);
    }
    return covered;
  };
}
