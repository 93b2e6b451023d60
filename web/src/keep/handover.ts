import { isState, type LastState } from './packed.ts';

const NAME = 'gwanje-handover';

/**
 * What a page leaves to the one that takes its place in the same tab, so that the first picture of that has figures in
 * it. Read at once, unlike what lies on the shelf, and once.
 */
export class Handover {
  readonly #store: () => Storage;
  readonly #key: string;

  /** @param key what the figures are of: others are not taken */
  constructor(store: () => Storage, key: string) {
    this.#store = store;
    this.#key = key;
  }

  leave(state: LastState | null): void {
    if (state === null) return;
    try {
      const { asOf, cells } = state;
      this.#store().setItem(NAME, JSON.stringify({ key: this.#key, asOf, cells: [...cells] }));
    } catch {
      // Too much, or forbidden: the next page finds its figures on the shelf.
    }
  }

  take(): LastState | null {
    try {
      const left: unknown = JSON.parse(this.#store().getItem(NAME) ?? 'null');
      this.#store().removeItem(NAME);
      if (!isState(left) || !('key' in left) || left.key !== this.#key) return null;
      return { asOf: left.asOf, cells: new Map(left.cells) };
    } catch {
      return null;
    }
  }
}
