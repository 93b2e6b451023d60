import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { Visitor } from '../../support/visitor.ts';
import { endPrograms, start, type Program } from './commands.ts';

const PASSWORD = 'correct horse battery';
/** Its address, once it watches. */
async function watching(board: Program): Promise<string> {
  await eventually(() => expect(board.out()).toMatch(/Gwanje watches: \S+\/wall/), 60_000);
  return /Gwanje watches: (http:\S+)\/wall/.exec(board.out())?.[1] ?? '';
}
const linkIn = (text: string) => /(http:\S+)\/setup#(gwu_[\w-]{43})/.exec(text)?.slice(1) ?? [];

afterAll(endPrograms);

// The database that a board brings along, and the folder that it is in.
describe('a board by command, with its own database', () => {
  let database: TestDatabase;
  let folder: string;
  let board: Program;
  let url: string;
  /** What nobody may read in its output. */
  const secrets: string[] = [PASSWORD];

  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    await database.db.close();
    folder = database.env['DATA_DIR'] ?? '';
    board = start('main.js', [], { DATA_DIR: folder, LOG_LEVEL: 'debug' });
    url = await watching(board);
  });
  afterAll(async () => {
    endPrograms();
    await rm(folder, { recursive: true, force: true });
  });
  const command = async (file: string, ...args: string[]) =>
    await start(file, args, { DATA_DIR: folder }).ended;

  it('leaves its key to its user alone, and its data folder to no other board: that ends with 3', async () => {
    expect((await stat(join(folder, 'control.json'))).mode & 0o077).toBe(0);
    const second = await command('main.js');
    expect([second.code, second.err]).toEqual([3, expect.stringContaining('is held by process')]);
  });

  it('gives out tokens by command, each printed once and alone', async () => {
    const made = await command('token.js', 'feed', 'busy');
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^gwj_[\w-]{43}\n$/)]);
    const headers = {
      authorization: `Bearer ${made.out.trim()}`,
      'content-type': 'application/cloudevents+json',
    };
    const event = { method: 'POST', headers, body: JSON.stringify(arrival()) };
    expect((await fetch(`${url}/api/v1/events`, event)).status).toBe(200);
    secrets.push(made.out.trim());
  });

  it('has its audit log verified by command, with how it went as exit code', async () => {
    expect((await command('audit.js', 'head')).out).toMatch(/^\d+:[0-9a-f]{64}\n$/);
    const cut = await command('audit.js', 'verify', '--expect', `99999:${'0'.repeat(64)}`);
    expect([cut.code, cut.err]).toEqual([1, expect.stringContaining('the end was cut off')]);
  });

  it('prints a set-up link while nobody administers, and a command prints another one', async () => {
    const [address, link] = linkIn(board.out());
    expect(address).toBe(url);
    const other = await command('setup-link.js');
    expect([other.code, linkIn(other.out)]).toEqual([0, [url, expect.not.stringMatching(link ?? '')]]);
    const visitor = new Visitor(url);
    const body = { link, login: 'first', name: 'First', password: PASSWORD };
    expect((await visitor.ask('POST', '/api/v1/setup', body)).status).toBe(204);
    secrets.push(visitor.session ?? 'none');
  });

  it('ends with 0 by a signal, has said no secret but the link, and leaves nothing that holds its folder', async () => {
    board.child.kill('SIGTERM');
    const { code, err, out } = await board.ended;
    expect([code, err]).toEqual([0, '']);
    expect(out.match(/gwu_/g)).toHaveLength(1);
    expect(secrets).toHaveLength(3);
    for (const secret of secrets) expect(out).not.toContain(secret);
    for (const file of ['control.json', 'gwanje.lock'])
      expect(existsSync(join(folder, file)), file).toBe(false);
  });
});

onOneEngine('a board by command, once somebody administers it', (engine) => {
  it('prints no set-up link', async () => {
    const database = await openTestDatabase(engine);
    await signedIn(database.db, ['administrator']);
    await database.db.close();
    const board = start('main.js', [], { ...database.env });
    await watching(board);
    board.child.kill('SIGTERM');
    // All that it said, to its end.
    const { code, out } = await board.ended;
    expect([code, out]).toEqual([0, expect.not.stringContaining('Set up')]);
    await database.drop();
  });
});

it('a setting that is wrong ends a board with 2, which names it and not its value: it may be a secret', async () => {
  const { code, err, out } = await start('main.js', [], { DATABASE_URL: 'mysql://u:hunter2@h/x' }).ended;
  expect([code, err]).toEqual([2, expect.stringContaining('DATABASE_URL')]);
  expect(err + out).not.toContain('hunter2');
});
