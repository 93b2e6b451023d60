import type { StationKind, StationTrouble } from '../../../../server/contract/place-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { MIN_DENOMINATOR, MIN_PASS_SHARE } from '../thresholds.ts';

interface KindState {
  kind: StationKind;
  up: number;
  degraded: number;
  down: number;
  /** Not in use, nothing is wrong. */
  closed: number;
  dedicatedUp: number;
}
interface Trouble extends StationTrouble {
  port: string;
}

/** State of the equipment, the seats and the readers. */
export interface Equipment {
  /** What is in trouble first. */
  kinds: KindState[];
  /** Down before degraded, the longest first; of each port the longest few. */
  troubles: Trouble[];
  /** All that are down or degraded, also those that the board does not name. */
  down: number;
  degraded: number;
  inspectionsOverdue: number;
  inspectionsDue: number;
  inspectionsKnown: number;
  testsTaken: number;
  testsPassed: number;
  /** Readers find less than `MIN_PASS_SHARE` of the test images. */
  failing: boolean;
}

/** `null`: no data. */
export function equipmentOf({ cells }: Shown, covers: Covers): Equipment | null {
  const found = cellsOf(cells, 'stations', covers);
  if (found.length === 0) return null;
  const kinds = new Map<StationKind, KindState>();
  for (const [kind, up, degraded, down, closed, dedicatedUp] of found.flatMap(({ value }) => value.kinds)) {
    const sum = kinds.get(kind) ?? { kind, up: 0, degraded: 0, down: 0, closed: 0, dedicatedUp: 0 };
    kinds.set(kind, {
      kind,
      up: sum.up + up,
      degraded: sum.degraded + degraded,
      down: sum.down + down,
      closed: sum.closed + closed,
      dedicatedUp: sum.dedicatedUp + dedicatedUp,
    });
  }
  const isTroubled = ({ degraded, down }: KindState) => Number(degraded + down > 0);
  const all = [...kinds.values()].sort((one, other) => isTroubled(other) - isTroubled(one));
  const total = (of: (value: (typeof found)[number]['value']) => number) =>
    found.reduce((sum, { value }) => sum + of(value), 0);
  const testsTaken = total((value) => value.testsTaken);
  const testsPassed = total((value) => value.testsPassed);
  return {
    kinds: all,
    troubles: found
      .flatMap(({ port, value }) => value.troubles.map((trouble) => ({ ...trouble, port })))
      .sort(
        (a, b) =>
          Number(a.state === 'degraded') - Number(b.state === 'degraded') ||
          Date.parse(a.since) - Date.parse(b.since),
      ),
    down: all.reduce((sum, { down }) => sum + down, 0),
    degraded: all.reduce((sum, { degraded }) => sum + degraded, 0),
    inspectionsOverdue: total((value) => value.inspectionsOverdue),
    inspectionsDue: total((value) => value.inspectionsDue),
    inspectionsKnown: total((value) => value.inspectionsKnown),
    testsTaken,
    testsPassed,
    failing: testsTaken >= MIN_DENOMINATOR && testsPassed < testsTaken * MIN_PASS_SHARE,
  };
}
