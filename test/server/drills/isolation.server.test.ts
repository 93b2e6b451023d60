import { onOneEngine, sizeFor } from '../../support/engines.ts';
import { isolation } from './isolation.ts';

onOneEngine('an hour mixed over live and three drills', (engine) =>
  isolation(
    engine,
    sizeFor(engine, {
      native: { live: 6_000, drill: 2_000, stations: 20, atLeast: 20_000 },
      embedded: { live: 2_000, drill: 700, stations: 60, atLeast: 6_000 },
    }),
  ),
);
