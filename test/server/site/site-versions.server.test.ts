import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SiteVersionsAnswer } from '../../../server/contract/site-rest.ts';
import type { SiteFile } from '../../../server/contract/site.ts';
import { applySite } from '../../../server/site/apply-site.ts';
import { readSiteApart } from '../../../server/site/read-apart.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

onOneEngine('the site, for administrators', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let person: Person;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    person = await signedIn(database.db, ['administrator'], { name: 'Kim' });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const PATH = '/api/v1/site-versions';
  async function ask(path: string, body?: unknown) {
    const response = await server.app.inject({
      method: body === undefined ? 'GET' : 'POST',
      url: path,
      headers: {
        ...{ cookie: person.cookie, host: new URL(server.url).host, origin: server.url },
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    return { status: response.statusCode, body: response.json() };
  }
  const list = async (query = '') => (await ask(PATH + query)).body as SiteVersionsAnswer;
  /** The site in force with a port that is called otherwise. */
  async function renamed(name: string): Promise<{ file: string; on: number }> {
    const { inForce } = await list();
    const site = structuredClone<SiteFile>(inForce.site);
    site.ports[0]!.name['en'] = name;
    return { file: JSON.stringify(site), on: inForce.number };
  }
  const change = (was: string, is: string) => ({ path: '/ports/ICN-T1/name/en', was, is });

  it('is shown as it is in force, and who made it so', async () => {
    const { inForce, next, versions } = await list();
    expect(inForce).toMatchObject({ number: 1, site: { timeZone: 'Asia/Seoul' } });
    expect(inForce.text).toContain('  - code: ICN-T1\n');
    const appliedBy = { actor: 'system', name: null };
    expect({ next, versions }).toMatchObject({
      next: null,
      versions: [{ number: 1, appliedBy, changed: 0, changes: [] }],
    });
  });

  it('says what is wrong with a file and on which line, or what it would change, and changes nothing', async () => {
    const { inForce } = await list();
    const broken = inForce.text.replace('mode: air', 'mode: rail');
    const line = broken.slice(0, broken.indexOf('mode: rail')).split('\n').length;
    expect((await ask(`${PATH}/check`, { file: broken })).body).toEqual({
      ...{ on: 1, changes: [] },
      faults: [{ path: '/ports/0/mode', reason: 'is none of air, sea, land', line }],
    });
    const { file } = await renamed('Terminal One');
    expect((await ask(`${PATH}/check`, { file })).body).toEqual({
      ...{ on: 1, faults: [] },
      changes: [change('Incheon T1', 'Terminal One')],
    });
    const elsewhere = inForce.text.replace('Asia/Seoul', 'Asia/Tokyo');
    expect((await ask(`${PATH}/check`, { file: elsewhere })).body.faults).toMatchObject([
      { path: '/timeZone', reason: expect.stringContaining('is fixed') },
    ]);
    expect((await ask(PATH, { file: broken, on: 1 })).body).toMatchObject({
      ...{ status: 422, detail: 'the site file has faults' },
      errors: [{ path: '/ports/0/mode', reason: 'is none of air, sea, land' }],
    });
    expect((await list()).inForce.number).toBe(1);
  });

  it('is changed by the page and by the command as one action, which differ in who did it', async () => {
    const made = await renamed('Terminal One');
    expect(await ask(PATH, made)).toEqual({
      status: 200,
      body: { number: 2, changes: [change('Incheon T1', 'Terminal One')] },
    });
    const { file } = await renamed('Terminal 1');
    expect(await applySite(database.db, file, 'command')).toMatchObject({ ok: true, number: 3 });
    const entries = await database.db.query(
      "SELECT actor, action, object, detail FROM gwanje.audit WHERE action LIKE 'site.%' ORDER BY seq",
    );
    const detail = { changed: ['/ports/ICN-T1/name/en'], changes: 1 };
    expect(entries).toEqual([
      { actor: `account:${person.id}`, action: 'site.applied', object: 'site:2', detail },
      { actor: 'command', action: 'site.applied', object: 'site:3', detail },
    ]);
    const { versions } = await list();
    expect(versions.map(({ appliedBy, changes, number }) => [number, appliedBy.name, changes])).toEqual([
      [3, null, [change('Terminal One', 'Terminal 1')]],
      [2, 'Kim', [change('Incheon T1', 'Terminal One')]],
      [1, null, []],
    ]);
    await expect.poll(async () => (await server.get('/api/v1/site')).body.number as number).toBe(3);
  });

  it('is not changed over what somebody else has changed in between', async () => {
    const made = await renamed('Mine');
    const theirs = await renamed('Theirs');
    expect((await ask(PATH, theirs)).body.number).toBe(4);
    expect(await ask(PATH, made)).toMatchObject({
      status: 409,
      body: {
        detail: 'not applied: version 4 has come in between: look at what it changed, and apply again',
      },
    });
    const { changes } = (await ask(`${PATH}/check`, { file: made.file })).body;
    expect(changes).toEqual([change('Theirs', 'Mine')]);
    expect((await list()).inForce.number).toBe(4);
  });

  it('keeps its older versions, in pages', async () => {
    const older = await ask(`${PATH}/2`);
    expect(older).toMatchObject({
      status: 200,
      body: {
        number: 2,
        text: expect.stringContaining('en: Terminal One'),
        changes: [change('Incheon T1', 'Terminal One')],
      },
    });
    expect((await ask(`${PATH}/99`)).status).toBe(404);
    await database.db.query(
      `INSERT INTO gwanje.site_version (applied_by, file)
       SELECT 'command', file FROM gwanje.site_version, generate_series(1, 18) WHERE number = 4`,
    );
    const first = await list();
    expect([first.versions.length, first.versions[0]?.number, first.next]).toEqual([20, 22, 3]);
    const rest = await list(`?before=${first.next}`);
    expect([rest.versions.map(({ number }) => number), rest.next]).toEqual([[2, 1], null]);
  });

  it(
    'takes a file of a large service, and none without an end, and the walls go on',
    { meta: { slow: 'two threads of TypeScript, each a second to load' } },
    async () => {
      const { inForce } = await list();
      const site = structuredClone<SiteFile>(inForce.site);
      for (let nth = 0; site.ports.length < 1_000; nth++)
        site.ports.push({ ...site.ports[0]!, code: `PORT-${nth}` });
      const { body } = await ask(`${PATH}/check`, { file: JSON.stringify(site) });
      expect([body.faults, body.changes.length]).toEqual([[], 975]);
      expect((await ask(`${PATH}/check`, { file: ' '.repeat(1_000_001) })).status).toBe(400);
      // Seconds to read, in which the event loop would stand still.
      const row = `[${'1,'.repeat(900)}1]`;
      let turns = 0;
      const going = setInterval(() => turns++, 1);
      const read = await readSiteApart(`name: [${`${row},`.repeat(80)}${row}]`);
      clearInterval(going);
      expect(read.ok).toBe(false);
      expect(turns).toBeGreaterThan(10);
    },
  );
});
