/** One stream of ordinary traffic. */
export interface Stream {
  seed: string;
  /** In ids, so that events of several streams do not meet: '' for the first. */
  tag: string;
  /** Share of conveyances kept, 0 to 1. Units and verdicts go with their conveyance, so all shrink alike. */
  share: number;
  /** Place among the streams of a rate, from 0. What exists once, such as operations and programmes, the first tells. */
  number: number;
  /** Whether it tells leads, declarations, gate teams and cases other than drugs, too. */
  desks: boolean;
  /** Whether it tells the state of stations, which are the same equipment at any rate. */
  equipment: boolean;
}

/** The seed whose events carry no tag: what everyone sees who gives none. */
export const DEFAULT_SEED = '1';

/**
 * The streams that make `rate` times ordinary traffic: no clock runs faster, there is more at a time. The last one is
 * thinned to what is left of the rate.
 */
export function streamsOf(seed: string, rate: number): Stream[] {
  return Array.from({ length: Math.ceil(rate) }, (_, index) => ({
    seed: index === 0 ? seed : `${seed}.${index}`,
    tag: index > 0 ? `~${seed}.${index}` : seed === DEFAULT_SEED ? '' : `~${seed}`,
    share: Math.min(1, rate - index),
    number: index,
    desks: true,
    equipment: index === 0,
  }));
}
