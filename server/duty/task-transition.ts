import type { TaskState } from '../contract/duty-cells.ts';
import type { TaskEventWhat } from '../contract/duty-rest.ts';

/** What of a task decides what may be done with it. */
export interface TaskStanding {
  readonly state: TaskState;
  readonly ownerId: number | null;
}

export type TaskDeed =
  | { readonly do: 'accept' }
  | { readonly do: 'assign'; readonly to: number }
  | { readonly do: 'remark'; readonly remark: string }
  | { readonly do: 'finish'; readonly remark: string | null }
  | { readonly do: 'cancel'; readonly remark: string };

export type TaskOutcome =
  | {
      readonly is: 'done';
      readonly after: TaskStanding;
      readonly what: TaskEventWhat;
      readonly remark: string | null;
    }
  /** It stands so already, by the same person: nothing is written twice. */
  | { readonly is: 'unchanged' }
  | {
      readonly is: 'refused';
      readonly why: 'closed' | 'not-accepted' | 'owned';
      readonly ownerId: number | null;
    };

/**
 * What a deed makes of a task. Pure.
 * - A task that is given to somebody else waits for them to accept it; one that nobody has is whose accepts it first.
 * - Whoever may act at its place may finish or cancel it, since owners go home; the log says who did.
 * - Remarks may be added when it is closed: what is learnt later belongs to it.
 */
export function taskTransition(task: TaskStanding, deed: TaskDeed, by: number): TaskOutcome {
  const { ownerId, state } = task;
  const refused = (why: 'closed' | 'not-accepted' | 'owned'): TaskOutcome => ({
    is: 'refused',
    why,
    ownerId,
  });
  if (deed.do === 'remark') return { is: 'done', after: task, what: 'remarked', remark: deed.remark };
  if (state === 'done' || state === 'cancelled') return refused('closed');
  switch (deed.do) {
    case 'accept':
      if (ownerId !== null && ownerId !== by) return refused('owned');
      if (state === 'accepted') return { is: 'unchanged' };
      return { is: 'done', after: { state: 'accepted', ownerId: by }, what: 'accepted', remark: null };
    case 'assign':
      if (ownerId === deed.to && (state === 'accepted' || deed.to !== by)) return { is: 'unchanged' };
      // Whoever gives it to himself takes it.
      return {
        is: 'done',
        after: { state: deed.to === by ? 'accepted' : 'open', ownerId: deed.to },
        what: 'assigned',
        remark: null,
      };
    case 'finish':
      if (state !== 'accepted') return refused('not-accepted');
      return { is: 'done', after: { state: 'done', ownerId }, what: 'finished', remark: deed.remark };
    case 'cancel':
      return { is: 'done', after: { state: 'cancelled', ownerId }, what: 'cancelled', remark: deed.remark };
  }
}
