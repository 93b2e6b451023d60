declare module 'virtual:korea-outline' {
  import type { Outline } from '../korea-outline.ts';
  export const korea: Outline;
  export const north: Outline;
}
