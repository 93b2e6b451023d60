import type {
  SiteApplied,
  SiteChange,
  SiteCheck,
  SiteVersionAnswer,
  SiteVersionEntry,
  SiteVersionsAnswer,
} from '../../../../server/contract/site-rest.ts';
import type { SiteFault, SiteFile } from '../../../../server/contract/site.ts';
import { ApiProblem, type Api } from '../api.ts';

export const SITE_VERSIONS = '/api/v1/site-versions';

/** What a file would change. */
interface Review {
  file: string;
  /** Version in force that it was compared with. */
  on: number;
  changes: readonly SiteChange[];
  /** Versions that have come since the editing began. */
  between: readonly SiteVersionEntry[];
}

/**
 * One change of the site, from what was written to what is in force: it is checked, shown as a list of changes, and applied on
 * top of the version that it was compared with. Where another version has come in between, nothing is lost: it is made again on
 * top of that one, and shown beside what the other one changed.
 */
export class SiteEdit {
  readonly #api: Api;
  readonly #begun: number;
  readonly #make: (site: SiteFile) => string;
  #busy = $state.raw(false);
  #problem = $state.raw<unknown>(null);
  #faults = $state.raw<readonly SiteFault[]>([]);
  #review = $state.raw<Review | null>(null);
  #reviewing = $state.raw(false);
  #conflict = $state.raw(false);

  /**
   * @param begun version on which the editing began
   * @param make the file as it shall be, of the site in force
   */
  constructor(api: Api, begun: number, make: (site: SiteFile) => string) {
    this.#api = api;
    this.#begun = begun;
    this.#make = make;
  }

  get busy(): boolean {
    return this.#busy;
  }
  /** Why there was no answer, or not the one that was asked for. */
  get problem(): unknown {
    return this.#problem;
  }
  /** What is wrong with the file that was checked last. */
  get faults(): readonly SiteFault[] {
    return this.#faults;
  }
  /** The file that was checked last, and what it would change; `null` before. */
  get review(): Review | null {
    return this.#review;
  }
  /** Whether the changes are looked at, and not written. */
  get reviewing(): boolean {
    return this.#reviewing;
  }
  /** Somebody else was faster: it was not applied, and made again on top of theirs. */
  get conflict(): boolean {
    return this.#conflict;
  }

  async check(): Promise<void> {
    this.#conflict = false;
    await this.#attempt(() => this.#look());
  }

  back(): void {
    this.#reviewing = false;
    this.#conflict = false;
    this.#problem = null;
  }

  /** @returns `null` where it was not applied; then it says why */
  async apply(): Promise<SiteApplied | null> {
    const review = this.#review;
    if (review === null) return null;
    return await this.#attempt(async () => {
      try {
        const { file, on } = review;
        return await this.#api.post<SiteApplied>(SITE_VERSIONS, { file, on });
      } catch (refusal) {
        if (!(refusal instanceof ApiProblem) || refusal.status !== 409) throw refusal;
        await this.#look();
        this.#conflict = true;
        return null;
      }
    });
  }

  async #look(): Promise<void> {
    for (;;) {
      const { inForce, versions } = await this.#api.get<SiteVersionsAnswer>(SITE_VERSIONS);
      const file = this.#make(inForce.site);
      const { changes, faults, on } = await this.#api.post<SiteCheck>(`${SITE_VERSIONS}/check`, { file });
      // Another version has come since: it is made of that one.
      if (on !== inForce.number) continue;
      const newer = versions.filter(({ number }) => number > this.#begun);
      const between = await Promise.all(newer.map((version) => this.#whole(version)));
      this.#review = { file, on, changes, between };
      this.#faults = faults;
      this.#reviewing = changes.length > 0;
      return;
    }
  }

  /** The list has the first changes only. */
  async #whole(version: SiteVersionEntry): Promise<SiteVersionEntry> {
    if (version.changes.length === version.changed) return version;
    return await this.#api.get<SiteVersionAnswer>(`${SITE_VERSIONS}/${version.number}`);
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#busy) return null;
    this.#busy = true;
    this.#problem = null;
    try {
      return await work();
    } catch (refusal) {
      this.#problem = refusal;
      return null;
    } finally {
      this.#busy = false;
    }
  }
}
