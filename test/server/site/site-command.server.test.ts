import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import type { SiteFile } from '../../../server/contract/site.ts';
import { writeControl } from '../../../server/control/control-file.ts';
import { siteCommand } from '../../../server/site-command.ts';
import { run } from '../control/commands.ts';
import { KOREA_FILE, onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

/** On the embedded engine the board holds the database, and is asked; the other one is asked itself. */
onEachEngine('the site by command, while a board runs', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  const path = join(inject('runFolder'), `site-${engine}.yaml`);
  const site = (...args: string[]) => run(siteCommand, args, database.env);

  async function write(change: (file: SiteFile) => void): Promise<void> {
    const file = parse(await readFile(KOREA_FILE, 'utf8')) as SiteFile;
    change(file);
    await writeFile(path, JSON.stringify(file));
  }

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    if (engine === 'embedded')
      await writeControl(database.env['DATA_DIR'] ?? '', { url: server.url, key: 'test-control-key' });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('is checked: what is wrong, and where', async () => {
    await write((file) => void (file.ports[0]!.office = 'nowhere'));
    expect(await site('check', path)).toEqual({
      ...{ code: 1, out: '' },
      err: `${path}: /ports/0/office nowhere is no office of the site\n`,
    });
    await write(() => undefined);
    expect(await site('check', path)).toEqual({ code: 0, out: '', err: `${path} is right\n` });
    expect(await site('apply')).toMatchObject({
      code: 2,
      err: expect.stringContaining('usage: npm run site'),
    });
  });

  it('shows what a file would change, applies it, and exports what is in force', async () => {
    await write((file) => void (file.ports[0]!.name['en'] = 'Incheon Terminal One'));
    const change = '/ports/ICN-T1/name/en: "Incheon T1" -> "Incheon Terminal One"\n';
    expect(await site('diff', path)).toEqual({ code: 0, out: change, err: '' });
    expect(await site('apply', path)).toEqual({ code: 0, out: change, err: 'version 2 is in force\n' });
    expect(await site('apply', path)).toEqual({
      ...{ code: 0, out: '' },
      err: 'nothing changes\nversion 2 is in force\n',
    });
    const exported = await site('export');
    // In the same order, too.
    expect(JSON.stringify(parse(exported.out))).toBe(await readFile(path, 'utf8'));
    await expect.poll(async () => (await server.get('/api/v1/site')).body.number as number).toBe(2);
  });

  it('refuses to become another site', async () => {
    await write((file) => void (file.timeZone = 'Asia/Tokyo'));
    const refused = { code: 1, err: expect.stringContaining('/timeZone is fixed when a site is created') };
    expect([await site('diff', path), await site('apply', path)]).toMatchObject([refused, refused]);
  });
});
