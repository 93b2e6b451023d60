import type { Timers } from './timers.ts';

const LEAST_MS = 60_000;
/** A thousand walls then fetch a page and its script two hundred times a second. */
const SPREAD_MS = 5_000;
const ENTRY_SCRIPT = /<script[^>]+src="(\/assets\/[^"]+)"/;

/** What changing over needs of the browser. */
export interface Page {
  /** Path of the script that this page runs. */
  script: string;
  fetch(path: string): Promise<Response>;
  reload(): void;
}

/**
 * Reloads the page when the server has another build, and only after checking that both the page and its script are really
 * there: a wall never swaps what it shows for an error. At most once a minute, counted from the load of this page, so that two
 * servers of different builds cannot make it reload in a circle.
 */
export class Changeover {
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #page: Page;
  #waiting = false;

  constructor(timers: Timers, random: () => number, page: Page) {
    this.#timers = timers;
    this.#random = random;
    this.#page = page;
  }

  /** The server is another one: it may have another build. */
  serverChanged(): void {
    this.#look((script) => script !== this.#page.script);
  }

  /** The server will not have this build. */
  refused(): void {
    this.#look(() => true);
  }

  /** The page is wanted again, for another reason than its build. */
  async anew(): Promise<void> {
    if ((await this.#servedScript()) !== null) this.#page.reload();
  }

  /** All walls hear of a new server within the same seconds: each looks at a moment of its own. */
  #look(isWanted: (script: string) => boolean): void {
    if (this.#waiting) return;
    this.#waiting = true;
    const ms = Math.max(0, LEAST_MS - this.#timers.now()) + this.#random() * SPREAD_MS;
    this.#timers.after(ms, () => void this.#reloadIf(isWanted));
  }

  async #reloadIf(isWanted: (script: string) => boolean): Promise<void> {
    const script = await this.#servedScript();
    this.#waiting = false;
    if (script !== null && isWanted(script)) this.#page.reload();
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
