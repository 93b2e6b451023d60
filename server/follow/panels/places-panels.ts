import type { Panel } from '../panel-follower.ts';
import { clearancePanel } from './clearance-panel.ts';
import { coveragePanel } from './coverage-panel.ts';
import { rollupPanel } from './rollup-panel.ts';
import { stationsPanel } from './stations-panel.ts';

export const placesPanels: readonly Panel[] = [clearancePanel, stationsPanel, coveragePanel, rollupPanel];
