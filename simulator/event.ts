import type {
  Arrival,
  BorderEvent,
  CorrectableType,
  Correction,
  DataOf,
  EventType,
  Seizure,
  Verdict,
} from '../server/contract/events.ts';
import { feedOf, type FeedName } from './feeds.ts';
import { iso } from './kst.ts';

/** An event and when it is told: at `dueAtMs`, on the server's clock. */
export interface Due {
  dueAtMs: number;
  event: BorderEvent;
}

function event(
  type: EventType,
  source: string,
  id: string,
  atMs: number,
  data: BorderEvent['data'],
): BorderEvent {
  return { specversion: '1.0', id, source, type, time: iso(atMs), data };
}

export function arrivalEvent(source: string, id: string, atMs: number, data: Arrival): BorderEvent {
  return event('border.arrival.v1', source, id, atMs, data);
}

export function verdictEvent(source: string, id: string, atMs: number, data: Verdict): BorderEvent {
  return event('border.verdict.v1', source, id, atMs, data);
}

export function seizureEvent(source: string, id: string, atMs: number, data: Seizure): BorderEvent {
  return event('border.seizure.v1', source, id, atMs, data);
}

export function correctionEvent(source: string, id: string, atMs: number, data: Correction): BorderEvent {
  return event('border.correction.v1', source, id, atMs, data);
}

/** A statement that is told at the instant of which it speaks. */
export function statement<T extends CorrectableType>(
  type: T,
  source: string,
  id: string,
  atMs: number,
  data: DataOf<T>,
): Due {
  return { dueAtMs: atMs, event: event(type, source, id, atMs, data) };
}

/** The same event, told later by a feed that may say when it became known. Its identity stays as it was. */
export function recorded(due: Due): BorderEvent {
  return { ...due.event, recordedtime: iso(due.dueAtMs) };
}

export function feedOfEvent(of: BorderEvent): FeedName {
  return feedOf(of.source);
}
