import type { Store } from './kept-screen.ts';

const LEFT = 'gwanje-window';

/** What of the browser's window a place is found by. */
export interface WallWindow {
  /** Query of its address. */
  query: string;
  /** Where it stands on the desktop. */
  position: string;
  /** Kept for this window alone, as long as it is open. */
  session: () => Store;
  /** Position at which the screen of a place was last seen; `null` where none is kept. */
  keptAt: (place: string) => string | null;
  randomId: () => string;
}

/**
 * Which of the screens that a browser keeps this window is. Windows of one browser share what it keeps, so each has a place
 * in it: that of `screen` in its address, else the one whose screen stood where the window stands, else the first. When
 * the server says that another window shows that screen, the window takes the next place.
 */
export class WindowPlace {
  readonly #window: WallWindow;
  readonly #first: string;
  /** Names the window through reloads, so that its own connection of a moment ago does not count as another's. */
  readonly id: string;
  /** Empty for the first. */
  readonly name: string;
  #leaves: string;

  constructor(window: WallWindow) {
    this.#window = window;
    const first = new URLSearchParams(window.query).get('screen')?.trim().slice(0, 64) ?? '';
    const left = this.#take();
    const sameAddress = left !== null && left.first === first;
    this.id = left?.id ?? window.randomId();
    this.name = sameAddress ? left.name : this.#placeOf(first);
    this.#first = first;
    this.#leaves = this.name;
  }

  /** To be called before the page is left: a window that is copied while it is open does not become the same one. */
  leave(): void {
    const { id } = this;
    try {
      this.#window.session().setItem(LEFT, JSON.stringify({ id, first: this.#first, name: this.#leaves }));
    } catch {
      // A browser that keeps nothing has no places either.
    }
  }

  /** Another window has this place: the next page of this window is in the next one. */
  yield(): void {
    this.#leaves = next(this.#first, this.name);
  }

  #placeOf(first: string): string {
    const { keptAt, position } = this.#window;
    for (let name = first; keptAt(name) !== null; name = next(first, name))
      if (keptAt(name) === position) return name;
    return first;
  }

  #take(): { id: string; first: string; name: string } | null {
    try {
      const session = this.#window.session();
      const left: unknown = JSON.parse(session.getItem(LEFT) ?? 'null');
      session.removeItem(LEFT);
      if (typeof left !== 'object' || left === null) return null;
      const { first, id, name } = left as Record<string, unknown>;
      const texts = typeof id === 'string' && typeof first === 'string' && typeof name === 'string';
      return texts ? { id, first, name } : null;
    } catch {
      return null;
    }
  }
}

/** `''`, `2`, `3` …; `left`, `left 2` … */
function next(first: string, name: string): string {
  const number = Number(name.slice(first.length)) || 1;
  return `${first} ${number + 1}`.trim();
}
