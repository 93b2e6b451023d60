import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Plugin } from 'vite';

/** As in GeoJSON; positions are longitude and latitude in degrees. */
interface Outline {
  type: 'MultiPolygon';
  coordinates: number[][][][];
}
type Shape = Outline | { type: 'Polygon'; coordinates: number[][][] };

const MODULE = 'virtual:korea-outline';

/** ISO 3166-1 numeric codes: the country of the wall, and the neighbour that shares its land border. */
const COUNTRIES = { korea: '410', north: '408' } as const;

/**
 * Gives `virtual:korea-outline`: outlines cut from world-atlas at build time, so that the browser gets some
 * kilobytes instead of the 3.6 MB atlas. Three decimals of a degree are about 100 m, less than a pixel on a 4K wall.
 */
export function koreaOutline(): Plugin {
  return {
    name: 'korea-outline',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load(id) {
      if (id !== `\0${MODULE}`) return null;
      const outlines = Object.entries(COUNTRIES).map(
        ([name, code]) => `export const ${name} = ${JSON.stringify(outline(code))};`,
      );
      return outlines.join('\n');
    },
  };
}

function outline(code: string): Outline {
  const file = createRequire(import.meta.url).resolve('world-atlas/countries-10m.json');
  const atlas = JSON.parse(readFileSync(file, 'utf8')) as Topology<{ countries: GeometryCollection }>;
  const found = feature(atlas, atlas.objects.countries).features.find((country) => country.id === code);
  if (!found) throw new Error(`world-atlas has no country ${code}`);
  const shape = found.geometry as Shape;
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  return {
    type: 'MultiPolygon',
    coordinates: polygons.map((rings) => rings.map((ring) => ring.map(rounded))),
  };
}

function rounded(position: number[]): number[] {
  return position.map((degrees) => Math.round(degrees * 1000) / 1000);
}
