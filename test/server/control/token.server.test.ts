import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeControl } from '../../../server/control/control-file.ts';
import { tokenCommand } from '../../../server/token-command.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { OPENS_OFTEN, run } from './commands.ts';

const SCOPES = ['--scope', 'port:ICN-T2', '--scope', 'route:mail'];

const TAKEN = { number: 1, retracted: 0, corrections: 0, announced: 0, restored: 0, held: 0, dropped: [] };

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** Status of an event of a port under a token. */
async function post(server: TestServer, token: string, port: 'ICN-T1' | 'ICN-T2' = 'ICN-T1') {
  const body = JSON.stringify(arrival({ port }));
  return (await server.post('/api/v1/events', token.trim(), 'application/cloudevents+json', body)).status;
}
/** What the audit log has of a feed. */
async function logOf({ db }: TestDatabase, feed: string) {
  return await db.query(
    `SELECT actor, action, detail->'scopes' AS scopes, count(*) AS n FROM gwanje.audit
     WHERE detail->>'feed' = $1 GROUP BY 1, 2, 3 ORDER BY 2`,
    [feed],
  );
}

onOneEngine('feed tokens by command, without a board', (engine) => {
  let database: TestDatabase;
  const token = (...args: string[]) => run(tokenCommand, args, database.env);

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    // The embedded database is for one process at a time.
    await database.db.close();
  });
  afterAll(() => database.drop());

  it(
    'are made, printed once and alone, listed, and open the door of a board that starts later',
    OPENS_OFTEN,
    async () => {
      const made = await token('feed', 'terminal', '--cadence', '30', ...SCOPES);
      expect(made).toEqual({
        code: 0,
        out: expect.stringMatching(/^gwj_[\w-]{43}\n$/) as unknown,
        err: expect.stringContaining('Token of feed terminal in realm live') as unknown,
      });
      const unused = await token('list');
      expect(unused).toMatchObject({ code: 0, err: '' });
      expect(unused.out).toMatch(/terminal +port:ICN-T2 route:mail +command +\S+Z +never\n/);
      expect(unused.out).not.toContain(made.out.trim().slice(4));
      const unsafe = await token('feed', '../../etc/passwd');
      expect([unsafe.code, unsafe.out]).toEqual([1, '']);
      expect(unsafe.err).toContain("a feed's name matches");
      const elsewhere = await token('feed', 'gate', '--realm', 'no_such_realm');
      expect([elsewhere.code, elsewhere.out]).toEqual([1, '']);
      expect(await token('feed', 'gate', '--scope', 'port:NOWHERE')).toEqual({
        ...{ code: 1, out: '' },
        err: 'port:NOWHERE names no known house, port or route\n',
      });

      const db = await database.reopen();
      expect(await db.query(`SELECT cadence_seconds FROM live.feed WHERE name = 'terminal'`)).toEqual([
        { cadence_seconds: 30 },
      ]);
      const server = await startTestServer(db);
      expect([await post(server, made.out, 'ICN-T2'), await post(server, made.out)]).toEqual([200, 422]);
      await server.close();
      await db.close();

      const lastHour = ['--from', hoursAgo(1), '--until', hoursAgo(0)];
      const taken = await token('take-back', 'terminal', ...lastHour);
      expect([taken.code, JSON.parse(taken.out)]).toEqual([0, { ...TAKEN, retracted: 1 }]);
      expect(await token('undo-take-back', '1')).toMatchObject({
        ...{ code: 0, out: '{"feed":"terminal","counted":1}\n' },
      });
      expect((await token('feed', 'terminal', '--revoke')).out).toBe(
        '1 token(s) of terminal in live revoked\n',
      );
      expect((await token('list')).out).not.toContain('terminal');
      await database.reopen();
      expect(await logOf(database, 'terminal')).toEqual([
        { actor: 'command', action: 'feed-token.created', scopes: ['port:ICN-T2', 'route:mail'], n: 1 },
        { actor: 'command', action: 'feed-token.revoked', scopes: null, n: 1 },
      ]);
    },
  );
});

// Only the embedded database is held by its board, which has left an address and a key in the data folder.
describe('feed tokens by command, through the board that holds the embedded database', () => {
  let database: TestDatabase;
  let server: TestServer;
  const lines: string[] = [];
  const token = (...args: string[]) => run(tokenCommand, args, database.env);

  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    server = await startTestServer(database.db, {
      env: { LOG_LEVEL: 'debug' },
      http: { logTo: { write: (line) => void lines.push(line) } },
    });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('are not to be had of a board that is still starting', async () => {
    const { code, err, out } = await token('list');
    expect([code, out, err]).toEqual([1, '', expect.stringContaining('is it still starting?')]);
  });

  it('are not to be had with another key than the one that it has left', async () => {
    await writeControl(database.env['DATA_DIR'] ?? '', { url: server.url, key: 'another-key' });
    const { code, err, out } = await token('feed', 'busy');
    expect([code, out, err]).toEqual([1, '', expect.stringContaining('the control key is needed')]);
  });

  it('are made, listed and revoked, and open the door meanwhile', async () => {
    await writeControl(database.env['DATA_DIR'] ?? '', { url: server.url, key: 'test-control-key' });
    const made = await token('feed', 'busy', ...SCOPES);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^gwj_[\w-]{43}\n$/)]);
    expect([await post(server, made.out, 'ICN-T2'), await post(server, made.out)]).toEqual([200, 422]);
    const used = await token('list', '--realm', 'live');
    expect(used.code).toBe(0);
    expect(used.out).toMatch(/busy +port:ICN-T2 route:mail +command +\S+Z +\S+Z\n/);
    expect(used.out).not.toContain(made.out.trim().slice(4));
    const lastHour = ['--from', hoursAgo(1), '--until', hoursAgo(0)];
    for (const retracted of [1, 0]) {
      const taken = await token('take-back', 'busy', ...lastHour);
      expect([taken.code, taken.err, JSON.parse(taken.out)]).toEqual([0, '', { ...TAKEN, retracted }]);
    }
    expect(await token('undo-take-back', '1')).toMatchObject({ out: '{"feed":"busy","counted":1}\n' });
    expect((await token('undo-take-back', '1')).err).toContain('no order to take back stands');
    const ofBoard = await token('take-back', 'board', ...lastHour);
    expect([ofBoard.code, ofBoard.err]).toEqual([1, expect.stringContaining('board is no feed')]);
    const ahead = await token('take-back', 'busy', '--from', hoursAgo(1), '--until', hoursAgo(-1));
    expect([ahead.code, ahead.err]).toEqual([1, expect.stringContaining('the period must be over')]);
    const revoked = await token('feed', 'busy', '--revoke');
    expect([revoked.code, revoked.out]).toEqual([0, '1 token(s) of busy in live revoked\n']);
    await eventually(async () => expect(await post(server, made.out, 'ICN-T2')).toBe(401));
    expect((await token('list')).out).not.toContain('busy');

    const elsewhere = await token('feed', 'busy', '--realm', 'no_such_realm');
    expect([elsewhere.code, elsewhere.out]).toEqual([1, '']);
    const unsafe = await token('feed', '../../etc/passwd');
    expect([unsafe.code, unsafe.out]).toEqual([1, '']);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain(made.out.trim());
    expect(await logOf(database, 'busy')).toEqual([
      { actor: 'command', action: 'feed-token.created', scopes: ['port:ICN-T2', 'route:mail'], n: 1 },
      { actor: 'command', action: 'feed-token.revoked', scopes: null, n: 1 },
    ]);
  });
});
