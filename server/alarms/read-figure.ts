import type { Test } from './rule.ts';

/** What stands at a path; `undefined` where there is nothing. `*` adds up numbers over an array. */
export function valueAt(thing: unknown, path: string): unknown {
  return follow(thing, path.split('.'));
}

function follow(thing: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return thing;
  if (step === '*') {
    if (!Array.isArray(thing)) return undefined;
    const numbers = thing.map((each) => follow(each, rest));
    return numbers.every((each) => typeof each === 'number')
      ? numbers.reduce((sum, each) => sum + each, 0)
      : undefined;
  }
  if (typeof thing !== 'object' || thing === null || !Object.hasOwn(thing, step)) return undefined;
  return follow((thing as Record<string, unknown>)[step], rest);
}

/**
 * The number at a path, or the seconds since (`age`) or until the instant there; `null`: there is none, which is neither
 * above nor below anything.
 * @param now milliseconds since the Unix epoch
 */
export function numberAt(
  thing: unknown,
  path: string,
  as: 'age' | 'until' | undefined,
  now: number,
): number | null {
  const value = valueAt(thing, path);
  if (as === undefined) return typeof value === 'number' && Number.isFinite(value) ? value : null;
  const at = instantAt(thing, path);
  if (at === null) return null;
  return (as === 'age' ? now - at : at - now) / 1_000;
}

/** The instant at a path, in milliseconds since the Unix epoch. */
export function instantAt(thing: unknown, path: string): number | null {
  const value = valueAt(thing, path);
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isFinite(at) ? at : null;
}

export function textAt(thing: unknown, path: string | undefined): string | null {
  const value = path === undefined ? undefined : valueAt(thing, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Whether all tests hold. One of a figure that is not there does not, unless it asks for `null`. */
export function passes(thing: unknown, tests: readonly Test[] | undefined, now: number): boolean {
  return (tests ?? []).every((test) => {
    if ('in' in test) return test.in.some((each) => each === (valueAt(thing, test.field) ?? null));
    if ('notIn' in test) return !test.notIn.some((each) => each === (valueAt(thing, test.field) ?? null));
    const number = numberAt(thing, test.field, test.as, now);
    return number !== null && number >= (test.atLeast ?? -Infinity) && number <= (test.atMost ?? Infinity);
  });
}
