import type { Panel } from '../panel-follower.ts';

export const casesPanels: readonly Panel[] = [];
