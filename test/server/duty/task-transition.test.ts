import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskTransition, type TaskDeed, type TaskStanding } from '../../../server/duty/task-transition.ts';

const open: TaskStanding = { state: 'open', ownerId: null };
const people = fc.integer({ min: 1, max: 3 });
const deeds: fc.Arbitrary<TaskDeed> = fc.oneof(
  fc.constant<TaskDeed>({ do: 'accept' }),
  people.map((to): TaskDeed => ({ do: 'assign', to })),
  fc.constant<TaskDeed>({ do: 'remark', remark: 'seen' }),
  fc.constant<TaskDeed>({ do: 'finish', remark: null }),
  fc.constant<TaskDeed>({ do: 'cancel', remark: 'no need' }),
);

describe('a task', () => {
  it('is whose accepts it first; the other is told', () => {
    const first = taskTransition(open, { do: 'accept' }, 1);
    expect(first).toMatchObject({ is: 'done', after: { state: 'accepted', ownerId: 1 } });
    const taken: TaskStanding = { state: 'accepted', ownerId: 1 };
    expect(taskTransition(taken, { do: 'accept' }, 2)).toEqual({ is: 'refused', why: 'owned', ownerId: 1 });
    expect(taskTransition(taken, { do: 'accept' }, 1)).toEqual({ is: 'unchanged' });
  });

  it('waits for whom it is given to, and nobody else may accept it then', () => {
    expect(taskTransition({ state: 'accepted', ownerId: 1 }, { do: 'assign', to: 2 }, 1)).toMatchObject({
      after: { state: 'open', ownerId: 2 },
      what: 'assigned',
    });
    const given: TaskStanding = { state: 'open', ownerId: 2 };
    expect(taskTransition(given, { do: 'accept' }, 3)).toMatchObject({ is: 'refused', ownerId: 2 });
    expect(taskTransition(given, { do: 'accept' }, 2)).toMatchObject({ after: { state: 'accepted' } });
    expect(taskTransition(given, { do: 'finish', remark: null }, 2)).toMatchObject({ why: 'not-accepted' });
    // Whoever gives it to himself takes it, also from somebody who has not answered.
    expect(taskTransition(given, { do: 'assign', to: 3 }, 3)).toMatchObject({
      after: { state: 'accepted', ownerId: 3 },
    });
  });

  it('keeps what must always hold, whatever is done with it by whomever', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(deeds, people), { maxLength: 30 }), (steps) => {
        let task = open;
        for (const [deed, by] of steps) {
          const outcome = taskTransition(task, deed, by);
          const closed = task.state === 'done' || task.state === 'cancelled';
          if (outcome.is === 'done') {
            if (closed) expect([deed.do, outcome.after]).toEqual(['remark', task]);
            // Ownership moves by accepting what nobody has, or by being given; by nothing else.
            if (outcome.after.ownerId !== task.ownerId) {
              expect(deed.do === 'assign' || (deed.do === 'accept' && task.ownerId === null)).toBe(true);
            }
            if (outcome.after.state === 'done' && !closed) expect(task.state).toBe('accepted');
            task = outcome.after;
          }
          if (task.state === 'accepted' || task.state === 'done') expect(task.ownerId).not.toBeNull();
        }
      }),
    );
  });
});
