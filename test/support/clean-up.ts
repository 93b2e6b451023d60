import { afterAll, beforeAll, vi } from 'vitest';
import { useSite } from '../../server/contract/site-in-force.ts';
import { KOREA } from '../../simulator/korea.ts';
import { siteDay } from '../../server/contract/days.ts';

useSite({ site: () => KOREA, today: () => siteDay(Date.now()) });
/** A file may have been about another site. */
beforeAll(() => useSite({ site: () => KOREA, today: () => siteDay(Date.now()) }));

/** Files of a lane share a worker: none leaves a fake behind. */
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
