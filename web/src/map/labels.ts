import type { Place } from '../state/places.svelte.ts';

export interface MapLabel {
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  broken: boolean;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
interface Marked {
  place: Place;
  x: number;
  y: number;
  radius: number;
}

const MOST = 6;
const ASCENT_EM = 0.8;
const DESCENT_EM = 0.25;
/** A name may stand out of the map by this much, into the panel's margin. */
const EDGE_REM = 0.5;
const GAP_EM = 0.25;
/** A circle of more than this may not be covered at all. */
const BIG_REM = 0.3;

/**
 * Names for the broken and the big ports, as far as they collide neither with each other nor with a larger
 * circle nor with the edge; a name that finds no place beside its circle is left out. Of the places beside a
 * circle, the one that covers the fewest dots is taken.
 */
export function placeLabels(
  marks: Marked[],
  name: (place: Place) => string,
  frame: { width: number; height: number },
  { px, letterEm }: { px: number; letterEm: number },
): MapLabel[] {
  const taken: Box[] = [];
  const labels: MapLabel[] = [];
  const byWeight = [...marks]
    .filter(({ place }) => place.broken || (place.units ?? 0) > 0)
    .sort((a, b) => Number(b.place.broken) - Number(a.place.broken) || b.radius - a.radius);
  for (const mark of byWeight) {
    if (labels.length >= MOST) break;
    const text = name(mark.place);
    const width = [...text].length * letterEm * px;
    const others = marks.filter((other) => other !== mark);
    const big = others.filter(({ radius }) => radius > BIG_REM * px);
    const [best] = spots(mark, px)
      .map((spot) => ({ spot, box: boxOf(spot, width, px) }))
      .filter(({ box }) => within(box, frame, EDGE_REM * px) && !taken.some((other) => overlap(box, other)))
      .filter(({ box }) => !big.some((circle) => covers(box, circle)))
      .map((candidate) => ({
        ...candidate,
        covered: others.filter((dot) => covers(candidate.box, dot)).length,
      }))
      .sort((a, b) => a.covered - b.covered);
    if (!best) continue;
    taken.push(best.box);
    labels.push({ text, ...best.spot, broken: mark.place.broken });
  }
  return labels;
}

function within(box: Box, { width, height }: { width: number; height: number }, edge: number): boolean {
  return box.left >= -edge && box.right <= width + edge && box.top >= 0 && box.bottom <= height;
}

type Spot = Pick<MapLabel, 'x' | 'y' | 'anchor'>;

/** Right, left, then above and below: in the middle, running on to the right, running on to the left. */
function spots({ x, y, radius }: Marked, px: number): Spot[] {
  const gap = radius + GAP_EM * px;
  const middle = y + ((ASCENT_EM - DESCENT_EM) / 2) * px;
  const above = y - gap - DESCENT_EM * px;
  const below = y + gap + ASCENT_EM * px;
  return [
    { x: x + gap, y: middle, anchor: 'start' },
    { x: x - gap, y: middle, anchor: 'end' },
    ...[above, below].flatMap((line): Spot[] => [
      { x, y: line, anchor: 'middle' },
      { x: x - radius, y: line, anchor: 'start' },
      { x: x + radius, y: line, anchor: 'end' },
    ]),
  ];
}

function boxOf({ x, y, anchor }: Spot, width: number, px: number): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - ASCENT_EM * px, bottom: y + DESCENT_EM * px };
}

function covers({ left, right, top, bottom }: Box, { x, y, radius }: Marked): boolean {
  const aside = Math.max(left - x, 0, x - right);
  const apart = Math.max(top - y, 0, y - bottom);
  return Math.hypot(aside, apart) < radius;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
