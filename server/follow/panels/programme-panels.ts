import type { Panel } from '../panel-follower.ts';

export const programmePanels: readonly Panel[] = [];
