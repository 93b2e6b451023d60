import { setImmediate } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { DatabaseAway, type RealmDatabase } from '../../../server/db/database.ts';
import { checkEvent, type Checked } from '../../../server/ingest/check-event.ts';
import { DailySums } from '../../../server/ingest/daily-sums.ts';
import type { Reception } from '../../../server/ingest/reception.ts';
import { arrival, correction } from '../../support/events.ts';

it('lets nothing wait for the database that has waited for its turn behind what did', async () => {
  let elapsed = 0;
  const sender = { feed: 'test', token: 1, maySetRecordedTime: false, speaksFor: null };
  const bound = { type: 'border.arrival.v1', field: 'units', lowest: null, highest: null, highestSum: 10 };
  const sums = new DailySums({
    bounds: async () => new Map([[bound.type, [{ ...bound, column: 'units', place: 9 }]]]),
    elapsed: () => elapsed,
    realm: {} as RealmDatabase,
    reception: { ask: async () => ({ charges: [], wants: [] }) } as unknown as Reception,
  });
  const raise = (): Checked =>
    checkEvent(correction(arrival(), { changes: { units: 1 } }), sender, Date.now());
  let end = (): void => undefined;
  const stuck = new Promise<void>((resolve) => (end = resolve));
  const answered = vi.fn(async () => await Promise.resolve([{ status: 'accepted' as const }]));
  const first = sums.within([raise()], new Map(), 'test', async () => {
    await stuck;
    return await answered();
  });
  const waiting = [1, 2, 3].map(() => sums.within([raise()], new Map(), 'test', answered));
  await setImmediate();
  elapsed = 10_001;
  end();
  await expect(first).resolves.toEqual([{ status: 'accepted' }]);
  for (const each of waiting) await expect(each).rejects.toThrow(DatabaseAway);
  expect(answered).toHaveBeenCalledTimes(1);
  await expect(sums.within([raise()], new Map(), 'test', answered)).resolves.toHaveLength(1);
});
