import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit } from '../../../server/db/queries/append-audit.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { client } from './client.ts';

const ROWS = 350;

onOneEngine('the audit log over HTTP', (engine) => {
  let server: TestServer;
  let auditor: Person;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.db.query(
      `SELECT gwanje.append_audit('account:' || n % 3, 'thing.done', 'thing:' || n, jsonb_build_object('n', n))
       FROM generate_series(1, ${ROWS - 4}) n`,
    );
    for (let n = 0; n < 4; n++)
      await appendAudit(database.db, { actor: 'command', action: 'odd.done', object: `odd:${n}` });
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    auditor = await signedIn(database.db, ['auditor'], { name: 'Oh' });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });
  const get = (path: string) => client(server.url, auditor).get(path);

  it('is read in pages and by who, what, to what and when', async () => {
    const seen: number[] = [];
    let next: number | null = ROWS + 1;
    while (next !== null) {
      const { body } = await get(`/api/v1/audit?before=${next}`);
      seen.push(...body.rows.map(({ seq }: any) => seq));
      next = body.next as number | null;
    }
    expect(seen).toEqual(Array.from({ length: ROWS }, (_, i) => ROWS - i));
    const count = async (query: string) => (await get(`/api/v1/audit?${query}`)).body.rows.length;
    expect(await count('action=odd.')).toBe(4);
    expect(await count('action=odd')).toBe(0);
    expect(await count('object=thing:7')).toBe(1);
    expect(await count('actor=account:1&object=thing:7')).toBe(1);
    expect(await count('actor=account:2&object=thing:7')).toBe(0);
    expect(await count('actor=command&from=2020-01-01&to=2020-01-31')).toBe(0);
    expect(await count('object=thing:%25')).toBe(0);
    for (const wrong of ['from=yesterday', 'before=x', 'limit=5'])
      expect((await get(`/api/v1/audit?${wrong}`)).status).toBeGreaterThanOrEqual(400);
  });

  it('is exported whole, without a formula in it, and that is written down', async () => {
    const { body, headers } = await get('/api/v1/audit?format=csv');
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(headers.get('content-disposition')).toContain('attachment');
    const lines = String(body).split('\r\n').filter(Boolean);
    // The export itself is a row.
    expect(lines).toHaveLength(ROWS + 2);
    expect(lines[0]).toMatch(/seq,at,actor,actorName,action,object,detail,hash$/);
    expect(lines[1]).toContain('audit.exported');
    await appendAudit(database.db, { actor: 'command', action: 'odd.done', object: '=cmd|calc' });
    const formula = await get(`/api/v1/audit?format=csv&object=${encodeURIComponent('=cmd|calc')}`);
    expect(formula.body).toContain(",'=cmd|calc,");
  });

  it('is for auditors and administrators, verified on demand', async () => {
    for (const role of ['viewer', 'duty-manager', 'drill-director'] as const) {
      const other = client(server.url, await signedIn(database.db, [role]));
      for (const path of ['/api/v1/audit', '/api/v1/audit/verify'])
        expect((await other.get(path)).status).toBe(403);
    }
    const verdict = (await get('/api/v1/audit/verify')).body;
    expect(verdict).toMatchObject({ fault: null, head: { seq: verdict.rows } });
    const noted = `${verdict.head.seq}:${verdict.head.hash}`;
    expect((await get(`/api/v1/audit/verify?expect=${noted}`)).body.fault).toBeNull();
    const wrong = `${verdict.head.seq + 5}:${verdict.head.hash}`;
    expect((await get(`/api/v1/audit/verify?expect=${wrong}`)).body.fault.what).toBe('cut');
    expect((await get('/api/v1/audit/verify?expect=5')).status).toBe(400);
  });
});
