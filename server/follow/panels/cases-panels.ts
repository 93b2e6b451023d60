import type { Panel } from '../panel-follower.ts';
import { announcedPanel } from './announced-panel.ts';
import { bodySearchesPanel } from './body-searches-panel.ts';
import { breakdownPanel } from './breakdown-panel.ts';
import { couriersPanel } from './couriers-panel.ts';
import { currencyPanel } from './currency-panel.ts';
import { gunPartsPanel } from './gun-parts-panel.ts';
import { investigationsPanel } from './investigations-panel.ts';
import { leaksPanel } from './leaks-panel.ts';
import { offencesPanel } from './offences-panel.ts';
import { weaponsPanel } from './weapons-panel.ts';

export const casesPanels: readonly Panel[] = [
  weaponsPanel,
  investigationsPanel,
  gunPartsPanel,
  currencyPanel,
  couriersPanel,
  bodySearchesPanel,
  leaksPanel,
  offencesPanel,
  breakdownPanel,
  announcedPanel,
];
