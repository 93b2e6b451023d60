import { onEachEngine } from '../support/engines.ts';
import { killWhileSending } from './kill.ts';

onEachEngine('a server is killed twice while senders send 120,000 events', (engine) => {
  killWhileSending(engine, 120_000, [0.1, 0.4]);
});
