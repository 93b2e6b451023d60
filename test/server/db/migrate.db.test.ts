import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../server/db/database.ts';
import { migrate, MigrationChanged, MigrationRefused, splitStatements } from '../../../server/db/migrate.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { MIGRATIONS, onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';

onEachEngine('migrations', (engine) => {
  let database: TestDatabase;
  let folder: string;
  let schema = '';
  let schemas = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gwanje-migrations-'));
    await mkdir(join(folder, 'realm'));
    await write('0001-things.sql', 'CREATE TABLE thing (name text PRIMARY KEY);\n');
    await write(
      '0002-more.sql',
      "INSERT INTO thing VALUES ('one');\nALTER TABLE thing ADD COLUMN size integer;\n",
    );
    schema = `realm_${++schemas}`;
    return () => rm(folder, { recursive: true });
  });

  const write = (name: string, sql: string) => writeFile(join(folder, 'realm', name), sql);
  const run = (db: Database = database.db) => migrate(db, folder, schema, 'realm');
  const applied = async () =>
    (await database.db.query<{ name: string }>(`SELECT name FROM ${schema}.migration ORDER BY name`)).map(
      ({ name }) => name,
    );

  it('are applied in the order of their names, once', async () => {
    expect(await run()).toEqual(['0001-things.sql', '0002-more.sql']);
    expect(await run()).toEqual([]);
    expect(await database.db.query(`SELECT * FROM ${schema}.thing`)).toEqual([{ name: 'one', size: null }]);
  });

  it('that came later are applied after the others', async () => {
    await run();
    await write('0003-later.sql', "INSERT INTO thing VALUES ('two', 2);\n");
    expect(await run()).toEqual(['0003-later.sql']);
    expect(await applied()).toHaveLength(3);
  });

  it('are applied once when two servers start at the same moment', async () => {
    const other =
      engine === 'native'
        ? openPgDatabase({
            url: database.env['DATABASE_URL'] ?? '',
            poolSize: 2,
            random: Math.random,
            onIdleError: () => undefined,
          })
        : database.db;
    const both = await Promise.all([run(), run(other)]);
    if (other !== database.db) await other.close();
    expect(both.flat().toSorted()).toEqual(['0001-things.sql', '0002-more.sql']);
    expect(await database.db.query(`SELECT name FROM ${schema}.thing`)).toEqual([{ name: 'one' }]);
  });

  it('are refused when one that was applied has another text now, and nothing is run', async () => {
    await run();
    await write('0001-things.sql', 'CREATE TABLE thing (name text PRIMARY KEY, colour text);\n');
    await write('0003-later.sql', "INSERT INTO thing VALUES ('two', 2);\n");
    await expect(run()).rejects.toThrow(MigrationChanged);
    await expect(run()).rejects.toThrow(/0001-things\.sql was applied with another text/);
    expect(await applied()).toHaveLength(2);
  });

  it('are refused when one was applied that this version does not know', async () => {
    await write('0003-newer.sql', 'CREATE TABLE newer (x integer);\n');
    await run();
    await rm(join(folder, 'realm/0003-newer.sql'));
    await expect(run()).rejects.toThrow(/0003-newer\.sql was applied by a newer version/);
  });

  describe('of a database that was made before the baseline', () => {
    const made = async (name: string, first: string) => {
      await database.db.query(`CREATE SCHEMA ${name}`);
      await database.db.query(`CREATE TABLE ${name}.migration (
        name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
      await database.db.query(`INSERT INTO ${name}.migration (name, checksum) VALUES ('${first}', 'a')`);
    };
    const relations = () =>
      database.db.query(
        `SELECT nspname, relname FROM pg_namespace n LEFT JOIN pg_class c ON relnamespace = n.oid
         WHERE nspname LIKE 'realm%' OR nspname LIKE 'gwanje%' OR nspname = 'live' ORDER BY 1, 2`,
      );

    it('are refused in a realm, and nothing is changed', async () => {
      await made(schema, '0001-events.sql');
      const before = await relations();
      await expect(run()).rejects.toThrow(MigrationRefused);
      await expect(run()).rejects.toThrow(
        /cannot be upgraded; start with an empty database or a new DATA_DIR/,
      );
      expect(await applied()).toEqual(['0001-events.sql']);
      expect(await relations()).toEqual(before);
      await database.db.query(`DROP SCHEMA ${schema} CASCADE`);
    });

    it.each(['0001-events.sql', '0001-realms-and-tokens.sql'])(
      'are refused above the realms, which come first, when any schema has %s',
      async (first) => {
        await made(schema, first);
        await cp(join(folder, 'realm'), join(folder, 'shared'), { recursive: true });
        const before = await relations();
        for (const shared of ['gwanje', 'gwanje_new', schema])
          await expect(migrate(database.db, folder, shared, 'shared')).rejects.toThrow(MigrationRefused);
        expect(await applied()).toEqual([first]);
        expect(await relations()).toEqual(before);
        await database.db.query(`DROP SCHEMA ${schema} CASCADE`);
      },
    );

    it('run where only another program has a table of that name', async () => {
      await database.db.query(`CREATE SCHEMA ${schema}_other`);
      await database.db.query(`CREATE TABLE ${schema}_other.migration (name text)`);
      await database.db.query(`INSERT INTO ${schema}_other.migration VALUES ('0001-events.sql')`);
      await cp(join(folder, 'realm'), join(folder, 'shared'), { recursive: true });
      expect(await migrate(database.db, folder, schema, 'shared')).toHaveLength(2);
      await database.db.query(`DROP SCHEMA ${schema}_other CASCADE`);
    });
  });

  it('leave nothing behind when one fails, and go on from there when it is mended', async () => {
    await write('0003-broken.sql', 'CREATE TABLE half (x integer);\nINSERT INTO nowhere VALUES (1);\n');
    await write('0004-after.sql', 'CREATE TABLE last (x integer);\n');
    await expect(run()).rejects.toMatchObject({ code: '42P01' });
    expect(await applied()).toEqual(['0001-things.sql', '0002-more.sql']);
    const tables = await database.db.query(
      `SELECT FROM pg_tables WHERE schemaname = $1 AND tablename IN ('half', 'last')`,
      [schema],
    );
    expect(tables).toHaveLength(0);
    await write('0003-broken.sql', 'CREATE TABLE half (x integer);\n');
    expect(await run()).toEqual(['0003-broken.sql', '0004-after.sql']);
  });

  it('leave the search path of later statements alone', async () => {
    await run();
    const [row] = await database.db
      .query<{ path: string }>('SHOW search_path')
      .then((rows) => rows.map((each) => ({ path: Object.values(each)[0] as string })));
    expect(row?.path).not.toContain(schema);
  });

  it('of the board bring up a second realm beside the live one, apart from it', async () => {
    await cp(join(MIGRATIONS, 'realm'), join(folder, 'realm'), { recursive: true });
    await rm(join(folder, 'realm/0001-things.sql'));
    await rm(join(folder, 'realm/0002-more.sql'));
    expect(await run()).toEqual((await readdir(join(MIGRATIONS, 'realm'))).sort());
    await database.db.query(
      `INSERT INTO ${schema}.arrival (time, source, id, port, route, conveyance, origin, units, risk)
       VALUES (now(), 's', '1', 'GMP', 'traveller', 'KE1', 'JP', 7, 'normal')`,
    );
    expect(await database.db.query(`SELECT units FROM ${schema}.count_day`)).toEqual([{ units: 7 }]);
    expect(await database.db.query('SELECT units FROM live.count_day')).toEqual([]);
  });
});

describe('statements of a migration', () => {
  it('end with a semicolon at the end of a line', () => {
    expect(splitStatements('-- why\n\nSELECT 1;\nSELECT\n  2; -- two\n')).toEqual([
      'SELECT 1;',
      'SELECT\n  2; -- two',
    ]);
  });

  it('keep bodies together that are set off with $$', () => {
    const body = 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  PERFORM 1;\nEND $$;';
    expect(splitStatements(`${body}\nSELECT 1;`)).toEqual([body, 'SELECT 1;']);
    expect(splitStatements('DO $$ BEGIN PERFORM 1; END $$;')).toHaveLength(1);
  });

  it('keep bodies together that are set off with BEGIN ATOMIC', () => {
    const body =
      'CREATE FUNCTION f() RETURNS integer LANGUAGE sql\nBEGIN ATOMIC\n  SELECT 1;\n  SELECT 2;\nEND;';
    expect(splitStatements(`${body}\nSELECT 1;`)).toEqual([body, 'SELECT 1;']);
  });

  it('that are not finished are an error, not half a migration', () => {
    expect(() => splitStatements('SELECT 1;\nSELECT 2')).toThrow(/unfinished statement: SELECT 2/);
  });

  it('of our own migrations are all found: none is empty and each begins as a statement does', async () => {
    for (const set of ['shared', 'realm']) {
      for (const name of await readdir(join(MIGRATIONS, set))) {
        const statements = splitStatements(await readFile(join(MIGRATIONS, set, name), 'utf8'));
        expect(statements.length, name).toBeGreaterThan(0);
        for (const statement of statements)
          expect(statement, name).toMatch(/^(\s*--.*\n)*\s*(CREATE|ALTER|DROP|INSERT|SELECT|DO|UPDATE)\b/);
      }
    }
  });
});
