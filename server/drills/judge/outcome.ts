import type { Verdict } from '../../contract/drill-rest.ts';
import type { Words } from '../../contract/scenario.ts';

export type EvidenceLine = Verdict['evidence'][number];

/** What became of a criterion. */
export interface Outcome {
  passed: boolean;
  /** Whatever still happens in the drill, it stays so. */
  final: boolean;
  evidence: EvidenceLine[];
}

/** A line of evidence. @param at milliseconds since the Unix epoch */
export function line(
  what: Words,
  value: string | number | null = null,
  at: number | string | null = null,
): EvidenceLine {
  return {
    what,
    at: typeof at === 'number' ? new Date(at).toISOString() : at,
    value: value === null ? null : String(value),
  };
}

/** Nothing was recorded that it could be judged by: it has not passed. */
export function unrecorded(what: Words): Outcome {
  return { passed: false, final: false, evidence: [line(what)] };
}

/** `12 s`, `3 min 20 s`. @param ms milliseconds */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 100) / 10;
  if (Math.abs(seconds) < 120) return `${seconds} s`;
  const minutes = Math.trunc(seconds / 60);
  const rest = Math.round(Math.abs(seconds) % 60);
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

interface Bounds {
  equals?: number;
  atLeast?: number;
  atMost?: number;
}

/** Whether a figure is what was asked for. Sums of fractions are held to a millionth. */
export function within(value: number, { atLeast, atMost, equals }: Bounds): boolean {
  return (
    (equals === undefined || Math.abs(value - equals) < 1e-6) &&
    (atLeast === undefined || value >= atLeast - 1e-6) &&
    (atMost === undefined || value <= atMost + 1e-6)
  );
}

export function boundsText({ atLeast, atMost, equals }: Bounds): string {
  return [
    ...(equals === undefined ? [] : [`= ${equals}`]),
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}`]),
    ...(atMost === undefined ? [] : [`≤ ${atMost}`]),
  ].join(', ');
}
