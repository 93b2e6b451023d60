import { argon2id, hash, verify } from 'argon2';

/** OWASP's parameters: 19 MiB and two passes, one thread; 30 to 40 ms on the machine they were measured on. */
const PARAMETERS = { type: argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
/** At once: they share four threads with files and names, and two cores with the board. */
const MOST_AT_ONCE = 2;
/** That wait: beyond, whoever waits would have given up. */
const MOST_WAITING = 100;

/** More passwords are being checked than there is time for. */
export class TooManyPasswords extends Error {
  override readonly name = 'TooManyPasswords';
}

/** Hashes and compares passwords, few at once. */
export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #nobodys: Promise<string> | undefined;

  /** argon2id in PHC form. */
  async hash(password: string): Promise<string> {
    return await this.#inTurn(() => hash(password.normalize('NFKC'), PARAMETERS));
  }

  /**
   * Whether the password is the one that was hashed. Where there is none to compare with, it takes as long and says no: how
   * long an answer takes does not tell which logins there are.
   */
  async matches(password: string, hashed: string | null): Promise<boolean> {
    this.#nobodys ??= this.hash('nobody has this password');
    const compared = hashed ?? (await this.#nobodys);
    const same = await this.#inTurn(() => verify(compared, password.normalize('NFKC')));
    return same && hashed !== null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= MOST_WAITING) throw new TooManyPasswords('too many are signing in at once');
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits next takes over this place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
