import type { ScreenSettings } from '../../../server/contract/screens-rest.ts';
import type { Refusal } from '../../../server/contract/socket.ts';
import type { KeptScreen } from './kept-screen.ts';

export interface StandingOptions {
  /** Which screen this is; `null`: none that was paired. */
  screen: KeptScreen | null;
  /** It was revoked, and nobody has stood before it since. */
  revoked: boolean;
  settings: (key: string) => Promise<ScreenSettings>;
  /** @returns whether it is kept */
  keep: (screen: KeptScreen) => boolean;
  /** Forgets the figures, on the wall and in the browser. */
  forgetFigures: () => void;
  /** Forgets the key, ends the link. */
  forgetScreen: () => void;
  startPairing: () => void;
  stopPairing: () => void;
  /** Opens the page anew, once it is sure that the server has it. */
  reopen: () => void;
  /** Another window shows this screen: this one becomes another, and opens the page anew. */
  becomeAnother: () => void;
  /** Monotonic, in milliseconds. */
  now: () => number;
}

/** The window before may have been closed a moment ago, and the server have its connection still, in milliseconds. */
const IN_USE_MS = 5_000;

/**
 * Whether there is a wall here: only the server's word, told by a server that could ask its database, takes it down. A
 * fault of the network or of the database never does.
 */
export class Standing {
  readonly #options: StandingOptions;
  readonly #key: string | null;
  #settings: ScreenSettings | null;
  #inUseSince: number | null = null;
  #is = $state.raw<'wall' | 'pairing' | 'dark'>('wall');

  constructor(options: StandingOptions) {
    this.#options = options;
    this.#key = options.screen?.key ?? null;
    this.#settings = options.screen?.settings ?? null;
    if (options.revoked) this.#is = 'dark';
  }

  /** `dark`: its key was revoked; `pairing`: it shows a code. */
  get is(): 'wall' | 'pairing' | 'dark' {
    return this.#is;
  }

  connected(): void {
    this.#inUseSince = null;
    if (this.#is !== 'pairing') return;
    this.#is = 'wall';
    this.#options.stopPairing();
  }

  refused({ code }: Pick<Refusal, 'code'>): void {
    // Its realm may have ended: a screen in a drill goes home.
    if ((code === 'not-allowed' || code === 'unknown-realm') && this.#key !== null)
      void this.#askSettings(this.#key);
    if (code === 'in-use') this.#inUse();
    if (code === 'revoked' && this.#key !== null) this.#darken();
    else if (code === 'revoked' || code === 'not-known') this.#askForPairing();
  }

  /** The server says how this screen is set. */
  set(settings: ScreenSettings): void {
    const before = this.#settings;
    if (this.#key === null || (before !== null && sameBut([], settings, before))) return;
    this.#settings = settings;
    // Where nothing can be kept, a page that is opened anew would be what it was before.
    if (!this.#options.keep({ key: this.#key, settings })) return;
    // Its name is for the page that lists screens.
    if (before === null || !sameBut(['name'], settings, before)) this.#options.reopen();
  }

  #inUse(): void {
    const now = this.#options.now();
    this.#inUseSince ??= now;
    if (now - this.#inUseSince >= IN_USE_MS) this.#options.becomeAnother();
  }

  async #askSettings(key: string): Promise<void> {
    try {
      this.set(await this.#options.settings(key));
    } catch {
      // The next refusal asks again.
    }
  }

  #askForPairing(): void {
    if (this.#is !== 'wall') return;
    this.#is = 'pairing';
    this.#options.forgetFigures();
    this.#options.startPairing();
  }

  #darken(): void {
    if (this.#is === 'dark') return;
    this.#is = 'dark';
    this.#options.forgetScreen();
    this.#options.forgetFigures();
  }
}

function sameBut(names: readonly string[], one: ScreenSettings, other: ScreenSettings): boolean {
  const text = (settings: ScreenSettings) =>
    JSON.stringify(
      Object.entries(settings)
        .filter(([name]) => !names.includes(name))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return text(one) === text(other);
}
