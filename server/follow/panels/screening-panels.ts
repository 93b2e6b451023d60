import type { Panel } from '../panel-follower.ts';
import { aiPanel } from './ai-panel.ts';
import { modelPanel } from './model-panel.ts';
import { queuePanel } from './queue-panel.ts';
import { matrixPanel } from './matrix-panel.ts';
import { readingsPanel } from './readings-panel.ts';

export const screeningPanels: readonly Panel[] = [
  aiPanel,
  queuePanel,
  matrixPanel,
  readingsPanel,
  modelPanel,
];
