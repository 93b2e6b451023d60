import type { Door, ShownWindow } from './pass.ts';

interface ShownHere extends ShownWindow {
  /** Whether it has said something lately. */
  readonly alive: boolean;
}

/** Which window shows which paired screen, over all servers: two with one key would be one screen in the list. */
export class Windows {
  readonly #door: Pick<Door, 'share'>;
  readonly #elapsed: () => number;
  /** By screen, as this server stated last. */
  #here = new Map<number, string>();
  #elsewhere = new Map<number, { window: string; until: number }>();
  #sharing = false;

  constructor(door: Pick<Door, 'share'>, elapsed: () => number) {
    this.#door = door;
    this.#elapsed = elapsed;
  }

  /** Whether another window shows the screen at another server, as far as is known: it costs no question. */
  isElsewhere(screen: number, window: string): boolean {
    const other = this.#elsewhere.get(screen);
    return other !== undefined && other.window !== window && this.#elapsed() < other.until;
  }

  /**
   * To be called every second or two, with all that are connected. Who has the screen keeps it while alive: two windows
   * never send each other away in turn.
   * @returns those whose screen another window has; none while it cannot be known
   */
  async share<T extends ShownHere>(shown: readonly T[]): Promise<T[]> {
    if (this.#sharing) return [];
    this.#sharing = true;
    const here = new Map<number, string>();
    for (const { alive, screen, window } of shown)
      if (alive && (!here.has(screen) || this.#here.get(screen) === window)) here.set(screen, window);
    this.#here = here;
    try {
      const asked = this.#elapsed();
      const others = await this.#door.share([...here].map(([screen, window]) => ({ screen, window })));
      this.#elsewhere = new Map(
        others.map(({ leftMs, screen, window }) => [screen, { window, until: asked + leftMs }]),
      );
      return shown.filter(({ screen, window }) => {
        const holder = this.#elsewhere.get(screen)?.window ?? here.get(screen);
        return holder !== undefined && holder !== window;
      });
    } catch {
      // The door has said so in the log.
      return [];
    } finally {
      this.#sharing = false;
    }
  }
}
