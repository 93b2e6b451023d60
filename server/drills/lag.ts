/** Classes of milliseconds: a day of steps takes no more room than a minute of them. */
const LONGEST_MS = 60_000;

/** From the first commit of a step until all of it is on the board, in real milliseconds: how far a board is behind. */
export class Lag {
  readonly #counts = new Uint32Array(LONGEST_MS + 1);
  #steps = 0;

  take(ms: number): void {
    const at = Math.min(LONGEST_MS, Math.max(0, Math.round(ms)));
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#steps++;
  }

  /** For the log of a drill. */
  get figures(): { p50Ms: number; p95Ms: number; maxMs: number; steps: number } {
    return { p50Ms: this.#at(0.5), p95Ms: this.#at(0.95), maxMs: this.#at(1), steps: this.#steps };
  }

  #at(share: number): number {
    let left = Math.ceil(this.#steps * share);
    for (let ms = 0; ms <= LONGEST_MS; ms++) {
      left -= this.#counts[ms] ?? 0;
      if (left <= 0) return ms;
    }
    return LONGEST_MS;
  }
}
