/** Work under one name goes one after the other, in the order in which it came. */
export class Turns {
  readonly #ends = new Map<string, Promise<unknown>>();

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const run = (this.#ends.get(name) ?? Promise.resolve()).then(work);
    const end = run.then(
      () => undefined,
      () => undefined,
    );
    this.#ends.set(name, end);
    try {
      return await run;
    } finally {
      if (this.#ends.get(name) === end) this.#ends.delete(name);
    }
  }
}
