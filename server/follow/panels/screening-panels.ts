import type { Panel } from '../panel-follower.ts';

export const screeningPanels: readonly Panel[] = [];
