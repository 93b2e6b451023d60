import type { Panel } from '../panel-follower.ts';
import { bulletinsPanel } from './bulletins-panel.ts';
import { indicatorsPanel } from './indicators-panel.ts';

export const programmePanels: readonly Panel[] = [indicatorsPanel, bulletinsPanel];
