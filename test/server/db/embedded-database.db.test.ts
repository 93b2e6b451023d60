import { spawnSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DatabaseAway } from '../../../server/db/database.ts';
import { openEmbeddedDatabase } from '../../../server/db/embedded-database.ts';
import { FolderUnfit } from '../../../server/db/data-folder.ts';
import { FolderHeld, holdFolder } from '../../../server/db/folder-lock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';

describe('a data folder', () => {
  const newFolder = () => mkdtemp(join(tmpdir(), 'gwanje-lock-'));
  /** What a process that was killed leaves of its lock. */
  const leaveLock = (folder: string) => {
    const hold = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    const { signal } = spawnSync(process.execPath, ['-e', hold, join(folder, 'gwanje.lock')]);
    expect(signal).toBe('SIGKILL');
  };

  it('is held by one at a time, and free again when given back', async () => {
    const folder = await newFolder();
    const release = await holdFolder(folder);
    await expect(holdFolder(folder)).rejects.toThrow(FolderHeld);
    await expect(holdFolder(folder)).rejects.toMatchObject({ pid: process.pid });
    await release();
    expect(await readdir(folder)).toEqual([]);
    await (
      await holdFolder(folder)
    )();
    await rm(folder, { recursive: true });
  });

  it('is the same one by whatever path, also where that is longer than a socket may have', async () => {
    const folder = join(await newFolder(), 'a-long-name-for-a-folder'.repeat(5));
    await mkdir(folder);
    const other = `${folder}-other`;
    await symlink(folder, other);
    const release = await holdFolder(folder);
    await expect(holdFolder(other)).rejects.toThrow(FolderHeld);
    await release();
    await rm(dirname(folder), { recursive: true });
  });

  it.runIf(process.platform === 'linux')('stays held where its lock is removed by hand', async () => {
    const folder = await newFolder();
    const release = await holdFolder(folder);
    await rm(join(folder, 'gwanje.lock'));
    await expect(holdFolder(folder)).rejects.toMatchObject({ name: 'FolderHeld', pid: process.pid });
    await release();
    await rm(folder, { recursive: true });
  });

  it('is held whatever folder for temporary files a process has, also by a long path', async () => {
    const folder = join(await newFolder(), 'a-long-name-for-a-folder'.repeat(5));
    await mkdir(folder);
    const release = await holdFolder(folder);
    // Another container would have no name in common but those in the folder.
    if (process.platform === 'linux') expect(await readdir(folder)).toEqual(['gwanje.lock']);
    vi.stubEnv('TMPDIR', await newFolder());
    await expect(holdFolder(folder)).rejects.toThrow(FolderHeld);
    vi.unstubAllEnvs();
    await release();
    expect(await readdir(folder)).toEqual([]);
    await rm(dirname(folder), { recursive: true });
  });

  it('says in words what it cannot be, and what would be right', async () => {
    const folder = await newFolder();
    const [file, astray, junk] = ['file', 'astray', 'junk'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(file, '');
    await symlink(join(folder, 'nowhere'), astray);
    await mkdir(join(junk, 'timescaledb'), { recursive: true });
    await writeFile(join(junk, 'timescaledb', 'PG_VERSION'), 'junk');
    const right = 'DATA_DIR must name a folder that this user may write to, or one that can be made';
    const refused = async (path: string) => {
      const error = await openEmbeddedDatabase(path).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(FolderUnfit);
      return (error as Error).message;
    };
    expect(await refused(file)).toBe(`${file} cannot be the data folder: ${file} is a file. ${right}`);
    expect(await refused(join(file, 'in', 'it'))).toContain(`: ${file} is a file. ${right}`);
    expect(await refused(astray)).toContain(`${astray} is a link to ${folder}/nowhere, which is not there`);
    expect(await refused(junk)).toMatch(
      /junk\/timescaledb cannot be opened as a database \(.+\): restore it from a backup, or move it away/,
    );
    // Given back: it can be used when it has been put right.
    await rm(join(junk, 'timescaledb'), { recursive: true });
    await (
      await holdFolder(junk)
    )();
    await rm(folder, { recursive: true });
  });

  it('is taken over from a process that was killed, whatever process has its number now', async () => {
    const folder = await newFolder();
    leaveLock(folder);
    // Killed before its lock was in place.
    await rename(join(folder, 'gwanje.lock'), join(folder, 'gwanje.lock.0123abcd'));
    leaveLock(folder);
    const release = await holdFolder(folder);
    await expect(holdFolder(folder)).rejects.toThrow(FolderHeld);
    expect(await readdir(folder)).toEqual(['gwanje.lock']);
    await release();
    await rm(folder, { recursive: true });
  });

  it('is taken over where something else lies in the place of its lock', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'gwanje.lock'), '1');
    await (
      await holdFolder(folder)
    )();
    await rm(folder, { recursive: true });
  });

  it('is held by exactly one of many that come at the same moment', async () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      const folder = await newFolder();
      const all = await Promise.allSettled(Array.from({ length: 16 }, () => holdFolder(folder)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await rm(folder, { recursive: true });
    }
  });

  it('is held by exactly one of many that find it left behind by a process that was killed', async () => {
    const left = await newFolder();
    leaveLock(left);
    for (let attempt = 0; attempt < 20; attempt++) {
      const folder = await newFolder();
      await link(join(left, 'gwanje.lock'), join(folder, 'gwanje.lock'));
      const all = await Promise.allSettled(Array.from({ length: 16 }, () => holdFolder(folder)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await rm(folder, { recursive: true });
    }
    await rm(left, { recursive: true });
  });
});

describe('the embedded database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    await database.db.query('CREATE TABLE note (text text)');
  });
  afterAll(() => database.drop());

  it('refuses a second opener of its folder, who leaves it as it was', async () => {
    await expect(openEmbeddedDatabase(database.env['DATA_DIR'] ?? '')).rejects.toThrow(FolderHeld);
    expect(await database.db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('keeps what was committed when it is closed and opened again, triggers and all', async () => {
    await database.db.query("INSERT INTO note VALUES ('kept')");
    await database.reopen();
    expect(await database.db.query("SELECT text FROM note WHERE text = 'kept'")).toHaveLength(1);
    await database.db.query(
      `INSERT INTO live.arrival (time, source, id, port, route, conveyance, origin, units, risk)
       VALUES (now(), 's', 'reopened', 'GMP', 'traveller', 'KE1', 'JP', 7, 'normal')`,
    );
    expect(await database.db.query('SELECT units FROM live.count_day')).toEqual([{ units: 7 }]);
  });

  it('lets other statements wait for a transaction, so that none slips into it', async () => {
    const { db } = database;
    let finish = () => {};
    const order: string[] = [];
    const transaction = db.transaction(async (tx) => {
      await tx.query("INSERT INTO note VALUES ('undone')");
      await new Promise<void>((resolve) => (finish = resolve));
      order.push('transaction');
      throw new Error('changed my mind');
    });
    await eventually(() => expect(finish.name).not.toBe('finish'));
    const outside = db.query("INSERT INTO note VALUES ('outside')").then(() => order.push('outside'));
    finish();
    await expect(transaction).rejects.toThrow('changed my mind');
    await outside;
    expect(order).toEqual(['transaction', 'outside']);
    const rows = await db.query("SELECT text FROM note WHERE text IN ('undone', 'outside')");
    expect(rows).toEqual([{ text: 'outside' }]);
  });

  it('goes on after a statement that fails, and says what failed', async () => {
    await expect(database.db.query('SELECT 1 / 0')).rejects.toMatchObject({
      code: '22012',
      message: 'division by zero',
    });
    const failed = database.db.transaction(async (tx) => {
      await tx.query("INSERT INTO note VALUES ('half')");
      await tx.query('SELECT nothing FROM nowhere');
    });
    await expect(failed).rejects.toMatchObject({ code: '42P01' });
    expect(await database.db.query("SELECT FROM note WHERE text = 'half'")).toHaveLength(0);
  });

  it('gives whole numbers, weights and days as the native one does', async () => {
    const [row] = await database.db.query(
      "SELECT 9007199254740991::bigint AS big, 12.345::numeric AS grams, date '2026-02-28' AS day, now() AS instant, NULL AS nothing",
    );
    expect(row).toMatchObject({
      big: 9_007_199_254_740_991,
      grams: 12.345,
      day: '2026-02-28',
      nothing: null,
    });
    expect(row?.['instant']).toBeInstanceOf(Date);
  });

  it('notifies those who listen, until they stop', async () => {
    const heard: string[] = [];
    let connected = 0;
    const stop = database.db.listen('gwanje_test', {
      notified: (payload) => heard.push(payload),
      connected: () => connected++,
      lost: () => undefined,
    });
    await eventually(() => expect(connected).toBe(1));
    await database.db.query("SELECT pg_notify('gwanje_test', 'one')");
    await eventually(() => expect(heard).toEqual(['one']));
    await stop();
    await database.db.query("SELECT pg_notify('gwanje_test', 'two')");
    await database.db.query('SELECT 1');
    expect(heard).toEqual(['one']);
  });

  it('leaves the thread free that serves the screens while a statement runs', async () => {
    let beats = 0;
    const heart = setInterval(() => beats++, 5);
    await database.db.query('SELECT count(*) FROM generate_series(1, 3000000)');
    clearInterval(heart);
    expect(beats).toBeGreaterThan(5);
  });

  it('is away once it is closed', async () => {
    const { db } = database;
    await db.close();
    await expect(db.query('SELECT 1')).rejects.toBeInstanceOf(DatabaseAway);
    await database.reopen();
  });
});
