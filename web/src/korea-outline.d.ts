declare module 'virtual:korea-outline' {
  /** As in GeoJSON; positions are longitude and latitude in degrees. */
  interface Outline {
    type: 'MultiPolygon';
    coordinates: number[][][][];
  }
  export const korea: Outline;
  export const north: Outline;
}
