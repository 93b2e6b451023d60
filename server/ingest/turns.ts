interface Line {
  /** The end of what went alone last. */
  alone: Promise<unknown>;
  /** The ends of what goes beside each other since. */
  beside: Set<Promise<unknown>>;
  /** How many are under way or wait. */
  members: number;
}

/** Work under one name goes beside each other, or alone: after all that came before it, and before all that comes after it. */
export class Turns {
  readonly #lines = new Map<string, Line>();

  async take<T>(name: string, how: 'beside' | 'alone', work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(name) ?? { alone: Promise.resolve(), beside: new Set(), members: 0 };
    this.#lines.set(name, line);
    line.members++;
    const { beside } = line;
    const before = how === 'alone' ? Promise.all([line.alone, ...beside]) : line.alone;
    const run = before.then(work);
    const end = run.then(
      () => undefined,
      () => undefined,
    );
    if (how === 'alone') Object.assign(line, { alone: end, beside: new Set() });
    else beside.add(end);
    try {
      return await run;
    } finally {
      beside.delete(end);
      if (--line.members === 0) this.#lines.delete(name);
    }
  }
}
