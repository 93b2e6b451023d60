import { onOneEngine } from '../../support/engines.ts';
import { isolation } from './isolation.ts';

onOneEngine('an hour mixed over live and three drills', (engine) =>
  isolation(engine, { live: 6_000, drill: 2_000, stations: 20, atLeast: 20_000 }),
);
