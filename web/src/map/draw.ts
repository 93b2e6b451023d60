import { geoMercator, geoPath } from 'd3-geo';
import { korea, north } from 'virtual:korea-outline';
import type { Place } from '../state/places.svelte.ts';

export interface Mark {
  place: Place;
  x: number;
  y: number;
  radius: number;
}

/** Degrees that must be seen: the ports with room for their circles, Jeju and Ulleungdo. */
const FRAME = { west: 125.45, east: 131.0, south: 33.0, north: 38.75 };
const LARGEST_REM = 1.05;
const DOT_REM = 0.16;

export type Project = (longitude: number, latitude: number) => [x: number, y: number];

export function projectKorea(
  width: number,
  height: number,
): { korea: string; north: string; project: Project } {
  const corners = {
    type: 'MultiPoint' as const,
    coordinates: [
      [FRAME.west, FRAME.south],
      [FRAME.east, FRAME.north],
    ],
  };
  const projection = geoMercator()
    .fitSize([width, height], corners)
    .clipExtent([
      [0, 0],
      [width, height],
    ]);
  const path = geoPath(projection).digits(1);
  return {
    korea: path(korea) ?? '',
    north: path(north) ?? '',
    project: (longitude, latitude) => projection([longitude, latitude]) ?? [0, 0],
  };
}

/** Circles whose area follows the units, the largest first, so that small ones lie on top. */
export function drawMarks(places: Place[], project: Project, px: number): Mark[] {
  const most = Math.max(1, ...places.map(({ units }) => units ?? 0));
  return places
    .map((place) => {
      const [x, y] = project(place.longitude, place.latitude);
      const share = Math.sqrt((place.units ?? 0) / most);
      return { place, x, y, radius: px * Math.max(DOT_REM, share * LARGEST_REM) };
    })
    .sort((a, b) => b.radius - a.radius);
}
