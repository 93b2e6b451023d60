import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';

/** The AI does not read at a port and route: everything goes to officers. */
export interface Outage {
  port: string;
  route: string;
  /** Server time in milliseconds. */
  since: number;
  why: 'said' | 'silent' | null;
  toOfficers: number;
}

/** The longest first. */
export function outagesOf({ cells }: Shown, covers: Covers): Outage[] {
  return cellsOf(cells, 'ai', covers)
    .filter(({ value }) => value.state === 'down')
    .map(({ port, route, value }) => ({
      port,
      route,
      since: Date.parse(value.since),
      why: value.why,
      toOfficers: value.toOfficers,
    }))
    .sort((a, b) => a.since - b.since || (a.port < b.port ? -1 : 1));
}

/** Ports at which the AI reads, of those where it is known; `null` where it is known at none. */
export function readingAi({ cells }: Shown, covers: Covers): { up: number; of: number } | null {
  const found = cellsOf(cells, 'ai', covers).filter(({ value }) => value.state !== 'unknown');
  if (found.length === 0) return null;
  return { up: found.filter(({ value }) => value.state === 'up').length, of: found.length };
}
