import type { Panel } from '../panel-follower.ts';

export const intelligencePanels: readonly Panel[] = [];
