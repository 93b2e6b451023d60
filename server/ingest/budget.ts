export interface BudgetOptions {
  /** What may be spent at once after a time of rest. */
  most: number;
  /** How much comes back each second. */
  perSecond: number;
  /** A monotonic clock, in milliseconds. */
  clock: () => number;
}

interface Account {
  left: number;
  at: number;
}

/** A full account is as good as none; those are dropped when there are this many. */
const MANY_ACCOUNTS = 1_000;

/** How much of something each token may cause; what it has spent comes back with time. */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #accounts = new Map<number, Account>();

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** How long the token must wait until it may go on, in milliseconds; 0 when it may now. */
  waitMs(token: number): number {
    const { left } = this.#account(token);
    return left >= 0 ? 0 : Math.ceil((-left / this.#options.perSecond) * 1_000);
  }

  /** Takes what a token has caused. May go below zero: then it has to wait. */
  spend(token: number, amount: number): void {
    if (amount === 0) return;
    const account = this.#account(token);
    account.left -= amount;
    this.#accounts.set(token, account);
    if (this.#accounts.size > MANY_ACCOUNTS) this.#dropFull();
  }

  #account(token: number): Account {
    const { clock, most, perSecond } = this.#options;
    const now = clock();
    const { at, left } = this.#accounts.get(token) ?? { left: most, at: now };
    return { left: Math.min(most, left + ((now - at) / 1_000) * perSecond), at: now };
  }

  #dropFull(): void {
    for (const token of this.#accounts.keys()) {
      if (this.#account(token).left >= this.#options.most) this.#accounts.delete(token);
    }
  }
}
