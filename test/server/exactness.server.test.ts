import { onOneEngine } from '../support/engines.ts';
import { exactness } from './exactness.ts';

// Several requests of every sender, and more events than one statement or one tick takes.
onOneEngine('every figure equals the raw rows', (engine) => {
  exactness(engine, { events: 12_000, copied: 2_000, cases: 50 });
});
