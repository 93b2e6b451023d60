import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { eventually } from '../../support/screen.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;

interface Ended {
  code: number | null;
  out: string;
  err: string;
}
const running = new Set<ChildProcess>();

/** A program of the build, as a user starts it; `npm test` builds first. */
function start(
  program: string,
  args: string[],
  env: Record<string, string>,
): { child: ChildProcess; said: () => string; ended: Promise<Ended> } {
  const own: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    SIMULATE: 'off',
    PORT: '0',
    ...env,
  };
  const child = spawn(process.execPath, [join(ROOT, 'dist/server', program), ...args], {
    env: own,
  });
  running.add(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  const ended = new Promise<Ended>((resolve) =>
    child.on('exit', (code) => {
      running.delete(child);
      resolve({ code, out, err });
    }),
  );
  return { child, said: () => out, ended };
}
const token = (args: string[], env: Record<string, string>) => start('token.js', args, env).ended;

it('the build is there (npm test makes it)', () => {
  expect(existsSync(join(ROOT, 'dist/server/main.js'))).toBe(true);
});

onOneEngine('feed tokens by command', (engine) => {
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    ({ env } = database);
    // The embedded database is for one process at a time.
    if (engine === 'embedded') await database.db.close();
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    if (engine === 'embedded') await rm(env['DATA_DIR'] ?? '', { recursive: true, force: true });
    else await database.drop();
  });

  async function board() {
    const { child, ended, said } = start('main.js', [], { ...env, LOG_LEVEL: 'debug' });
    await eventually(() => expect(said()).toMatch(/Gwanje watches: (http:\S+)\/wall/), 30_000);
    const url = /Gwanje watches: (http:\S+)\/wall/.exec(said())?.[1] ?? '';
    const post = async (key: string, port: 'ICN-T1' | 'ICN-T2' = 'ICN-T1') => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
      const body = JSON.stringify(arrival({ port }));
      return (await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body })).status;
    };
    return { child, ended, post, said };
  }

  it('are made without a board that runs, printed once and alone, and open the door when one does', async () => {
    const { code, err, out } = await token(['feed', 'gate', '--cadence', '30'], env);
    expect([code, err]).toEqual([0, expect.stringContaining('Token of feed gate in realm live')]);
    expect(out).toMatch(/^gwj_[\w-]{43}\n$/);
    const { child, ended, post, said } = await board();
    expect(await post(out.trim())).toBe(200);
    expect(said()).not.toContain(out.trim());
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('are made and revoked while the board runs', async () => {
    const { child, ended, post, said } = await board();
    const made = await token(['feed', 'busy'], env);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^gwj_/)]);
    expect(await post(made.out.trim())).toBe(200);
    const revoked = await token(['feed', 'busy', '--revoke'], env);
    expect([revoked.code, revoked.out]).toEqual([0, '1 token(s) of busy in live revoked\n']);
    await eventually(async () => expect(await post(made.out.trim())).toBe(401), 5_000);
    const elsewhere = await token(['feed', 'busy', '--realm', 'no_such_realm'], env);
    expect(elsewhere.code).not.toBe(0);
    expect(said()).not.toContain(made.out.trim());
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('speak for the places that are named, and are listed with them, whether a board runs or not', async () => {
    const scoped = ['feed', 'terminal', '--scope', 'port:ICN-T2', '--scope', 'route:mail'];
    const idle = await token(scoped, env);
    expect([idle.code, idle.out]).toEqual([0, expect.stringMatching(/^gwj_/)]);
    const unused = await token(['list'], env);
    expect(unused.out).toMatch(/terminal +port:ICN-T2 route:mail +command +\S+Z +never\n/);

    const { child, ended, post } = await board();
    const busy = await token(scoped, env);
    for (const { out } of [idle, busy])
      expect([await post(out.trim(), 'ICN-T2'), await post(out.trim(), 'ICN-T1')]).toEqual([200, 422]);
    const used = await token(['list', '--realm', 'live'], env);
    expect(used.code).toBe(0);
    expect(used.out.match(/terminal +port:ICN-T2 route:mail +command +\S+Z +\S+Z\n/g)).toHaveLength(2);
    for (const { out } of [idle, busy]) expect(used.out).not.toContain(out.trim().slice(4));
    expect((await token(['feed', 'terminal', '--revoke'], env)).out).toContain('2 token(s)');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('are kept with who made and revoked them, which is a command', async () => {
    const db = await database.reopen();
    const log = await db.query<{ actor: string; action: string; scopes: string[] | null; n: number }>(
      `SELECT actor, action, detail->'scopes' AS scopes, count(*) AS n FROM gwanje.audit
       WHERE detail->>'feed' = 'terminal' GROUP BY 1, 2, 3 ORDER BY 2`,
    );
    if (engine === 'embedded') await db.close();
    expect(log).toEqual([
      { actor: 'command', action: 'feed-token.created', scopes: ['port:ICN-T2', 'route:mail'], n: 2 },
      { actor: 'command', action: 'feed-token.revoked', scopes: null, n: 2 },
    ]);
  });

  it.each([
    [[]],
    [['feed']],
    [['list', 'all']],
    [['feed', 'x', 'y']],
    [['feed', 'x', '--scope', 'port:NOWHERE']],
    [['feed', 'x', '--scope', 'route:mail', '--revoke']],
    [['realm', 'x']],
    [['feed', 'x', '--cadence', 'often']],
    [['feed', 'x', '--cadence', '-1']],
  ])('are explained when the command is %j', async (args) => {
    const { code, out } = await token(args, env);
    expect(code).not.toBe(0);
    expect(out).toBe('');
  });

  it('are for names that are safe', async () => {
    const { code, err, out } = await token(['feed', '../../etc/passwd'], env);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain("a feed's name matches");
  });
});

describe('a board by command', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gwanje-main-'));
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('says which setting is wrong, ends with 2, and does not repeat what may be a secret', async () => {
    const { code, err, out } = await start('main.js', [], {
      DATA_DIR: dataDir,
      DATABASE_URL: 'mysql://u:hunter2@h/x',
    }).ended;
    expect([code, err]).toEqual([2, expect.stringContaining('DATABASE_URL')]);
    expect(err + out).not.toContain('hunter2');
  });

  it('leaves its data folder to the one that holds it, ends with 3, and the key only to its user', async () => {
    const first = start('main.js', [], { DATA_DIR: dataDir });
    await eventually(() => expect(first.said()).toContain('Gwanje watches'), 40_000);
    expect((await stat(join(dataDir, 'control.json'))).mode & 0o077).toBe(0);
    const second = await start('main.js', [], { DATA_DIR: dataDir }).ended;
    expect([second.code, second.err]).toEqual([3, expect.stringContaining('is held by process')]);
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    expect(existsSync(join(dataDir, 'control.json'))).toBe(false);
    expect(existsSync(join(dataDir, 'gwanje.pid'))).toBe(false);
  });
});
