import { siteDay, useTimeZone } from '../../../server/contract/days.ts';
import type { SiteAnswer } from '../../../server/contract/rest.ts';
import { useSite, type SiteSource } from '../../../server/contract/site-in-force.ts';
import { Site } from '../../../server/contract/site.ts';
import { CONTRACT_VERSION } from '../../../server/contract/version.ts';
import type { Timers } from './timers.ts';

const KEPT = 'gwanje.site';
/** A server that does not answer for so long, in milliseconds, is asked again. */
const PATIENCE_MS = 3_000;
const AGAIN_MS = 2_000;

export interface SiteDeps {
  fetch: (path: string, options: RequestInit) => Promise<Response>;
  storage: () => Pick<Storage, 'getItem' | 'setItem'>;
  timers: Timers;
  now: () => number;
}

/** The site that the server serves, as a page shows it: what is derived from it follows a port that opens or is renamed. */
export class ServedSite implements SiteSource {
  readonly #deps: SiteDeps;
  #site: Site;
  #asking = false;
  /** By the timers' clock. */
  #askedAt = -Infinity;

  private constructor(deps: SiteDeps, answer: SiteAnswer) {
    this.#deps = deps;
    this.#site = $state.raw(new Site(answer.site, answer.number));
  }

  /**
   * Resolves when it is known: at once as it was last, so that no empty picture comes between two pages, else from the server.
   * The board says soon whether there is a newer one.
   */
  static async open(deps: SiteDeps): Promise<ServedSite> {
    for (;;) {
      const answer = kept(deps) ?? (await ask(deps).catch(() => null));
      if (answer !== null) {
        const site = new ServedSite(deps, answer);
        useTimeZone(answer.site.timeZone);
        useSite(site);
        return site;
      }
      await new Promise<void>((resolve) => deps.timers.after(AGAIN_MS, resolve));
    }
  }

  site(): Site {
    return this.#site;
  }

  today(): string {
    return siteDay(this.#deps.now());
  }

  /** To be called with the version that the board names: another one than this is asked for. */
  look(number: number | undefined): void {
    const now = this.#deps.timers.now();
    if (number === undefined || number === this.#site.number || this.#asking) return;
    if (now - this.#askedAt < AGAIN_MS) return;
    this.#asking = true;
    this.#askedAt = now;
    void ask(this.#deps)
      .then((answer) => {
        this.#site = new Site(answer.site, answer.number);
      })
      // It is asked again with one of the next figures.
      .catch(() => undefined)
      .finally(() => (this.#asking = false));
  }
}

async function ask({ fetch, storage }: SiteDeps): Promise<SiteAnswer> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch('/api/v1/site', { cache: 'no-store', signal });
  if (!response.ok) throw new Error(`site answered ${response.status}`);
  const answer = (await response.json()) as SiteAnswer;
  try {
    storage().setItem(KEPT, JSON.stringify({ contract: CONTRACT_VERSION, answer }));
  } catch {
    // Full or forbidden: the page starts only where the server answers.
  }
  return answer;
}

function kept({ storage }: SiteDeps): SiteAnswer | null {
  try {
    const found = JSON.parse(storage().getItem(KEPT) ?? 'null') as {
      contract: number;
      answer: SiteAnswer;
    } | null;
    return found?.contract === CONTRACT_VERSION ? found.answer : null;
  } catch {
    return null;
  }
}
