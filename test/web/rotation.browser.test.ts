import { outlivesFailures } from './rotation-harness/outlives-failures.ts';

outlivesFailures({ warmUp: 250, changes: 750 });
