import type { Panel } from '../panel-follower.ts';
import { queuePanel } from './queue-panel.ts';
import { matrixPanel } from './matrix-panel.ts';

export const screeningPanels: readonly Panel[] = [queuePanel, matrixPanel];
