import { onEachEngine } from '../support/engines.ts';
import { exactness } from './exactness.ts';

onEachEngine('every figure of 250,000 events equals the raw rows', (engine) => {
  exactness(engine, { events: 200_000, copied: 50_000, cases: 300 });
});
