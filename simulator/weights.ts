import { randomLogNormal } from 'd3-random';
import { CAP_GRAMS, MEDIAN_GRAMS, SIGMA } from './data/seizures.ts';
import type { Random } from './random.ts';

/** Weights of cases in grams, not rounded: lognormal and capped, figures in data/seizures.ts. */
export function caseWeights(random: Random): () => number {
  const lognormal = randomLogNormal.source(random)(Math.log(MEDIAN_GRAMS), SIGMA);
  return () => Math.min(lognormal(), CAP_GRAMS);
}
