/** Shares of events, 0 to 1, to which something happens. */
export interface FaultMix {
  /** Told twice. */
  duplicates: number;
  /** Told after up to {@link HELD_AT_MOST} later events. */
  disorder: number;
  /** Happened up to two days before they are told. */
  late: number;
  /** By a clock nine hours off: half ahead (refused), half behind (late, but valid). */
  skew: number;
  /** Accompanied by something that is no valid event. */
  malformed: number;
  /** Corrected: amended, retracted, amended twice, or corrected before they are told. */
  corrections: number;
}

export const HELD_AT_MOST = 500;
export const NO_FAULTS: FaultMix = {
  duplicates: 0,
  disorder: 0,
  late: 0,
  skew: 0,
  malformed: 0,
  corrections: 0,
};

/** What one number means: this part of it for each kind. */
const PARTS: FaultMix = {
  duplicates: 0.3,
  disorder: 0.3,
  late: 0.1,
  skew: 0.05,
  malformed: 0.15,
  corrections: 0.1,
};

/** Reads `0.05` or `duplicates=0.02,skew=0.002`. Throws a RangeError that says what is wrong. */
export function readFaultMix(text: string): FaultMix {
  const mix = { ...NO_FAULTS };
  const names = Object.keys(mix) as (keyof FaultMix)[];
  if (/^[\d.]+$/.test(text)) {
    const share = readShare(text);
    for (const name of names) mix[name] = PARTS[name] * share;
    return mix;
  }
  for (const part of text.split(',')) {
    const [name = '', share = ''] = part.trim().split('=');
    const known = names.find((each) => each === name);
    if (!known) throw new RangeError(`no fault is called "${name}"; there are ${names.join(', ')}`);
    mix[known] = readShare(share);
  }
  return mix;
}

function readShare(text: string): number {
  const share = Number(text);
  if (text === '' || !(share >= 0 && share <= 1)) throw new RangeError(`"${text}" is no share from 0 to 1`);
  return share;
}
