/** 16 arc minutes at the viewer, in millimetres of cap height per metre of distance (NUREG-0700). */
const CAP_MM_PER_METRE = 1_000 * Math.tan(((16 / 60) * Math.PI) / 180);
/** Cap height of the font in em; the real one is 0.733, so letters come out a little larger than they must. */
const CAP_EM = 0.7;
const MM_PER_INCH = 25.4;
const WIDE = { width: 16, height: 9 };

/** Lines and columns, in body letters, that the whole board needs; a roomier screen gets larger letters instead. */
const WHOLE = { lines: 30.5, ems: 54.2 };
/** Lines that the banner of a drill or a replay takes from the board: its own, less what the header gives up for it. */
const BANNER_LINES = 0.15;
export type Tier = 'full' | 'middle' | 'few';

export interface ScreenSize {
  width: number;
  height: number;
}

/** Smallest font size in pixels that the farthest viewer can read on a screen of these inches. */
export function legiblePx(size: ScreenSize, inches: number, metres: number): number {
  const screenMm = (inches * MM_PER_INCH * WIDE.height) / Math.hypot(WIDE.width, WIDE.height);
  const mmPerPx = screenMm / Math.min(size.width, size.height);
  return (CAP_MM_PER_METRE * metres) / mmPerPx / CAP_EM;
}

/** The type scale, and how much of the board has room at it: fewer things, never smaller ones. */
export class Screen {
  readonly #inches: number;
  readonly #metres: number;
  #size = $state.raw<ScreenSize>({ width: 1920, height: 1080 });
  #banner = $state.raw(false);
  readonly #taken = $derived(this.#banner ? BANNER_LINES : 0);
  readonly #px = $derived.by(() => {
    const roomy = Math.min(this.#size.height / (WHOLE.lines + this.#taken), this.#size.width / WHOLE.ems);
    return Math.max(legiblePx(this.#size, this.#inches, this.#metres), roomy);
  });
  readonly #tier = $derived.by((): Tier => {
    const { lines } = this;
    const ems = this.#size.width / this.#px;
    if (lines >= 29.5 && ems >= 52) return 'full';
    return lines >= 22 && ems >= 39 ? 'middle' : 'few';
  });

  constructor(inches: number, metres: number) {
    this.#inches = inches;
    this.#metres = metres;
  }

  /** Pixels of one rem: the body text. */
  get px(): number {
    return this.#px;
  }
  get tier(): Tier {
    return this.#tier;
  }
  /** Lines of body text from the top of the screen to its bottom that are the board's. */
  get lines(): number {
    return this.#size.height / this.#px - this.#taken;
  }
  /** Whether the screen has a banner across its top: the board gets less room then. */
  setBanner(stands: boolean): void {
    this.#banner = stands;
  }
  resize(size: ScreenSize): void {
    this.#size = size;
  }
}
