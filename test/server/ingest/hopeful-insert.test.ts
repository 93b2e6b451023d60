import { expect, it } from 'vitest';
import type { EventRow } from '../../../server/db/queries/insert-events.ts';
import { hopefulInsert } from '../../../server/ingest/hopeful-insert.ts';

const row = (id: string): EventRow => ['2026-01-01T00:00:00.000Z', null, 'feed', 'source', id];

/** A table that knows what it holds, and which way it was asked. */
function table() {
  const held = new Set<string>();
  const ways: string[] = [];
  const insert = hopefulInsert({
    insertNew: async (rows) => {
      ways.push('hopeful');
      const ids = rows.map((each) => String(each[4]));
      if (ids.some((id) => held.has(id)) || new Set(ids).size < ids.length) return false;
      for (const id of ids) held.add(id);
      return true;
    },
    insert: async (rows) => {
      ways.push('sure');
      return rows.map((each) => {
        const fresh = !held.has(String(each[4]));
        held.add(String(each[4]));
        return fresh;
      });
    },
  });
  return { insert, ways };
}

it('asks the cheap way as long as every row is new', async () => {
  const { insert, ways } = table();
  expect(await insert([row('a'), row('b')])).toEqual([true, true]);
  expect(await insert([row('c')])).toEqual([true]);
  expect(ways).toEqual(['hopeful', 'hopeful']);
});

it('asks the sure way where a row is there already, and says which', async () => {
  const { insert, ways } = table();
  await insert([row('a')]);
  expect(await insert([row('b'), row('a'), row('b')])).toEqual([true, false, false]);
  expect(ways).toEqual(['hopeful', 'hopeful', 'sure']);
});

it('stays wary for a hundred statements, then hopes again', async () => {
  const { insert, ways } = table();
  await insert([row('a'), row('a')]);
  for (let n = 0; n < 100; n++) await insert([row(`later ${n}`)]);
  expect(ways.slice(2)).toEqual(Array.from({ length: 100 }, () => 'sure'));
  await insert([row('at last')]);
  expect(ways.at(-1)).toBe('hopeful');
});
