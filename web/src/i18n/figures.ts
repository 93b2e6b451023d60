import { alarmFigures } from './figures/alarm-figures.ts';
import { casesFigures } from './figures/cases-figures.ts';
import { intelligenceFigures } from './figures/intelligence-figures.ts';
import { overviewFigures } from './figures/overview-figures.ts';
import { placesFigures } from './figures/places-figures.ts';
import { programmeFigures } from './figures/programme-figures.ts';
import { recordFigures } from './figures/record-figures.ts';
import { screeningFigures } from './figures/screening-figures.ts';

/** Every figure of every view, with its definition: a number that nobody can explain does not compile. */
export const FIGURES = {
  ...overviewFigures,
  ...screeningFigures,
  ...placesFigures,
  ...intelligenceFigures,
  ...casesFigures,
  ...programmeFigures,
  ...recordFigures,
  ...alarmFigures,
};
export type FigureName = keyof typeof FIGURES;
