import { deskTasksWords } from '../../i18n/words/desk-tasks-words.ts';
import type { Format } from '../../i18n/format.ts';
import { countdown, elapsed } from '../../i18n/spans.ts';
import type { TaskRow } from './task-lists.svelte.ts';

/** A task that is due within this is marked, in milliseconds [E]. */
const SOON_MS = 5 * 60_000;

/** How long a task still has, by the server's clock, or by how much it is late: in words, and how it is marked. */
export function taskClock(
  { closedAt, deadline }: Pick<TaskRow, 'closedAt' | 'deadline'>,
  now: number | null,
  format: Format,
): { mark: 'red' | 'amber' | null; text: string } {
  const words = deskTasksWords[format.language];
  const due = Date.parse(deadline);
  if (closedAt !== null) {
    return Date.parse(closedAt) > due ? { mark: 'amber', text: words.late } : { mark: null, text: '' };
  }
  if (now === null) return { mark: null, text: '' };
  if (now >= due) return { mark: 'red', text: words.overdue(elapsed(now - due, format)) };
  const left = countdown(due - now, format);
  return due - now <= SOON_MS
    ? { mark: 'amber', text: words.soon(left) }
    : { mark: null, text: words.left(left) };
}
