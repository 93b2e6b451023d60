import { afterAll, vi } from 'vitest';

/** Files of a lane share a worker: none leaves a fake behind. */
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
