import type { Timers } from './timers.ts';

const LEAST_MS = 60_000;
const ENTRY_SCRIPT = /<script[^>]+src="(\/assets\/[^"]+)"/;

/** What changing over needs of the browser. */
export interface Page {
  /** Path of the script that this page runs. */
  script: string;
  fetch(path: string): Promise<Response>;
  reload(): void;
}

/**
 * Loads the page anew when the server has another build, and only after checking that both the page and its
 * script are really there: a wall never swaps what it shows for an error. At most once a minute, counted from
 * the load of this page, so that two servers of different builds cannot make it reload in a circle.
 */
export class Changeover {
  readonly #timers: Timers;
  readonly #page: Page;
  #waiting = false;

  constructor(timers: Timers, page: Page) {
    this.#timers = timers;
    this.#page = page;
  }

  /** The server is another one: it may have another build. */
  async serverChanged(): Promise<void> {
    const script = await this.#namedScript();
    if (script !== null && script !== this.#page.script && (await this.#has(script))) this.#reload();
  }

  /** The server will not have this build. */
  async refused(): Promise<void> {
    if (this.#waiting) return;
    if ((await this.#servedScript()) !== null) this.#reload();
  }

  /** The page is wanted anew, for another reason than its build. */
  async anew(): Promise<void> {
    if ((await this.#servedScript()) !== null) this.#page.reload();
  }

  #reload(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#timers.after(Math.max(0, LEAST_MS - this.#timers.now()), () => void this.#reloadIfServed());
  }

  async #reloadIfServed(): Promise<void> {
    if ((await this.#servedScript()) !== null) this.#page.reload();
    this.#waiting = false;
  }

  /** `null` when the page or its script cannot be had. */
  async #servedScript(): Promise<string | null> {
    const script = await this.#namedScript();
    return script !== null && (await this.#has(script)) ? script : null;
  }

  /** The script that the server's page names. */
  async #namedScript(): Promise<string | null> {
    try {
      const answer = await this.#page.fetch('/wall');
      return answer.ok ? (ENTRY_SCRIPT.exec(await answer.text())?.[1] ?? null) : null;
    } catch {
      return null;
    }
  }

  async #has(script: string): Promise<boolean> {
    try {
      return (await this.#page.fetch(script)).ok;
    } catch {
      return false;
    }
  }
}
