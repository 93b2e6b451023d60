import { onOneEngine } from '../../support/engines.ts';
import { everyOther } from './twelve.ts';

onOneEngine('a drill that is not played as it should be fails on one criterion', (engine) =>
  everyOther(engine, 'wrong'),
);
