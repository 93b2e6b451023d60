declare module 'virtual:korea-outline' {
  import type { MultiPolygon } from 'geojson';
  export const korea: MultiPolygon;
  export const north: MultiPolygon;
}
