import { onOneEngine } from '../../support/engines.ts';
import { hourAgain } from './hour-again.ts';

onOneEngine('an hour that is played once more', (engine) =>
  hourAgain(engine, { rate: 0.1, stepMs: 60_000, played: { from: 26, to: 34 } }),
);
