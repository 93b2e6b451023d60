import type { ScreenSettings } from '../../../server/contract/screens-rest.ts';

/** What a paired screen keeps in its browser. */
export interface KeptScreen {
  key: string;
  settings: ScreenSettings;
  /** Where its window stood on the desktop; see `WindowPlace`. */
  at?: string;
}

const KEY = 'gwanje-screen';
const REVOKED = 'gwanje-screen-revoked';

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Remembers which screen this is, through refreshes and outages. A browser that keeps nothing is one that is not paired. */
export class ScreenMemory {
  readonly #store: () => Store;
  readonly #key: string;
  readonly #revoked: string;

  /**
   * @param store asked anew each time: where it is forbidden, asking throws
   * @param place of the window, where the browser has several
   */
  constructor(store: () => Store, place = '') {
    this.#store = store;
    const of = place === '' ? '' : `:${place}`;
    this.#key = KEY + of;
    this.#revoked = REVOKED + of;
  }

  read(): KeptScreen | null {
    try {
      const kept: unknown = JSON.parse(this.#store().getItem(this.#key) ?? 'null');
      return isKept(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  /** @returns whether it is kept */
  write(screen: KeptScreen): boolean {
    try {
      const text = JSON.stringify(screen);
      this.#store().setItem(this.#key, text);
      return this.#store().getItem(this.#key) === text;
    } catch {
      return false;
    }
  }

  /** The server has revoked the key: it is gone, and a refresh does not light the screen again. */
  revoke(): void {
    try {
      this.#store().removeItem(this.#key);
      this.#store().setItem(this.#revoked, 'yes');
    } catch {
      // What cannot be written was not there either.
    }
  }

  get revoked(): boolean {
    try {
      return this.#store().getItem(this.#revoked) !== null;
    } catch {
      return false;
    }
  }

  /** Somebody stands before the screen and wants it paired anew. */
  beginAnew(): void {
    try {
      this.#store().removeItem(this.#revoked);
    } catch {
      // As above.
    }
  }
}

function isKept(kept: unknown): kept is KeptScreen {
  if (typeof kept !== 'object' || kept === null || !('key' in kept) || !('settings' in kept)) return false;
  const { key, settings } = kept;
  if (typeof key !== 'string' || typeof settings !== 'object' || settings === null) return false;
  const given = settings as Partial<Record<keyof ScreenSettings, unknown>>;
  return (
    ['name', 'realm', 'scope', 'language'].every(
      (name) => typeof given[name as keyof ScreenSettings] === 'string',
    ) &&
    ['dwellSeconds', 'inches', 'metres'].every((name) =>
      Number.isFinite(given[name as keyof ScreenSettings]),
    ) &&
    Array.isArray(given.views) &&
    given.views.every((view) => typeof view === 'string')
  );
}
