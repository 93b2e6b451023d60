import { onEachEngine } from '../../support/engines.ts';
import { hourAgain } from './hour-again.ts';

onEachEngine('an hour that is played once more', (engine) =>
  hourAgain(engine, {
    ...(engine === 'native' ? { rate: 0.3, stepMs: 30_000 } : { rate: 0.1, stepMs: 60_000 }),
    played: { from: 0, to: 60 },
    sought: [29, 30, 31, 10, 45, 60, 0, 60, 31],
  }),
);
