import type { Panel } from './panel-follower.ts';
import { alarmPanels } from './panels/alarm-panels.ts';
import { casesPanels } from './panels/cases-panels.ts';
import { intelligencePanels } from './panels/intelligence-panels.ts';
import { placesPanels } from './panels/places-panels.ts';
import { programmePanels } from './panels/programme-panels.ts';
import { screeningPanels } from './panels/screening-panels.ts';
import { tasksPanel } from './panels/tasks-panel.ts';

/** Every panel of the board, those that people act on first. */
export const ALL_PANELS: readonly Panel[] = [
  ...alarmPanels,
  tasksPanel,
  ...screeningPanels,
  ...placesPanels,
  ...intelligencePanels,
  ...casesPanels,
  ...programmePanels,
];
