import { arrival } from './arrival.ts';
import { bulletin } from './bulletin.ts';
import { declaration } from './declaration.ts';
import type { DefinedEvent, Label } from './definition.ts';
import { indicator } from './indicator.ts';
import { lead } from './lead.ts';
import { seizure } from './seizure.ts';
import { station } from './station.ts';
import { verdict } from './verdict.ts';

/**
 * Every type of event that states what happened, in the order in which a past is played again and taken back: what others are
 * matched with comes before them. Beside them there is the correction, which changes what they have stated.
 */
export const EVENTS = {
  lead,
  seizure,
  declaration,
  bulletin,
  indicator,
  station,
  arrival,
  verdict,
} as const;

/** A table of events, and its rows. */
export type EventStream = keyof typeof EVENTS;
export const EVENT_STREAMS = Object.keys(EVENTS) as EventStream[];
/** Of any of them. */
export const definitionOf = (stream: EventStream): DefinedEvent => EVENTS[stream];

/** What an event of a type is called, as `border.arrival.v1`; its type where it is unknown. */
export function nameOfType(type: string): Label {
  if (type === 'border.correction.v1') return { ko: '정정', en: 'Correction' };
  const stream = EVENT_STREAMS.find((each) => EVENTS[each].type === type);
  return stream === undefined ? { ko: type, en: type } : EVENTS[stream].one;
}
