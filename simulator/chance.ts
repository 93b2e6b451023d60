import { drawAt } from './random.ts';

/** A whole number with that mean, as even as whole numbers can be: one of its two neighbours. */
export function countOf(mean: number, draw: number): number {
  return Math.floor(mean + draw);
}

/** A number of Poisson's distribution, by inversion: for means up to about 20. */
export function poissonOf(mean: number, draw: number): number {
  let probability = Math.exp(-mean);
  let sum = probability;
  let count = 0;
  while (draw >= sum && count < 1_000) {
    count += 1;
    probability *= mean / count;
    sum += probability;
  }
  return count;
}

/** Standard normal, drawn under a key (Box and Muller); takes `counter` and the one after it. */
export function bell(key: number, counter: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - drawAt(key, counter)));
  return radius * Math.cos(2 * Math.PI * drawAt(key, counter + 1));
}
