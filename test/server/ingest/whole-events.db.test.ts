import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../../server/access/principal.ts';
import type { RealmCell } from '../../../server/contract/cells.ts';
import { definitionOf, EVENT_STREAMS, type EventStream } from '../../../server/contract/events/catalogue.ts';
import type { Row } from '../../../server/contract/rows-rest.ts';
import type { RealmDatabase } from '../../../server/db/database.ts';
import { readRows, rowColumns } from '../../../server/db/queries/read-rows.ts';
import { createMetrics } from '../../../server/metrics.ts';
import type { RunningRealm } from '../../../server/realm.ts';
import { Realms } from '../../../server/realms.ts';
import { Replays } from '../../../server/replay/replays.ts';
import { csvOf } from '../../../server/routes/row-files.ts';
import { anyData } from '../../support/any-event.ts';
import { readCsv } from '../../support/csv.ts';
import { MIGRATIONS, onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';

const MINUTE = 60_000;
const SOURCE: RealmCell = { name: 'drill_1', kind: 'drill', ko: '훈련', en: 'A drill', simulated: true };
const EACH = 25;
const SENDER = { feed: 'any', token: 1, maySetRecordedTime: false, speaksFor: null };
/** Amounts of their own are not what is tested here. */
const BOUNDS = 'DELETE FROM drill_1.plausible_bound';

interface Stated {
  id: string;
  data: Record<string, unknown>;
}

onEachEngine('an event that the schema accepts comes back whole', (engine) => {
  const now = Date.now();
  const stated = {} as Record<EventStream, Stated[]>;
  const corrected = {} as Record<EventStream, Stated[]>;
  const faults: unknown[] = [];
  const failed = (...fault: unknown[]) => void faults.push(fault);
  let test: TestDatabase;
  let realms: Realms;
  let source: RunningRealm;
  let replays: Replays;

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    const { db } = test;
    const deps = { db, migrationsFolder: MIGRATIONS, metrics: createMetrics(), now: Date.now };
    realms = new Realms({ ...deps, elapsed: Date.now, tickMs: 100, failed, alarmsFailed: failed });
    source = await realms.open(SOURCE);
    await db.query(BOUNDS);
    for (const stream of EVENT_STREAMS) await tell(stream);
    replays = new Replays({ db, migrationsFolder: MIGRATIONS, realms, run: 'test', now: Date.now, failed });
    await replays.start();
  }, 240_000);
  afterAll(async () => {
    await replays.stop();
    await realms.stop();
    await test.drop();
    expect(faults).toEqual([]);
  });

  /** Half of the events as they stand, the others under a correction of every field that one may change. */
  async function tell(stream: EventStream): Promise<void> {
    const { fields, type } = definitionOf(stream);
    const sample = fc.sample(anyData(stream), { numRuns: 3 * EACH, seed: 12 });
    const own = sample
      .slice(0, 2 * EACH)
      .map((data, nth) => ({ id: `${stream}-${nth}`, data: named(stream, data, nth) }));
    const event = (id: string, of: string, at: number, data: object) => ({
      ...{
        specversion: '1.0',
        id,
        source: '//any.example',
        type: of,
        time: new Date(at).toISOString(),
        data,
      },
    });
    const at = (nth: number) => now - 20 * MINUTE + nth * 1_000;
    const corrections = own.slice(EACH).map(({ id }, nth) => {
      const whole = sample[2 * EACH + nth] ?? {};
      const changes = Object.fromEntries(
        Object.entries(fields)
          .filter(([, { fixed }]) => fixed !== true)
          .map(([name]) => [name, whole[name] ?? null]),
      );
      return { id, changes };
    });
    const outcomes = await source.ingest.take(
      [
        ...own.map(({ data, id }, nth) => event(id, type, at(nth), data)),
        ...corrections.map(({ changes, id }, nth) =>
          event(`${id}-corrected`, 'border.correction.v1', at(nth) + 500, {
            ...{ source: '//any.example', id, type, changes },
          }),
        ),
      ],
      SENDER,
    );
    expect(outcomes.filter(({ status }) => status !== 'accepted')).toEqual([]);
    stated[stream] = own.slice(0, EACH);
    corrected[stream] = own.slice(EACH).map(({ data, id }, nth) => {
      return { id, data: { ...data, ...corrections[nth]?.changes } };
    });
  }

  async function rowsOf(database: RealmDatabase, stream: EventStream): Promise<Row[]> {
    const wanted = { stream, filters: {}, from: now - 60 * MINUTE, to: now, now };
    const all = { stream, filters: {}, now };
    const placed = stream === 'arrival' || stream === 'verdict' ? wanted : all;
    return (await readRows(database, placed, 500, null)).rows;
  }

  function expectWhole(stream: EventStream, rows: readonly Row[]): void {
    const byId = new Map(rows.map((row) => [row['id'], row]));
    const { fields } = definitionOf(stream);
    for (const { data, id } of [...(stated[stream] ?? []), ...(corrected[stream] ?? [])]) {
      const row = byId.get(id) ?? {};
      const found = Object.fromEntries(Object.keys(fields).map((name) => [name, row[name] ?? null]));
      expect(found, id).toEqual(shownOf(stream, data));
    }
  }

  describe.each(EVENT_STREAMS)('%s', (stream) => {
    it('in its rows, also under corrections', async () => {
      expectWhole(stream, await rowsOf(source.database, stream));
    });

    it('in a file', async () => {
      const rows = await rowsOf(source.database, stream);
      const pages = (async function* () {
        yield rows;
      })();
      let text = '';
      for await (const part of csvOf(stream, pages)) text += part;
      const [head, ...lines] = readCsv(text);
      expect(head).toEqual(rowColumns(stream));
      const read = lines.map((line) =>
        Object.fromEntries(line.map((cell, nth) => [head?.[nth] ?? '', cell])),
      );
      const written = (value: unknown) => {
        if (value === null || value === undefined) return '';
        return typeof value === 'string' ? value : JSON.stringify(value);
      };
      expect(
        read.map((row) => Object.values(row).map((cell) => cell.replace(/^'(?='*[\s\u00a0]*[=+\-@])/, ''))),
      ).toEqual(rows.map((row) => rowColumns(stream).map((name) => written(row[name]))));
    });
  });

  it('in a replay', async () => {
    const person = await signedIn(test.db, ['viewer']);
    const by: Account = {
      kind: 'account',
      ...person,
      name: 'V',
      roles: ['viewer'],
      scopes: ['headquarters'],
    };
    const iso = (ago: number) => new Date(now - ago * MINUTE).toISOString();
    const wanted = { from: iso(2), to: iso(0), realm: SOURCE.name, known: 'now' as const, paused: true };
    const { id, realm } = await replays.make(wanted, source, by);
    await eventually(async () => {
      const made = (await replays.list()).find((each) => each.id === id);
      expect(made?.state).toBe('paused');
    }, 120_000);
    const database = realms.all.get(realm)?.database;
    if (database === undefined) throw new Error('the replay does not run');
    for (const stream of EVENT_STREAMS) expectWhole(stream, await rowsOf(database, stream));
  });
});

/** Every thing has a name of its own: a second statement of one would replace the first. */
function named(stream: EventStream, data: Record<string, unknown>, nth: number): Record<string, unknown> {
  const { fields, number } = definitionOf(stream);
  const own = [...Object.keys(fields).filter((name) => fields[name]?.fixed === true), number].find(
    (name) => name !== undefined && !['port', 'route', 'period'].includes(name),
  );
  return own === undefined ? data : { ...data, [own]: `${stream}-${nth}` };
}

/** As rows show it: nothing for what was left out, and of who it is about the beginning. */
function shownOf(stream: EventStream, data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definitionOf(stream).fields).map(([name, { personal }]) => {
      const value = data[name] ?? null;
      return [name, personal === true && typeof value === 'string' ? `${value.slice(0, 6)}…` : value];
    }),
  );
}
