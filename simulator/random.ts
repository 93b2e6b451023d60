import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Uniform numbers in [0, 1). */
export type Random = () => number;

const TWO_32 = 0x1_0000_0000;

/** murmur3's finaliser: every bit of the input moves every bit of the result. */
function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Unsigned 32-bit hash of a text: FNV-1a, finished by murmur3's mixer. */
export function hashOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return scramble(h);
}

/** A key below `key`, one for each `counter`: unsigned 32 bits. */
export function subkey(key: number, counter: number): number {
  return scramble(Math.imul(key ^ scramble(counter + 1), 0x9e3779b1));
}

/**
 * The draw number `counter` under `key`, in [0, 1). Unlike a sequence it can be asked in any order, so that
 * traffic can be joined at any instant without generating what came before (7 ns a draw on Node 20).
 */
export function drawAt(key: number, counter: number): number {
  return subkey(key, counter) / TWO_32;
}

/** A sequence of its own for everything that has a name. */
export function randomOf(...labels: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(hashOf(labels.join('|')) | 0);
  return () => (generator.next() >>> 0) / TWO_32;
}

export type Weighted<T> = readonly (readonly [value: T, weight: number])[];

/** The value at `draw` in [0, 1), each as likely as its weight says. Throws when there are none. */
export function pickWeighted<T>(choices: Weighted<T>, draw: number): T {
  let rest = draw * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  return lastOf(choices)[0];
}

/** The value at `draw` in [0, 1), all equally likely. Throws when there are none. */
export function pick<T>(choices: readonly T[], draw: number): T {
  return choices[Math.floor(draw * choices.length)] ?? lastOf(choices);
}

function lastOf<T>(choices: readonly T[]): T {
  const last = choices.at(-1);
  if (last === undefined) throw new RangeError('nothing to pick from');
  return last;
}

/** Fisher–Yates, on a copy. */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const held = result[i] as T;
    result[i] = result[j] as T;
    result[j] = held;
  }
  return result;
}
