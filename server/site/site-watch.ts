import { siteDay } from '../contract/days.ts';
import { Site } from '../contract/site.ts';
import type { Database, Queryable } from '../db/database.ts';
import { readSite } from '../db/queries/site-versions.ts';
import { createSite } from './apply-site.ts';

/** How often the database is asked, where it cannot say so itself, in milliseconds. */
const PERIOD_MS = 5_000;
const CHANNEL = 'gwanje_site';

interface SiteWatchOptions {
  db: Database;
  /** Asks for the site in force. */
  quick: Queryable;
  now: () => number;
  failed: (error: unknown) => void;
}

/** The site in force, as the database has it: it is followed by every server, by notice and by asking. */
export class SiteWatch {
  readonly #options: SiteWatchOptions;
  #site: Site | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: SiteWatchOptions) {
    this.#options = options;
  }

  /**
   * @param file of the site that is created where there is none yet
   * @throws {SiteRefused}
   */
  async start(file: string): Promise<void> {
    const { db } = this.#options;
    await createSite(db, file);
    await this.#look();
    this.#timer = setInterval(() => this.look(), PERIOD_MS);
    this.#stopListening = db.listen(CHANNEL, {
      connected: () => this.look(),
      notified: () => this.look(),
      lost: () => undefined,
    });
  }

  /** Asks for what is in force by now. */
  look(): void {
    this.#looking = this.#looking.then(() => this.#look()).catch(this.#options.failed);
  }

  site(): Site {
    if (this.#site === null) throw new Error('the site has not been read yet');
    return this.#site;
  }

  today(): string {
    return siteDay(this.#options.now());
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#stopListening?.();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const found = await readSite(this.#options.quick);
    if (found === null || found.number === this.#site?.number) return;
    this.#site = new Site(found.file, found.number);
  }
}
