import { onOneEngine } from '../../support/engines.ts';
import { everyOther } from './twelve.ts';

onOneEngine('a drill that is played as it should be passes', (engine) => everyOther(engine, 'right'));
