import type { Stream } from './traffic.ts';

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
  }));
}
