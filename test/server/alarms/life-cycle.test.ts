import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armed, transition, type Deed } from '../../../server/alarms/life-cycle.ts';
import type { AlarmStanding } from '../../../server/db/queries/alarm-rows.ts';
import { act, anyDeed, anyStep, newModel, passOnAt, PEOPLE, stateOf } from './model.ts';

const START = Date.parse('2026-11-21T18:00:00Z');
const [kim, lee] = PEOPLE as [(typeof PEOPLE)[number], (typeof PEOPLE)[number]];

function raised(change: Partial<AlarmStanding> = {}): AlarmStanding {
  return armed(
    {
      priority: 'high',
      escalateMs: 600_000,
      state: 'unacknowledged',
      holds: true,
      ...{ raisedValue: 4, value: 4, valuedAt: START, limit: 3, instant: null },
      raisedAt: START,
      endedAt: null,
      owner: null,
      acknowledged: null,
      shelf: null,
      escalations: 0,
      escalateAt: null,
      ...change,
    },
    START,
  );
}

/** Deeds one after the other, a minute apart; the last one must be done or denied as a whole. */
function after(deeds: Deed[], from = raised()) {
  let standing = from;
  let last: ReturnType<typeof transition> | null = null;
  for (const [place, deed] of deeds.entries()) {
    last = transition(standing, deed, START + place * 60_000);
    if (!('denied' in last)) standing = last.standing;
  }
  return { standing, last };
}

describe('the life of an alarm', () => {
  it('is as the model says, whatever is done to it in whatever order', () => {
    let steps = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('critical', 'high', 'low'),
        fc.constantFrom(null, 120_000, 600_000),
        fc.array(fc.tuple(anyStep, anyDeed), { maxLength: 60, size: 'max' }),
        (priority, escalateMs, commands) => {
          const model = newModel(priority, escalateMs, START);
          let standing = raised({ priority, escalateMs });
          let now = START;
          for (const [step, deed] of commands) {
            now += step;
            steps++;
            const before = structuredClone(standing);
            const expected = act(model, deed, now);
            const done = transition(standing, deed, now);
            expect(standing).toEqual(before);
            if ('denied' in done) {
              expect(expected).toBe(false);
            } else {
              expect(done.events.map(({ event }) => event)).toEqual(expected);
              standing = done.standing;
            }
            expect(standing).toMatchObject({
              state: stateOf(model),
              holds: model.holds,
              escalations: model.passedOn,
              escalateAt: passOnAt(model),
            });
            expect(standing.owner?.id ?? null).toBe(model.owner);
            expect(standing.shelf?.until ?? null).toBe(model.shelvedUntil);
            expect(standing.endedAt === null).toBe(model.open);
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(steps).toBeGreaterThan(5_000);
  });

  it('returns unseen, and comes back unacknowledged', () => {
    const { standing } = after([{ do: 'calm' }]);
    expect(standing).toMatchObject({ state: 'returned', holds: false, escalateAt: null });
    const again = transition(standing, { do: 'hold', value: 9, limit: 3, instant: null }, START + 5_000);
    expect(again).toMatchObject({
      standing: { state: 'unacknowledged', value: 9, raisedValue: 9, raisedAt: START + 5_000 },
      events: [{ event: 'raised-again', own: false }],
    });
  });

  it('ends when it is over and has been seen, in either order', () => {
    expect(after([{ do: 'acknowledge', by: kim }, { do: 'calm' }]).standing.state).toBe('ended');
    expect(after([{ do: 'calm' }, { do: 'acknowledge', by: kim }]).standing).toMatchObject({
      state: 'ended',
      endedAt: START + 60_000,
    });
  });

  it('has one owner: a second taker is told whose it is', () => {
    const { last, standing } = after([
      { do: 'take', by: kim },
      { do: 'take', by: lee },
    ]);
    expect(standing).toMatchObject({ state: 'acknowledged', owner: kim, acknowledged: { by: kim } });
    expect(last).toEqual({ denied: 'person 1 has it', owner: kim, never: false });
  });

  it('is not put aside for longer than its priority allows, nor without an end', () => {
    const shelve = (seconds: number): Deed => ({ do: 'shelve', by: kim, seconds, reason: 'works' });
    const critical = raised({ priority: 'critical' });
    expect(after([shelve(1_800)], critical).standing.state).toBe('shelved');
    expect(after([shelve(1_801)], critical).last).toMatchObject({ never: true });
    expect(after([shelve(28_800)]).standing.state).toBe('shelved');
    expect(after([shelve(28_801)]).last).toMatchObject({ never: true });
    expect(after([shelve(59)]).last).toMatchObject({ never: true });
  });

  it('comes off the shelf unacknowledged where it still holds, and is over where it does not', () => {
    const shelve: Deed = { do: 'shelve', by: kim, seconds: 60, reason: 'works' };
    const held = after([{ do: 'acknowledge', by: kim }, shelve, { do: 'clock' }]);
    expect(held.standing).toMatchObject({ state: 'unacknowledged', acknowledged: null, shelf: null });
    const over = after([shelve, { do: 'calm' }, { do: 'clock' }]);
    expect(over.last).toMatchObject({ events: [{ event: 'shelf-ended' }, { event: 'ended' }] });
  });

  it('is passed on three times at most, and not while it is in good hands', () => {
    let standing = raised();
    for (let minute = 1; minute <= 100; minute++) {
      const done = transition(standing, { do: 'clock' }, START + minute * 60_000);
      if (!('denied' in done)) standing = done.standing;
    }
    expect(standing).toMatchObject({ escalations: 3, escalateAt: null });
    expect(after([{ do: 'take', by: kim }]).standing.escalateAt).toBeNull();
    // Seen, and still nobody's.
    expect(after([{ do: 'acknowledge', by: kim }]).standing.escalateAt).toBe(START + 600_000);
  });
});
