import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ScreenReport } from '../contract/socket.ts';

const DAY_MS = 86_400_000;
const LATEST = 8.64e15;
const span = Type.Union([Type.Number({ minimum: 0, maximum: 31 * DAY_MS }), Type.Null()]);
const count = Type.Integer({ minimum: 0, maximum: 1e12 });
const Shape = Type.Object({
  lagMs: Type.Number({ minimum: 0, maximum: DAY_MS }),
  driftMs: Type.Number({ minimum: -1e12, maximum: 1e12 }),
  heapBytes: Type.Union([Type.Number({ minimum: 0, maximum: 1e12 }), Type.Null()]),
  build: Type.String({ maxLength: 200, pattern: '^[\\x21-\\x7e]*$' }),
  outage: Type.Optional(
    Type.Object({ heardAt: Type.Number({ minimum: 0, maximum: LATEST }), bannerMs: span, presentMs: span }),
  ),
  today: Type.Optional(Type.Tuple([count, count, count, count, count])),
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
    const { build, driftMs, heapBytes, lagMs, outage, today } = report;
    this.#gathered.set(screen, {
      screen,
      paintedVersion,
      build,
      driftMs: Math.round(driftMs),
      heapBytes: rounded(heapBytes),
      lagMs: Math.round(lagMs),
      ...(outage && {
        outage: {
          heardAt: Math.round(outage.heardAt),
          bannerMs: rounded(outage.bannerMs),
          presentMs: rounded(outage.presentMs),
        },
      }),
      ...(today && { today }),
    });
  }

  /** All that came since it was asked last. */
  drain(): Reported[] {
    const reports = [...this.#gathered.values()];
    this.#gathered.clear();
    return reports;
  }
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
