import type { BorderEvent } from '../server/contract/events.ts';
import { feedOfEvent, recorded, type Due } from './event.ts';
import type { FeedName } from './feeds.ts';

/** One event on its way, with what the server must make of it. */
export interface Line {
  feed: FeedName;
  /** JSON, or in a stream what only pretends to be. */
  text: string;
  expect: 'accepted' | 'duplicate' | 'rejected';
  /** What counts once it is accepted; `null` for repetitions and for what is refused. */
  event: BorderEvent | null;
  /** The event that `event` corrects, where it corrects an arrival or a verdict. */
  target?: BorderEvent;
}

export function lineOf(event: BorderEvent): Line {
  return { feed: feedOfEvent(event), text: JSON.stringify(event), expect: 'accepted', event };
}

/** Of the past, with the time at which it was recorded. */
export function recordedLine(due: Due): Line {
  const event = recorded(due);
  return { feed: feedOfEvent(event), text: JSON.stringify(event), expect: 'accepted', event };
}
