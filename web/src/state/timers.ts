export type Cancel = () => void;

/** Passed to whatever waits, so that tests own the time. */
export interface Timers {
  /** Milliseconds since some fixed moment; never steps, whatever happens to the client's clock. */
  now(): number;
  after(ms: number, run: () => void): Cancel;
}

export const browserTimers: Timers = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Runs again and again; a run that throws does not end the row. */
export function every(timers: Timers, ms: number, run: () => void): Cancel {
  let cancel = timers.after(ms, turn);
  function turn() {
    cancel = timers.after(ms, turn);
    run();
  }
  return () => cancel();
}
