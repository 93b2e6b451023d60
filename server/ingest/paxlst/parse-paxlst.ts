import { atOnce, type Steps } from '../slices.ts';
import { tokenizeEdifact, type Segment } from './edifact.ts';
import { readMessage } from './read-message.ts';
import type { PassengerList, PaxlstResult } from './types.ts';
import { clean } from './values.ts';

/** A full flight is split into about ten messages; this bounds what a hostile text can make us answer. */
const MAX_MESSAGES = 1_000;

/**
 * Reads the passenger and crew lists out of UN/EDIFACT PAXLST text (D.97B to D.21A, one or more
 * interchanges). Pure; never throws; linear in the text's length. What disagrees or is missing is
 * taken with a warning. Not ok when there is no PAXLST message, or when none of them has a
 * readable leg. No name, birth date, document, contact or reference of a person is kept, and no
 * answer repeats free text of the message.
 */
export function parsePaxlst(text: string): PaxlstResult {
  return atOnce(readPaxlst(text));
}

/** The same in steps: 4 MiB took up to 3 s. */
export function* readPaxlst(text: string): Steps<PaxlstResult> {
  const { segments, warnings } = yield* tokenizeEdifact(text);
  if (segments.length === 0) return { ok: false, path: 'text', reason: 'no EDIFACT segment was found' };
  const { messages, total } = splitMessages(segments);
  if (total === 0) return { ok: false, path: 'UNH', reason: 'no UNH message header was found' };
  const lists: PassengerList[] = [];
  let others = 0;
  for (const { path, type, segments: own } of messages) {
    if (type === 'PAXLST') lists.push(yield* readMessage(own, path));
    else others += 1;
  }
  if (lists.length === 0) return { ok: false, path: 'UNH[1]', reason: 'no message is of type PAXLST' };
  if (lists.every(({ legs }) => legs.length === 0)) {
    return {
      ok: false,
      path: `${messages.find(({ type }) => type === 'PAXLST')?.path}/TDT`,
      reason: 'no leg could be read',
    };
  }
  if (others > 0) {
    warnings.push({
      code: 'other-message-type',
      path: 'UNH',
      reason: `${others} messages of another type were passed over`,
    });
  }
  if (total > messages.length) {
    warnings.push({
      code: 'too-many-messages',
      path: 'UNH',
      reason: `only the first ${MAX_MESSAGES} messages were read`,
    });
  }
  return { ok: true, lists, warnings };
}

interface Message {
  path: string;
  /** UNH S009/0065; the group's (UNG 0038) where UNH leaves it out. */
  type: string;
  segments: Segment[];
}

/** Cuts at UNH and UNT; a message without UNT ends where the next envelope segment begins. */
function splitMessages(segments: readonly Segment[]): { messages: Message[]; total: number } {
  const messages: Message[] = [];
  let total = 0;
  let groupType = '';
  let current: Message | null = null;
  for (const segment of segments) {
    const { tag, elements } = segment;
    if (tag === 'UNB' || tag === 'UNG' || tag === 'UNE' || tag === 'UNZ') {
      groupType = tag === 'UNG' ? clean(elements[0]?.[0]) : '';
      current = null;
    } else if (tag === 'UNH') {
      total += 1;
      current = null;
      if (messages.length === MAX_MESSAGES) continue;
      const type = clean(elements[1]?.[0]) || groupType;
      current = { path: `UNH[${total}]`, type, segments: [segment] };
      messages.push(current);
    } else if (current !== null) {
      current.segments.push(segment);
      if (tag === 'UNT') current = null;
    }
  }
  return { messages, total };
}
