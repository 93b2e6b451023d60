import { onOneEngine } from '../../support/engines.ts';
import { hourAgain } from './hour-again.ts';

onOneEngine('an hour that is played once more', (engine) =>
  hourAgain(engine, {
    ...{ rate: 0.1, stepMs: 120_000 },
    ...{ played: { from: 26, to: 34 }, sought: [28, 30, 32, 10, 60, 0] },
  }),
);
