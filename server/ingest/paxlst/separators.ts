/** The service characters of one interchange. `release` is null when none is in use. */
export interface Separators {
  component: string;
  element: string;
  release: string | null;
  terminator: string;
}

/** Where an interchange begins and how it is cut. */
export interface Header {
  /** Offset of its first character (the U of UNA, UNB, UNG or UNH). */
  start: number;
  /** Offset of its first segment after UNA. */
  body: number;
  separators: Separators;
  /** True when the text itself had to tell the separators and they are not the default ones. */
  inferred: boolean;
}

/** How far behind a header its separators are looked for, in characters; a UNB is below 300. */
const WINDOW = 1_000;

/** Words that only look like headers before a text is given up: 1 MB of `UNB+` took 0.2 s without. */
const MAX_REJECTED = 10_000;

const isWord = (char: string | undefined): boolean => char !== undefined && /^[A-Za-z0-9_]$/.test(char);

/** The information separators IS4 to IS1, which syntax level B (UNOB) uses. */
const isInformationSeparator = (char: string): boolean => char >= '\x1c' && char <= '\x1f';

const PUNCTUATION = new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^`{|}~');

const isSeparator = (char: string | undefined): char is string =>
  char !== undefined && (PUNCTUATION.has(char) || isInformationSeparator(char));

const isBlank = (char: string): boolean => (char <= ' ' && !isInformationSeparator(char)) || char === '\x7f';

/** Skips blanks, line ends and control bytes. */
function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charAt(at))) at += 1;
  return at;
}

const unbroken = (text: string): string => [...text].filter((char) => !isBlank(char)).join('');

/**
 * The first header at or after `from` that begins before `to`, or null. Reads each character a
 * bounded number of times; prose that merely contains the letters is passed over.
 */
export function findHeader(text: string, from: number, to: number = text.length): Header | null {
  // A slice, so that a short range costs what it is long and not what the text is long.
  const range = text.slice(from, Math.min(text.length, to));
  let rejected = 0;
  for (let at = range.indexOf('UN'); at !== -1; at = range.indexOf('UN', at + 1)) {
    if (isWord(range[at - 1] ?? text[from + at - 1])) continue;
    const header = readHeader(text, from + at);
    if (header !== null) return header;
    if (++rejected === MAX_REJECTED) return null;
  }
  return null;
}

function readHeader(text: string, start: number): Header | null {
  const tag = text.slice(start, start + 3);
  if (tag === 'UNA') return readUna(text, start);
  if (tag !== 'UNB' && tag !== 'UNG' && tag !== 'UNH') return null;
  const separators = inferSeparators(text.slice(start, start + WINDOW), tag);
  if (separators === null) return null;
  const { component, element, terminator } = separators;
  const inferred = component !== ':' || element !== '+' || terminator !== "'";
  return { start, body: start, separators, inferred };
}

/** UNA: component, element, decimal mark, release, reserved (or repetition), terminator. */
function readUna(text: string, start: number): Header | null {
  const service = text.slice(start + 3, start + 8);
  const [component, element, , release] = service;
  let at = start + 8;
  let terminator = text[at];
  // Some senders lose the blank in the fifth place, and with it the count to six.
  if (terminator === 'U' && isSeparator(service[4])) terminator = service[4];
  else if (terminator === '\r' || terminator === '\n') {
    // Either lines are the segments, or a mail gateway broke the line just here.
    at = skipBlank(text, at);
    if (isSeparator(text[at])) terminator = text[at++];
    else terminator = '\n';
  } else at += 1;
  if (!isSeparator(component) || !isSeparator(element) || terminator === undefined) return null;
  if (!isSeparator(terminator) && terminator !== '\n') return null;
  if (component === element || component === terminator || element === terminator) return null;

  const body = skipBlank(text, at);
  // Gateways that break lines at a fixed width break them inside the tag as well.
  const head = unbroken(text.slice(body, body + 16));
  if (!/^UN[BGH]/.test(head)) return null;
  if (head[3] !== element) {
    // The UNA does not speak of this interchange: believe the interchange.
    const header = readHeader(text, body);
    return header === null ? null : { ...header, start, inferred: true };
  }
  const used = [component, element, terminator];
  const kept = isSeparator(release) && !used.includes(release) ? release : null;
  return { start, body, separators: { component, element, release: kept, terminator }, inferred: false };
}

/** UNB+UNOA:4+…, UNG+PAXLST+…, UNH+ref+PAXLST:D:05B:UN+…: what tells a header from prose. */
const SHAPES = { UNB: /^[A-Z]{4}([^A-Za-z0-9])/, UNG: /^[A-Z]{6}$/, UNH: /^[A-Z]{6}([^A-Za-z0-9])/ };

/** Reads the separators off a header that has no UNA before it; null if it is no header. */
function inferSeparators(window: string, tag: 'UNB' | 'UNG' | 'UNH'): Separators | null {
  const element = window[skipBlank(window, 3)];
  if (!isSeparator(element)) return null;
  const parts = window.slice(0, 80).split(element, 3);
  const match = SHAPES[tag].exec(unbroken(parts[tag === 'UNH' ? 2 : 1] ?? ''));
  if (match === null) return null;
  const component = match[1] ?? ':';
  if (!isSeparator(component)) return null;
  if (component === element) return null;
  const terminator = inferTerminator(window, element, component);
  const release = [component, element, terminator].includes('?') ? null : '?';
  return { component, element, release, terminator };
}

/** The terminator is what stands before the next segment we know the name of. */
function inferTerminator(window: string, element: string, component: string): string {
  for (const tag of ['UNG', 'UNH', 'BGM']) {
    const at = window.indexOf(tag, 3);
    if (at === -1 || window[skipBlank(window, at + 3)] !== element) continue;
    const before = window.slice(0, at);
    const last = before.trimEnd().at(-1);
    if (isSeparator(last) && last !== element && last !== component) return last;
    if (/[\r\n]\s*$/.test(before.slice(-20))) return '\n';
  }
  return "'";
}
