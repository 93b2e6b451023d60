import type { Panel } from '../panel-follower.ts';
import { informationPanel } from './information-panel.ts';
import { landingsPanel } from './landings-panel.ts';
import { leadsPanel } from './leads-panel.ts';
import { minorLeadsPanel } from './minor-leads-panel.ts';
import { operationsPanel } from './operations-panel.ts';
import { requestsPanel } from './requests-panel.ts';
import { riskPanel } from './risk-panel.ts';

export const intelligencePanels: readonly Panel[] = [
  landingsPanel,
  leadsPanel,
  riskPanel,
  operationsPanel,
  informationPanel,
  requestsPanel,
  minorLeadsPanel,
];
