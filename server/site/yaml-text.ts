import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Parser,
  visit,
  type CST,
  type Document,
  type Node,
  type Pair,
} from 'yaml';

/** What is wrong with a text, and where. */
export interface TextFault {
  /** From 1. */
  line: number;
  /** JSON pointer. */
  path: string;
  reason: string;
}

/** A text of YAML, or of JSON, which is YAML: its value, and on which line stands what. */
export interface ReadText {
  value: unknown;
  /** @param path keys and places from the whole on; of what is not there the line of what should hold it; from 1 */
  lineOf(path: readonly (string | number)[]): number;
}

/** What aliases stand for is counted as if it were written out, so that a short text does not become a long one. */
const MOST_ALIASES = 100;
/** The deepest scenario has nine, a site file six. The reader calls itself for each: 70,000 of them ended the process. */
const DEEPEST = 40;
/** Of one list or object. Keys of one object are compared in pairs: 40,000 of them took 24 s. */
const MOST_ITEMS = 1_000;
const MOST_FAULTS = 20;

/** Never throws, whatever the text. @param longest in characters */
export function readText(text: string, longest: number): ReadText | { faults: TextFault[] } {
  const whole = (line: number, reason: string) => ({ faults: [{ line, path: '/', reason }] });
  if (text.length > longest) return whole(1, `is longer than ${longest} characters`);
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  try {
    const excess = excessOf(text);
    const document = excess ?? parseDocument(text, { lineCounter: lines, prettyErrors: false });
    if ('reason' in document) return whole(1, document.reason);
    if (document.errors.length > 0) {
      const faults = document.errors.slice(0, MOST_FAULTS).map(({ message, pos }) => {
        return { line: lineAt(pos[0]), path: '/', reason: `cannot be read: ${message}` };
      });
      return { faults };
    }
    const astray = aliasOfNothing(document);
    if (astray !== null) return whole(lineAt(astray), 'cannot be read: an alias of nothing');
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    // One that holds itself has no end.
    if (JSON.stringify(value)?.length > 10 * longest) return whole(1, 'is too long, its aliases written out');
    return { value, lineOf: (path) => lineAt(offsetOf(document, path)) };
  } catch (error) {
    return whole(1, `cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`);
  }
}

/** What is too much for the reader, found without calling itself: `null`, nothing is. */
function excessOf(text: string): { reason: string } | null {
  for (const top of new Parser().parse(text)) {
    const open: { token: CST.Token; depth: number }[] = [{ token: top, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { depth, token } = next;
      if (depth > DEEPEST) return { reason: `is nested more than ${DEEPEST} deep` };
      if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
      if (!('items' in token)) continue;
      if (token.items.length > MOST_ITEMS) return { reason: `has a list of more than ${MOST_ITEMS}` };
      for (const { key, value } of token.items) {
        for (const each of [key, value]) if (each) open.push({ token: each, depth: depth + 1 });
      }
    }
  }
  return null;
}

function aliasOfNothing(document: Document): number | null {
  let offset: number | null = null;
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) !== undefined) return undefined;
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** Where what stands at a path begins: a value where it is, what holds others at its key. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  let node = resolved(document.contents, document);
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    const found = stepInto(node, step);
    if (found === null) break;
    node = resolved(found.value, document);
    const value = isScalar(node) && node.source !== '' ? node.range?.[0] : undefined;
    offset = value ?? found.at ?? offset;
  }
  return offset;
}

function stepInto(
  node: Node | null,
  step: string | number,
): { value: unknown; at: number | undefined } | null {
  if (isSeq(node)) {
    const value = node.items[Number(step)] as Node | undefined;
    return value === undefined ? null : { value, at: value.range?.[0] };
  }
  if (!isMap(node)) return null;
  const pairs = node.items as Pair<Node, Node | null>[];
  const pair = pairs.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair === undefined ? null : { value: pair.value, at: pair.key.range?.[0] };
}

function resolved(node: unknown, document: Document): Node | null {
  if (isAlias(node)) return resolved(node.resolve(document), document);
  return (node as Node | null | undefined) ?? null;
}
