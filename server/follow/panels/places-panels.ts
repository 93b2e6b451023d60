import type { Panel } from '../panel-follower.ts';
import { clearancePanel } from './clearance-panel.ts';

export const placesPanels: readonly Panel[] = [clearancePanel];
