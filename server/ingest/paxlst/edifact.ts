import type { Steps } from '../slices.ts';
import { findHeader, type Header, type Separators } from './separators.ts';
import type { Warning } from './types.ts';
import { createWarningList, type WarningList } from './warning-list.ts';

/** One segment: `NAD+FL+++A:B'` has the elements `[['FL'], [''], [''], ['A', 'B']]`. */
export interface Segment {
  /** Three capital letters. */
  tag: string;
  /** Elements, each a list of components, the tag left out. Values are not trimmed. */
  elements: string[][];
  /** Offset of the tag in the text, in UTF-16 units. */
  offset: number;
}

/**
 * A full wide-body is about 500 travellers of 15 segments: this is 25 of them in one text. What is
 * passed over counts too: 1 MB of the shortest possible segments took 0.3 s without this bound.
 */
const MAX_SEGMENTS = 200_000;
/** The longest segment the standard allows (FTX) is about 2,700 characters. */
const MAX_SEGMENT_CHARS = 5_000;
/** Bounds the work on a text of nothing but headers, each of which starts the reading anew. */
const MAX_INTERCHANGES = 1_000;

const isControl = (code: number): boolean => code < 0x20 || code === 0x7f;
/** Control bytes worth a warning: all but tab, line feed and carriage return. */
const isDropped = (code: number): boolean => isControl(code) && code !== 9 && code !== 10 && code !== 13;

/**
 * Cuts UN/EDIFACT text (ISO 9735 syntax 1 to 4) into segments. Takes the separators from UNA, or
 * from the header itself; passes over what stands before, between and after interchanges, line
 * ends inside segments and control bytes. Linear in the text's length; never throws.
 */
export function* tokenizeEdifact(text: string): Steps<{ segments: Segment[]; warnings: Warning[] }> {
  const warnings = createWarningList();
  const segments: Segment[] = [];
  const budget = { segments: MAX_SEGMENTS };
  let end = 0;
  let count = 0;
  let header = findHeader(text, 0);
  if (header === null) warnings.add('no-interchange', 'text', 'no UNA, UNB, UNG or UNH header was found');
  while (header !== null) {
    if (hasText(text, end, header.start)) {
      const where = count === 0 ? 'before' : 'between';
      warnings.add(`text-${where}-interchange`, 'text', 'characters outside an interchange were passed over');
    }
    if (++count > MAX_INTERCHANGES) {
      warnings.add(
        'too-many-interchanges',
        'text',
        `only the first ${MAX_INTERCHANGES} interchanges were read`,
      );
      break;
    }
    if (header.inferred) warnings.add('separators-inferred', 'UNA', 'separators were read off the header');
    end = yield* readInterchange(text, header, segments, budget, warnings);
    if (budget.segments <= 0) {
      warnings.add('too-many-segments', 'text', `only the first ${MAX_SEGMENTS} segments were read`);
      break;
    }
    header = end < text.length ? findHeader(text, end) : null;
    if (header === null && hasText(text, end, text.length)) {
      warnings.add(
        'text-after-interchange',
        'text',
        'characters after the last interchange were passed over',
      );
    }
  }
  return { segments, warnings: warnings.list() };
}

/** Appends the segments up to UNZ, the next interchange or the end; the offset where it stopped. */
function* readInterchange(
  text: string,
  header: Header,
  segments: Segment[],
  budget: { segments: number },
  warnings: WarningList,
): Steps<number> {
  const terminator = header.separators.terminator.charCodeAt(0);
  let at = header.body;
  let first = true;
  while (budget.segments > 0) {
    let controls = 0;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code !== terminator && code > 0x20) break;
      if (code !== terminator && isDropped(code)) controls += 1;
    }
    if (at >= text.length) break;
    budget.segments -= 1;
    yield;
    const raw = readSegment(text, at, header.separators);
    const offset = at;
    at = raw.end;
    if (raw.controls > 0)
      warnings.add('control-bytes', 'text', 'control bytes inside a segment were dropped');
    const tag = (raw.elements[0]?.[0] ?? '').trim();
    if (!/^[A-Z]{3}$/.test(tag) || tag === 'UNA') {
      // Perhaps the UNZ is missing and another interchange begins in here, cut its own way.
      const next = findHeader(text, Math.max(offset, header.start + 1), raw.end);
      if (next !== null && next.start > header.body) return next.start;
      warnings.add('not-a-segment', 'text', 'text that begins with no segment tag was passed over');
      continue;
    }
    if (raw.overlong)
      warnings.add('segment-too-long', 'text', `only its first ${MAX_SEGMENT_CHARS} characters were read`);
    if (!raw.terminated) warnings.add('segment-unterminated', 'text', 'the last segment has no terminator');
    if (first && tag !== 'UNB') warnings.add('unb-missing', 'UNB', 'the interchange has no UNB header');
    first = false;
    segments.push({ tag, elements: raw.elements.slice(1), offset });
    if (tag === 'UNZ') break;
  }
  return at;
}

interface RawSegment {
  elements: string[][];
  end: number;
  terminated: boolean;
  overlong: boolean;
  controls: number;
}

function readSegment(text: string, start: number, separators: Separators): RawSegment {
  const component = separators.component.charCodeAt(0);
  const element = separators.element.charCodeAt(0);
  const terminator = separators.terminator.charCodeAt(0);
  const release = separators.release === null ? -1 : separators.release.charCodeAt(0);
  let components: string[] = [];
  const elements = [components];
  const limit = Math.min(text.length, start + MAX_SEGMENT_CHARS);
  let [value, from, controls, at] = ['', start, 0, start];
  for (; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === component || code === element || code === terminator) {
      components.push(value + text.slice(from, at));
      if (code === terminator) return { elements, end: at + 1, terminated: true, overlong: false, controls };
      if (code === element) elements.push((components = []));
      value = '';
      from = at + 1;
    } else if (code === release || isControl(code)) {
      value += text.slice(from, at);
      from = at + 1;
      // A line may be broken between the release character and what it releases.
      if (code === release) {
        while (isControl(text.charCodeAt(from)) && from < limit) from += 1;
        at = from;
      } else if (isDropped(code)) controls += 1;
    }
  }
  at = Math.min(at, text.length);
  components.push(value + text.slice(from, at));
  if (at >= text.length) return { elements, end: text.length, terminated: false, overlong: false, controls };
  const rest = text.indexOf(separators.terminator, at);
  return {
    elements,
    end: rest === -1 ? text.length : rest + 1,
    terminated: rest !== -1,
    overlong: true,
    controls,
  };
}

/** Whether anything but white space (the byte order mark counts as such) stands in the range. */
function hasText(text: string, from: number, to: number): boolean {
  return /\S/.test(text.slice(from, to));
}
