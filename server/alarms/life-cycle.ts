import { MOST_ESCALATIONS, SHELF_SECONDS, type AlarmEventName } from '../contract/alarm-rest.ts';
import type { AlarmStanding, Person } from '../db/queries/alarm-rows.ts';

/** What is done to an alarm: by a person, by the board (`hold`, `calm`: its condition holds, or does not), by the clock. */
export type Deed =
  | { do: 'acknowledge' | 'take' | 'release' | 'unshelve'; by: Person }
  | { do: 'assign'; by: Person; to: Person }
  | { do: 'shelve'; by: Person; seconds: number; reason: string }
  | { do: 'hold'; value: number | null; limit: number | null; instant: number | null }
  | { do: 'calm' }
  | { do: 'clock' };

/** How it stands then, and what the log says. Nothing in the log: nothing changed, or nothing that anybody must know. */
export interface Done {
  standing: AlarmStanding;
  /** `own`: it is the person's deed; else what follows of itself. */
  events: { event: AlarmEventName; own: boolean }[];
}
/** The deed cannot be done to an alarm that stands so. */
export interface Denied {
  denied: string;
  /** Whose it is, where that is why. */
  owner: Person | null;
  /** What was asked for is wrong in itself, however the alarm stands. */
  never: boolean;
}

/**
 * The life of an alarm (ISA-18.2). Pure.
 * - What comes back by itself comes back unacknowledged.
 * - Who takes it has seen it. Only its owner releases it; whoever may act can assign it, also away from its owner.
 * - A shelf has an end. Until then the board may come and go; at its end an alarm that holds is unacknowledged, and one
 *   that does not has been seen: it ends.
 * - The clock passes on what holds and is not seen, or is in nobody's hands; every deed gives it the whole time again.
 * @param now milliseconds since the Unix epoch
 */
export function transition(from: AlarmStanding, deed: Deed, now: number): Done | Denied {
  switch (deed.do) {
    case 'hold':
      return hold(from, deed, now);
    case 'calm':
      return calm(from, now);
    case 'clock':
      return clock(from, now);
    default:
      return from.state === 'ended' ? denied('it has ended') : byPerson(from, deed, now);
  }
}

type PersonsDeed = Extract<Deed, { by: Person }>;

function byPerson(from: AlarmStanding, deed: PersonsDeed, now: number): Done | Denied {
  const { owner, state } = from;
  switch (deed.do) {
    case 'acknowledge':
      return acknowledge(from, deed.by, now);
    case 'take':
      if (owner !== null && owner.id !== deed.by.id) return denied(`${owner.name} has it`, owner);
      if (owner !== null && state !== 'unacknowledged') return { standing: from, events: [] };
      if (state === 'returned') return denied('it no longer holds: acknowledge it');
      return take(from, deed.by, now);
    case 'release':
      if (owner === null) return denied('nobody has it');
      if (owner.id !== deed.by.id) return denied(`${owner.name} has it`, owner);
      return own(armed({ ...from, owner: null }, now), 'released');
    case 'assign':
      if (state === 'returned') return denied('it no longer holds: acknowledge it');
      if (owner?.id === deed.to.id) return { standing: from, events: [] };
      return own(armed({ ...from, owner: deed.to }, now), 'assigned');
    case 'shelve':
      return shelve(from, deed, now);
    case 'unshelve':
      return state === 'shelved' ? offShelf(from, 'unshelved', true, now) : denied('it is not on the shelf');
  }
}

function acknowledge(from: AlarmStanding, by: Person, now: number): Done | Denied {
  const acknowledged = { by, at: now };
  switch (from.state) {
    case 'unacknowledged':
      return own(armed({ ...from, state: 'acknowledged', acknowledged }, now), 'acknowledged');
    case 'returned':
      return {
        standing: ended({ ...from, acknowledged }, now),
        events: [
          { event: 'acknowledged', own: true },
          { event: 'ended', own: false },
        ],
      };
    case 'acknowledged':
      return denied(`${from.acknowledged?.by.name ?? 'somebody'} has acknowledged it`);
    default:
      return denied('it is on the shelf');
  }
}

function take(from: AlarmStanding, by: Person, now: number): Done {
  const taken: AlarmStanding = { ...from, owner: by };
  const events: Done['events'] = from.owner === null ? [{ event: 'taken', own: true }] : [];
  if (from.state !== 'unacknowledged') return { standing: armed(taken, now), events };
  const seen: AlarmStanding = { ...taken, state: 'acknowledged', acknowledged: { by, at: now } };
  return { standing: armed(seen, now), events: [{ event: 'acknowledged', own: true }, ...events] };
}

function shelve(
  from: AlarmStanding,
  { by, reason, seconds }: Extract<Deed, { do: 'shelve' }>,
  now: number,
): Done | Denied {
  if (from.state === 'shelved') return denied('it is on the shelf');
  const most = from.priority === 'critical' ? SHELF_SECONDS.mostCritical : SHELF_SECONDS.most;
  if (seconds < SHELF_SECONDS.least || seconds > most) {
    return { ...denied(`it may be shelved for ${SHELF_SECONDS.least} to ${most} seconds`), never: true };
  }
  const shelf = { by, reason, until: now + seconds * 1_000 };
  return own(armed({ ...from, state: 'shelved', shelf, acknowledged: null }, now), 'shelved');
}

function offShelf(
  from: AlarmStanding,
  event: 'unshelved' | 'shelf-ended',
  byPerson: boolean,
  now: number,
): Done {
  const events: Done['events'] = [{ event, own: byPerson }];
  const back: AlarmStanding = { ...from, shelf: null };
  if (from.holds) return { standing: anew(back, now), events };
  return { standing: ended(back, now), events: [...events, { event: 'ended', own: false }] };
}

function hold(
  from: AlarmStanding,
  { instant, limit, value }: Extract<Deed, { do: 'hold' }>,
  now: number,
): Done {
  if (from.holds || from.state === 'ended') return { standing: from, events: [] };
  const again: AlarmStanding = {
    ...from,
    ...{ holds: true, raisedAt: now, raisedValue: value, value, valuedAt: now, limit, instant },
  };
  if (from.state === 'shelved') return { standing: again, events: [] };
  return { standing: anew(again, now), events: [{ event: 'raised-again', own: false }] };
}

function calm(from: AlarmStanding, now: number): Done {
  if (!from.holds) return { standing: from, events: [] };
  const over: AlarmStanding = { ...from, holds: false };
  switch (from.state) {
    case 'unacknowledged':
      return {
        standing: armed({ ...over, state: 'returned' }, now),
        events: [{ event: 'returned', own: false }],
      };
    case 'acknowledged':
      return { standing: ended(over, now), events: [{ event: 'ended', own: false }] };
    default:
      return { standing: over, events: [] };
  }
}

function clock(from: AlarmStanding, now: number): Done {
  if (from.shelf !== null && now >= from.shelf.until) return offShelf(from, 'shelf-ended', false, now);
  if (from.escalateAt === null || now < from.escalateAt) return { standing: from, events: [] };
  const standing = armed({ ...from, escalations: from.escalations + 1 }, now);
  return { standing, events: [{ event: 'escalated', own: false }] };
}

/** Unacknowledged, as if it were new. */
function anew(from: AlarmStanding, now: number): AlarmStanding {
  return armed({ ...from, state: 'unacknowledged', acknowledged: null, escalations: 0 }, now);
}

function ended(from: AlarmStanding, now: number): AlarmStanding {
  return { ...from, state: 'ended', endedAt: now, escalateAt: null };
}

/** The clock is wound where somebody is missing. */
export function armed(from: AlarmStanding, now: number): AlarmStanding {
  const missing = from.state === 'unacknowledged' || (from.state === 'acknowledged' && from.owner === null);
  const wound = missing && from.escalateMs !== null && from.escalations < MOST_ESCALATIONS;
  return { ...from, escalateAt: wound ? now + (from.escalateMs ?? 0) : null };
}

function own(standing: AlarmStanding, event: AlarmEventName): Done {
  return { standing, events: [{ event, own: true }] };
}

function denied(why: string, owner: Person | null = null): Denied {
  return { denied: why, owner, never: false };
}
