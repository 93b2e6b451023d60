import { NOWHERE } from '../../../server/contract/cells.ts';
import { PRIORITIES, type AlarmCell, type Priority } from '../../../server/contract/duty-cells.ts';
import { cellsOf, type Cells, type Covers } from './cells-of.ts';

/** An alarm with its place; `null` where it has none. */
export interface PlacedAlarm extends AlarmCell {
  port: string | null;
  route: string | null;
}

/** Each doubled by its word; the shape alone tells them apart, too. */
export const PRIORITY_SHAPES: Readonly<Record<Priority, string>> = { critical: '◆', high: '▲', low: '■' };

/** What has not been seen first; what is over last. */
const STATES: readonly AlarmCell['state'][] = [
  'unacknowledged',
  'returned',
  'acknowledged',
  'shelved',
  'ended',
];

/** Alarms of a board in the order of their urgency: by priority, by state, the newest first. */
export function alarmsOf(cells: Cells, covers: Covers): PlacedAlarm[] {
  return cellsOf(cells, 'alarm', covers)
    .map(({ port, route, value }) => ({ ...value, port: named(port), route: named(route) }))
    .sort(
      (a, b) =>
        PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        Date.parse(b.raisedAt) - Date.parse(a.raisedAt) ||
        b.id - a.id,
    );
}

/** It holds, or nobody has seen that it did: it waits for somebody. */
export function isOpen({ state }: AlarmCell): boolean {
  return state !== 'shelved' && state !== 'ended';
}

/** Nobody has seen it, or that it went. */
export function isUnseen({ state }: AlarmCell): boolean {
  return state === 'unacknowledged' || state === 'returned';
}

/** How many of each priority. */
export function countsOf(alarms: readonly AlarmCell[]): Record<Priority, number> {
  const counts = { critical: 0, high: 0, low: 0 };
  for (const { priority } of alarms) counts[priority] += 1;
  return counts;
}

function named(part: string): string | null {
  return part === NOWHERE ? null : part;
}
