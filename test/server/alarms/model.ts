import fc from 'fast-check';
import type { AlarmState, Priority } from '../../../server/contract/duty-cells.ts';
import type { Deed } from '../../../server/alarms/life-cycle.ts';

/**
 * What an alarm is, said another way than the life cycle says it: not by states and what leads from one to the other, but by
 * a few facts. The state is read off them.
 */
export interface Model {
  priority: Priority;
  escalateMs: number | null;
  open: boolean;
  holds: boolean;
  seen: boolean;
  shelvedUntil: number | null;
  owner: number | null;
  passedOn: number;
  /** When somebody did something last, or it was raised: the clock counts from then. */
  woundAt: number;
}

export function newModel(priority: Priority, escalateMs: number | null, now: number): Model {
  const fresh = { open: true, holds: true, seen: false, shelvedUntil: null, owner: null };
  return { priority, escalateMs, ...fresh, passedOn: 0, woundAt: now };
}

export function stateOf({ holds, open, seen, shelvedUntil }: Model): AlarmState {
  if (!open) return 'ended';
  if (shelvedUntil !== null) return 'shelved';
  if (!holds) return 'returned';
  return seen ? 'acknowledged' : 'unacknowledged';
}

/** Somebody is missing: it holds in sight, and is unseen or nobody's. */
function missing(model: Model): boolean {
  const inSight = model.open && model.shelvedUntil === null && model.holds;
  return inSight && (!model.seen || model.owner === null);
}

/** When the clock passes it on; `null`: it does not. */
export function passOnAt(model: Model): number | null {
  if (!missing(model) || model.escalateMs === null || model.passedOn >= 3) return null;
  return model.woundAt + model.escalateMs;
}

/** Changes the model; `false`: refused. The answer is what the log says. */
export function act(model: Model, deed: Deed, now: number): string[] | false {
  const log: string[] = [];
  const isMissing = missing(model);
  const say = (event: string) => {
    log.push(event);
    model.woundAt = now;
  };
  const anew = () => {
    model.seen = false;
    model.passedOn = 0;
  };
  const endIfOver = () => {
    if (!model.holds && model.seen) {
      model.open = false;
      say('ended');
    }
  };
  const offShelf = (event: string) => {
    model.shelvedUntil = null;
    if (model.holds) anew();
    else model.seen = true;
    say(event);
    endIfOver();
  };

  if (deed.do === 'clock') {
    if (!model.open) return log;
    if (model.shelvedUntil !== null && now >= model.shelvedUntil) {
      offShelf('shelf-ended');
    } else if (isMissing && now >= (passOnAt(model) ?? Infinity)) {
      model.passedOn++;
      say('escalated');
    }
    return log;
  }
  if (deed.do === 'hold') {
    if (!model.open || model.holds) return log;
    model.holds = true;
    if (model.shelvedUntil === null) {
      anew();
      say('raised-again');
    }
    return log;
  }
  if (deed.do === 'calm') {
    if (!model.open || !model.holds) return log;
    model.holds = false;
    if (model.shelvedUntil === null) {
      if (model.seen) endIfOver();
      else say('returned');
    }
    return log;
  }

  if (!model.open) return false;
  const onShelf = model.shelvedUntil !== null;
  const over = !model.holds && !onShelf;
  switch (deed.do) {
    case 'acknowledge':
      if (onShelf || model.seen) return false;
      model.seen = true;
      say('acknowledged');
      endIfOver();
      return log;
    case 'take':
      if (model.owner !== null && model.owner !== deed.by.id) return false;
      if (over) return model.owner === null ? false : log;
      if (!onShelf && !model.seen) {
        model.seen = true;
        say('acknowledged');
      }
      if (model.owner === null) {
        model.owner = deed.by.id;
        say('taken');
      }
      return log;
    case 'release':
      if (model.owner !== deed.by.id) return false;
      model.owner = null;
      say('released');
      return log;
    case 'assign':
      if (over) return false;
      if (model.owner !== deed.to.id) {
        model.owner = deed.to.id;
        say('assigned');
      }
      return log;
    case 'shelve': {
      const most = model.priority === 'critical' ? 1_800 : 28_800;
      if (onShelf || deed.seconds < 60 || deed.seconds > most) return false;
      model.shelvedUntil = now + deed.seconds * 1_000;
      model.seen = false;
      say('shelved');
      return log;
    }
    case 'unshelve':
      if (!onShelf) return false;
      offShelf('unshelved');
      return log;
  }
}

export const PEOPLE = [1, 2, 3].map((id) => ({ id, name: `person ${id}` }));
const person = fc.constantFrom(...PEOPLE);

/** Deeds of people, of the board and of the clock. */
export const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constantFrom('acknowledge', 'take', 'release', 'unshelve'), by: person }),
  fc.record({ do: fc.constant('assign'), by: person, to: person }),
  fc.record({
    do: fc.constant('shelve'),
    by: person,
    seconds: fc.constantFrom(1, 59, 60, 600, 1_800, 1_801, 28_800, 28_801),
    reason: fc.constant('works'),
  }),
  fc.record({ do: fc.constant('hold'), value: fc.integer(), limit: fc.constant(3) }),
  fc.record({ do: fc.constant('calm') }),
  fc.record({ do: fc.constant('clock') }),
) as fc.Arbitrary<Deed>;

/** Milliseconds that the clock moves on, now and then back. */
export const anyStep = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0, 500, 59_000, 60_000, 120_000, 900_000, 1_900_000, 30_000_000) },
  { weight: 1, arbitrary: fc.constantFrom(-1_000, -3_600_000) },
);
