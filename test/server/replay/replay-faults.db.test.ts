import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Account } from '../../../server/access/principal.ts';
import type { RealmCell } from '../../../server/contract/cells.ts';
import { createMetrics } from '../../../server/metrics.ts';
import type { RunningRealm } from '../../../server/realm.ts';
import { Realms } from '../../../server/realms.ts';
import { Replays } from '../../../server/replay/replays.ts';
import { MIGRATIONS, onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { cellsOf, tellMinutes, unitsOf } from './minutes.ts';

const MINUTE = 60_000;
const SOURCE: RealmCell = { name: 'drill_1', kind: 'drill', ko: '훈련', en: 'A drill', simulated: true };

/** As it is promised. */
const GOES_ON_MS = 15_000;

onOneEngine('a replay when something is amiss', (engine) => {
  const now = Date.now();
  const iso = (ago: number) => new Date(now - ago * MINUTE).toISOString();
  const failed = () => undefined;
  let test: TestDatabase;
  let realms: Realms;
  let source: RunningRealm;
  let replays: Replays;
  let by: Account;
  let id: number;
  let realm: string;

  const run = (name: string) =>
    new Replays({ db: test.db, migrationsFolder: MIGRATIONS, realms, run: name, now: Date.now, failed });
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    const { db } = test;
    realms = new Realms({
      ...{
        db,
        migrationsFolder: MIGRATIONS,
        metrics: createMetrics(),
        now: Date.now,
        elapsed: Date.now,
        tickMs: 100,
      },
      ...{ failed, alarmsFailed: failed },
    });
    source = await realms.open(SOURCE);
    await tellMinutes(db, SOURCE.name, now);
    replays = run('first');
    await replays.start();
    const person = await signedIn(db, ['viewer']);
    by = { kind: 'account', ...person, name: 'Viewer', roles: ['viewer'], scopes: ['headquarters'] };
    const wanted = { from: iso(25), to: iso(5), realm: SOURCE.name, paused: true };
    ({ id, realm } = await replays.make(wanted, source, by));
    await shows(25, 6);
  }, 120_000);
  afterAll(async () => {
    await replays.stop();
    await realms.stop();
    await test.drop();
  });

  const item = async () => (await replays.list()).find((each) => each.id === id);
  const seek = async (ago: number) => void (await replays.order(id, { to: iso(ago) }, by));
  const units = () => unitsOf(cellsOf(realms.all.get(realm)));
  async function shows(ago: number, wanted: number, state = 'paused'): Promise<void> {
    await eventually(async () => {
      expect(await item()).toMatchObject({ shows: iso(ago), made: null, state });
      expect(units()).toBe(wanted);
    }, 60_000);
  }

  it('shows nothing while only a part of it could be made, whatever is ordered meanwhile, and then all', async () => {
    await seek(15);
    await shows(15, 16);
    await test.db.query('ALTER TABLE drill_1.lead_match RENAME TO hidden');
    await seek(20);
    await eventually(() => expect(units()).toBe(null), 30_000);
    await eventually(async () => expect((await item())?.made).toBeGreaterThan(0.8), 30_000);
    await seek(10);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(units()).toBe(null);
    await test.db.query('ALTER TABLE drill_1.hidden RENAME TO lead_match');
    await shows(10, 21);
  }, 120_000);

  it('is made where it was sought to, when the server ends on the way', async () => {
    await seek(20);
    await eventually(async () => expect((await item())?.made).not.toBe(null), 30_000);
    await replays.stop();
    expect((await item())?.made).not.toBe(null);
    replays = run('second');
    await replays.start();
    await shows(20, 11);
  }, 120_000);

  it('is left to the server that has taken it up, and is taken back when that one is gone', async () => {
    await test.db.query(
      `UPDATE gwanje.replay SET holder = 'another', held_until = now() + INTERVAL '1 hour'`,
    );
    await eventually(() => expect(realms.drives(realm)).toBe(false), 10_000);
    await seek(10);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await item()).toMatchObject({ shows: iso(20) });
    await test.db.query('UPDATE gwanje.replay SET held_until = now()');
    await shows(10, 21);
  }, 60_000);

  it('goes on when the server that played it is gone, or stands where it has been for longer', async () => {
    const takenUp = async (leftFor: string) => {
      await replays.order(id, { paused: false, speed: 1 }, by);
      await eventually(async () => expect((await item())?.state).toBe('playing'));
      await replays.stop();
      await test.db.query('UPDATE gwanje.replay SET held_until = now() - $1::interval', [leftFor]);
      replays = run(`after ${leftFor}`);
      await replays.start();
    };
    await takenUp('1 second');
    const before = await item();
    await eventually(async () => {
      const after = await item();
      expect(after?.state).toBe('playing');
      expect(Date.parse(after?.shows ?? '')).toBeGreaterThan(Date.parse(before?.shows ?? ''));
    }, GOES_ON_MS);
    await takenUp('1 hour');
    await eventually(async () => expect((await item())?.state).toBe('paused'), GOES_ON_MS);
    await seek(10);
    await shows(10, 21);
  }, 60_000);

  it('leaves no realm behind that nobody plays', async () => {
    await test.db.query('CREATE SCHEMA replay_99');
    await test.db.query(
      `INSERT INTO gwanje.realm (name, kind, title_ko, title_en, simulated) VALUES ('replay_99', 'replay', '', '', false)`,
    );
    await eventually(async () => {
      expect(await test.db.query(`SELECT FROM pg_namespace WHERE nspname = 'replay_99'`)).toEqual([]);
      expect(await test.db.query(`SELECT FROM gwanje.realm WHERE name = 'replay_99'`)).toEqual([]);
    }, 15_000);
  }, 30_000);

  it('has failed when its past is no more, and keeps what it shows; another run of the server says so as well', async () => {
    await realms.close(SOURCE.name);
    await test.db.query('DROP SCHEMA drill_1 CASCADE');
    await test.db.query(`DELETE FROM gwanje.realm WHERE name = 'drill_1'`);
    await seek(20);
    await shows(10, 21, 'failed');
    await replays.stop();
    await test.db.query(`UPDATE gwanje.replay SET state = 'paused'`);
    replays = run('third');
    await replays.start();
    expect((await item())?.state).toBe('failed');
    await replays.remove(id, by);
    await eventually(async () => {
      expect(await test.db.query(`SELECT FROM pg_namespace WHERE nspname = '${realm}'`)).toEqual([]);
    }, 15_000);
  }, 60_000);
});
