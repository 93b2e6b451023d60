import type { Panel } from '../panel-follower.ts';

export const placesPanels: readonly Panel[] = [];
