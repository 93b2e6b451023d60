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

const MOST = 5;
const ASCENT_EM = 0.8;
const DESCENT_EM = 0.25;
const GAP_EM = 0.25;

/**
 * Names for the broken and the big ports, as far as they collide neither with each other nor with a larger
 * circle nor with the edge; a name that finds no place beside its circle is left out.
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
    const spot = spots(mark, px).find(({ label }) => {
      const box = boxOf(label, width, px);
      const inside = box.left >= 0 && box.right <= frame.width && box.top >= 0 && box.bottom <= frame.height;
      const circles = marks.filter((other) => other !== mark && other.radius > px * 0.3).map(boxOfCircle);
      return inside && ![...taken, ...circles].some((other) => overlap(box, other));
    });
    if (!spot) continue;
    taken.push(boxOf(spot.label, width, px));
    labels.push({ text, ...spot.label, broken: mark.place.broken });
  }
  return labels;
}

type Spot = Pick<MapLabel, 'x' | 'y' | 'anchor'>;

/** Right, left, above, below. */
function spots({ x, y, radius }: Marked, px: number): { label: Spot }[] {
  const gap = radius + GAP_EM * px;
  const middle = y + ((ASCENT_EM - DESCENT_EM) / 2) * px;
  return [
    { label: { x: x + gap, y: middle, anchor: 'start' } },
    { label: { x: x - gap, y: middle, anchor: 'end' } },
    { label: { x, y: y - gap - DESCENT_EM * px, anchor: 'middle' } },
    { label: { x, y: y + gap + ASCENT_EM * px, anchor: 'middle' } },
  ];
}

function boxOf({ x, y, anchor }: Spot, width: number, px: number): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - ASCENT_EM * px, bottom: y + DESCENT_EM * px };
}

function boxOfCircle({ x, y, radius }: Marked): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
