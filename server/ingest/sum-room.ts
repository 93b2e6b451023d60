import type { Stated } from '../db/queries/stated-sums.ts';

/** A part of what may be stated for a day, of which this server takes without asking. */
interface Share extends Omit<Stated, 'amount'> {
  left: number;
  /** How much is laid aside beyond what is wanted: a feed that sends single events asks once in a while. */
  block: number;
}

/** What is wanted of the sum of a day. */
export interface Want extends Stated {
  highestSum: number;
  /** As much of it as there was room for, once it was taken. */
  room: number;
}

/** Of the highest sum. At most twice as much of each day is lost to a server that ends, or is withheld from the others. */
const BLOCK = 1 / 1_000;
/** Shares that are kept; when there are more, what is left of them is given back. */
const MANY_SHARES = 1_000;

/**
 * The room below the highest sums of days. The database keeps it for all servers; each lays some of it aside in advance, so
 * that it seldom has to ask, and what it takes it takes at once, however many requests there are.
 */
export class SumRoom {
  readonly #shares = new Map<string, Share>();
  readonly #layAside: (stated: readonly Stated[]) => Promise<number[]>;

  constructor(layAside: (stated: readonly Stated[]) => Promise<number[]>) {
    this.#layAside = layAside;
  }

  /** Takes of each what is wanted, or as much as there is room for. */
  async take(wants: readonly Want[]): Promise<void> {
    const short: { want: Want; missing: number }[] = [];
    for (const want of wants) {
      const share = this.#shareOf(want);
      want.room = Math.min(share.left, want.amount);
      share.left -= want.room;
      if (want.room < want.amount) short.push({ want, missing: want.amount - want.room });
    }
    if (short.length === 0) return;
    try {
      const laid = await this.#layAside(
        short.map(({ missing, want }) => ({ ...want, amount: missing + want.highestSum * BLOCK })),
      );
      short.forEach(({ missing, want }, index) => {
        const amount = laid[index] ?? 0;
        const own = Math.min(missing, amount);
        want.room += own;
        this.#shareOf(want).left += amount - own;
      });
    } catch (error) {
      for (const want of wants) this.put(want, want.room);
      throw error;
    }
  }

  /** Gives back what was taken and not stated. */
  put(want: Want, amount: number): void {
    this.#shareOf(want).left += amount;
  }

  /** Leaves to other servers what this one does not need soon. */
  async tidy(): Promise<void> {
    const many = this.#shares.size > MANY_SHARES;
    const over = [...this.#shares.values()].filter(({ block, left }) => many || left > 2 * block);
    if (over.length === 0) return;
    if (many) this.#shares.clear();
    const given = over.map((share) => ({ share, amount: many ? share.left : share.left - share.block }));
    for (const { amount, share } of given) share.left -= amount;
    try {
      await this.#layAside(given.map(({ amount, share }) => ({ ...share, amount: -amount })));
    } catch {
      // What was stated is committed and answered: it is given back another time.
      for (const { amount, share } of given) this.#find(share).left += amount;
    }
  }

  #shareOf({ highestSum, ...stated }: Want): Share {
    return this.#find({ ...stated, left: 0, block: highestSum * BLOCK });
  }

  #find(fresh: Share): Share {
    const { day, feed, field, type } = fresh;
    const key = [feed, type, field, day].join('\n');
    const share = this.#shares.get(key) ?? fresh;
    this.#shares.set(key, share);
    return share;
  }
}
