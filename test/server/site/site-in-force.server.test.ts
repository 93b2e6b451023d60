import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { siteDay } from '../../../server/contract/days.ts';
import type { SiteFile } from '../../../server/contract/site.ts';
import { applySite } from '../../../server/site/apply-site.ts';
import { KOREA_FILE, onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

onEachEngine('a site that changes while feeds send', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let token: string;
  let file: SiteFile;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    token = await server.token();
    file = parse(await readFile(KOREA_FILE, 'utf8')) as SiteFile;
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const today = siteDay(Date.now());
  const number = async () => (await server.get('/api/v1/site')).body.number as number;

  async function apply(change: (site: SiteFile) => void): Promise<void> {
    change(file);
    const applied = await applySite(database.db, JSON.stringify(file), 'command');
    expect(applied).toMatchObject({ ok: true, number: expect.any(Number) });
    if (applied.ok) await expect.poll(number).toBe(applied.number);
  }

  async function send(port: string, id: string) {
    const event = arrival({ port, route: 'cargo', units: 7 }, { id });
    const { body } = await server.post(
      '/api/v1/events',
      token,
      'application/cloudevents+json',
      JSON.stringify(event),
    );
    return body.events[0];
  }

  const todayOf = async (port: string) => {
    const { body } = await server.get('/api/v1/board');
    return (body.cells as Record<string, { units: number }>)[`today|${port}|cargo`];
  };

  it('is what the file says at first', async () => {
    const { body } = await server.get('/api/v1/site');
    expect(body).toEqual({ number: 1, site: file });
  });

  it('takes events of a port from when it opens, under its code, and calls it as it is called', async () => {
    expect(await send('YNY', 'too-early')).toMatchObject({
      errors: [{ path: '/data/port', reason: expect.stringContaining('is no port of entry of the site') }],
    });
    await apply((site) => {
      site.ports.push({
        ...{ code: 'YNY', name: { ko: '양양공항', en: 'Yangyang airport' }, aliases: ['KRYNY'] },
        ...{
          kind: 'terminal',
          mode: 'air',
          office: 'sokcho',
          at: [34.99, 126.38],
          routes: ['cargo'],
          from: today,
        },
      });
      if (!site.offices.some(({ code }) => code === 'sokcho'))
        site.offices.push({ code: 'sokcho', name: { ko: '속초세관', en: 'Sokcho Customs' } });
    });
    expect(await send('YNY', 'by-code')).toMatchObject({ status: 'accepted' });
    expect(await send('KRYNY', 'by-alias')).toMatchObject({ status: 'accepted' });
    await expect.poll(() => todayOf('YNY')).toMatchObject({ units: 14 });
  });

  it('keeps the totals of a port that is renamed and closed, and takes no more of it', async () => {
    await apply((site) => {
      const port = site.ports.find(({ code }) => code === 'YNY');
      if (port === undefined) throw new Error('it is not there');
      port.formerNames = [{ until: today, name: port.name }];
      port.name = { ko: '양양국제공항', en: 'Yangyang International' };
      port.from = '2026-01-01';
      port.until = today;
    });
    expect(await send('YNY', 'too-late')).toMatchObject({
      errors: [{ path: '/data/port', reason: expect.stringContaining('was not open then') }],
    });
    expect(await todayOf('YNY')).toMatchObject({ units: 14 });
    const { body } = await server.get('/api/v1/site');
    expect((body.site as SiteFile).ports.find(({ code }) => code === 'YNY')?.name['en']).toBe(
      'Yangyang International',
    );
  });

  it('says who changed it in the audit log', async () => {
    const entries = await database.db.query<{ action: string; object: string }>(
      "SELECT action, object FROM gwanje.audit WHERE action LIKE 'site.%' ORDER BY seq",
    );
    expect(entries).toEqual([
      { action: 'site.applied', object: 'site:2' },
      { action: 'site.applied', object: 'site:3' },
    ]);
  });
});
