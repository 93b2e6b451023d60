import { describe, expect, it } from 'vitest';
import type { EventRow } from '../../../server/db/queries/insert-events.ts';
import { HeldNames } from '../../../server/ingest/held-names.ts';
import type { Good } from '../../../server/ingest/plausible.ts';
import { Reception } from '../../../server/ingest/reception.ts';

type Row = { feed: string; source: string | null; id: string | null };
const event = (feed: string, id: string): Good => {
  const row: EventRow = ['2026-11-30T00:00:00Z', null, feed, 'source', id];
  return { ok: true, type: 'border.arrival.v1', row };
};

/** Names as the database has them; `null`: it is locked. */
function namesOf(first: readonly Row[] | null) {
  const world = { rows: first, now: 0, reads: 0 };
  const query = () => {
    world.reads++;
    return world.rows === null ? new Promise(() => undefined) : Promise.resolve(world.rows);
  };
  const db = { query, transaction: (work: (tx: object) => Promise<unknown>) => work({ query }) } as never;
  const elapsed = () => world.now;
  const reception = new Reception(db, { now: elapsed, elapsed });
  return { names: new HeldNames({ elapsed, reception, realm: { db, schema: 'live' } }), world };
}

describe('names of events that are held', () => {
  const [held, other] = [event('a', 'held'), event('a', 'other')];
  const read = [
    { feed: 'a', source: 'source', id: 'held' },
    { feed: 'many', source: null, id: null },
  ];

  it('are not those of others, but of feeds that have many', async () => {
    const { names } = namesOf(read);
    const many = event('many', 'some');
    expect(await names.among([held, other, many, event('b', 'held')])).toEqual([held, many]);
  });

  it('are read again after five seconds, and those of this server are known at once', async () => {
    const { names, world } = namesOf([]);
    expect(await names.among([held, other])).toEqual([]);
    names.add([other]);
    world.rows = read;
    expect(await names.among([held, other])).toEqual([other]);
    world.now += 5_000;
    // What was decided meanwhile is no longer among them.
    expect(await names.among([held, other])).toEqual([held]);
    expect(world.reads).toBe(2);
  });

  it('are those that were known where the database does not say', async () => {
    const { names, world } = namesOf(read);
    await names.among([held]);
    world.rows = null;
    world.now += 5_000;
    expect(await names.among([held, other])).toEqual([held]);
    world.now += 5_000;
    expect(await names.among([held, other])).toEqual([held]);
    expect(world.reads).toBe(2);
  });
});
