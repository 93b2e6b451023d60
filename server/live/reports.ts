import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ScreenReport } from '../contract/socket.ts';

const DAY_MS = 86_400_000;
const Shape = Type.Object({
  lagMs: Type.Number({ minimum: 0, maximum: DAY_MS }),
  driftMs: Type.Number({ minimum: -1e12, maximum: 1e12 }),
  heapBytes: Type.Union([Type.Number({ minimum: 0, maximum: 1e12 }), Type.Null()]),
  build: Type.String({ maxLength: 200, pattern: '^[\\x21-\\x7e]*$' }),
});
const shape = Compile(Shape);

/** What a screen said of itself last, and the version that it had painted. */
export interface Reported extends ScreenReport {
  screen: number;
  paintedVersion: number;
}

/** Gathers what screens report of themselves, the last of each, to be written down together. */
export class Reports {
  readonly #gathered = new Map<number, Reported>();

  /** Nonsense is left out. */
  take(screen: number, paintedVersion: number, report: unknown): void {
    if (!shape.Check(report)) return;
    const { build, driftMs, heapBytes, lagMs } = report;
    this.#gathered.set(screen, {
      screen,
      paintedVersion,
      build,
      driftMs: Math.round(driftMs),
      heapBytes: heapBytes === null ? null : Math.round(heapBytes),
      lagMs: Math.round(lagMs),
    });
  }

  /** All that came since it was asked last. */
  drain(): Reported[] {
    const reports = [...this.#gathered.values()];
    this.#gathered.clear();
    return reports;
  }
}
