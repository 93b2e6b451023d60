import { onEachEngine } from '../../support/engines.ts';
import { isolation } from './isolation.ts';

onEachEngine('a million events mixed over live and three drills', (engine) =>
  isolation(
    engine,
    engine === 'native'
      ? { live: 450_000, drill: 160_000, stations: 1, atLeast: 1_000_000 }
      : // One session, in the process of this test and of the server: a lower rate.
        { live: 24_000, drill: 8_000, stations: 1, atLeast: 150_000 },
  ),
);
