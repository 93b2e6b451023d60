/** What time it is, and how much of it passes. */
export interface Time {
  /** Whole milliseconds since the Unix epoch. It may be set: what is measured with it may be wrong. */
  now: () => number;
  /** Milliseconds of a clock that nobody sets: only differences mean something. */
  elapsed: () => number;
}
