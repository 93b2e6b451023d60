import { outlivesFailures } from './rotation-harness/outlives-failures.ts';

outlivesFailures({ warmUp: 1_000, changes: 10_000 });
