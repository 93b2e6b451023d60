import { isUtf8 } from 'node:buffer';
import { Refusal } from './problems.ts';

/** What the routes take is never deeper than eight; the database would fail at some thousands. */
const MOST_DEPTH = 32;
/** Names through which a careless copy would reach what all objects share. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads a body of JSON. Throws a {@link Refusal} for what is no JSON, not UTF-8, or nested too deeply. */
export function readJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw notJson('is not UTF-8');
  if (deeperThan(body, MOST_DEPTH)) throw notJson(`is nested more than ${MOST_DEPTH} deep`);
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw notJson('is not JSON');
  }
}

/** As {@link readJson}, and no key in it may be one of an object's prototype. */
export function readPlainJson(body: Buffer): unknown {
  const value = readJson(body);
  const path = prototypeKey(value, '');
  if (path === null) return value;
  throw new Refusal(400, 'the body has a key that is not taken', [
    { path, reason: 'has a key of a prototype' },
  ]);
}

function notJson(reason: string): Refusal {
  return new Refusal(400, 'the body is not JSON as it is taken here', [{ path: '/', reason }]);
}

/** Where an object has such a key, as JSON pointer; `null` when none has. */
function prototypeKey(value: unknown, path: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (PROTOTYPE_KEYS.has(key)) return path === '' ? '/' : path;
    const found = prototypeKey(inner, `${path}/${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Before it is parsed: 4 MiB of brackets keep the parser busy for a third of a second, counting them for 5 ms. */
function deeperThan(json: Buffer, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (quoted) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > most) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}
