import { onOneEngine } from '../support/engines.ts';
import { killWhileSending } from './kill.ts';

onOneEngine('a server is killed while senders send', (engine) => {
  killWhileSending(engine, 14_000, [0.1]);
});
