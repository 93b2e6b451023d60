import type { Warning } from './types.ts';

/** Collects warnings; the same code at the same path is kept once, with how often it came. */
export interface WarningList {
  add(code: string, path: string, reason: string): void;
  list(): Warning[];
}

/**
 * An empty list. Repeats are folded because a hostile message can repeat one fault 200,000
 * times, and an answer must not grow with it.
 */
export function createWarningList(): WarningList {
  const seen = new Map<string, { warning: Warning; times: number }>();
  return {
    add(code, path, reason) {
      const key = `${code} ${path}`;
      const known = seen.get(key);
      if (known === undefined) seen.set(key, { warning: { code, path, reason }, times: 1 });
      else known.times += 1;
    },
    list() {
      return [...seen.values()].map(({ warning, times }) =>
        times === 1 ? warning : { ...warning, reason: `${warning.reason} (${times} times)` },
      );
    },
  };
}
