import { describe } from 'vitest';
import { onNative } from '../support/engines.ts';
import { hourOfEveryStream } from './hour.ts';

onNative('an hour of every stream, at 20 times reality', () => {
  hourOfEveryStream('native', { rate: 20, least: 0.85 });
});

// It has a single session and one process with this test: the same hour, with every stream, at a lower rate.
describe('an hour of every stream, at twice reality (embedded)', () => {
  hourOfEveryStream('embedded', { rate: 2, least: 0.85 });
});
