import type { Panel } from '../panel-follower.ts';
import { coveragePanel } from './coverage-panel.ts';
import { rollupPanel } from './rollup-panel.ts';
import { stationsPanel } from './stations-panel.ts';

export const placesPanels: readonly Panel[] = [stationsPanel, coveragePanel, rollupPanel];
