import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { nobodyWatches, raiseByHand } from './raise.ts';

onOneEngine('routes of alarms', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let kim: Person;
  let lee: Person;
  let mail: Person;
  let viewer: Person;
  let admin: Person;
  let express: number;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    await nobodyWatches(database.db);
    const sign = (name: string, role: 'duty-manager' | 'viewer' | 'administrator', scopes?: string[]) =>
      signedIn(database.db, [role], { name, ...(scopes && { scopes }) });
    kim = await sign('김하나', 'duty-manager');
    lee = await sign('이두리', 'duty-manager');
    mail = await sign('박우편', 'duty-manager', ['route:mail']);
    viewer = await sign('최구경', 'viewer');
    admin = await sign('정관리', 'administrator');
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });
  beforeEach(async () => {
    await database.db.query(
      `UPDATE live.alarm SET state = 'ended', holds = false, ended_at = now() - interval '1 hour', shelved_until = NULL
       WHERE state <> 'ended'`,
    );
    express = await raiseByHand(database.db, {
      rule: 'ai-down',
      port: 'ICN-EXP',
      route: 'express',
      value: 40,
    });
  });

  async function ask(person: Person | null, method: string, path: string, body?: unknown) {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: {
        ...(person && { cookie: person.cookie, origin: server.url }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as any };
  }
  const deed = (person: Person, name: string, body: object = {}, id = express) =>
    ask(person, 'POST', `/alarms/${id}/${name}`, body);

  it('give what is open and what was, by page and by scope', async () => {
    for (let number = 0; number < 5; number++) {
      await raiseByHand(database.db, {
        rule: 'mail-leak',
        port: 'SEL-MAIL',
        route: 'mail',
        subject: `R${number}`,
      });
    }
    await raiseByHand(database.db, { rule: 'list-old', port: null, route: null });
    const all = await ask(viewer, 'GET', '/alarms');
    expect(all.body.alarms).toHaveLength(7);
    expect(all.body.alarms.at(-1)).toMatchObject({
      id: express,
      rule: 'ai-down',
      title: { ko: 'AI 판독 중단' },
      figure: 'ai',
      value: 40,
      state: 'unacknowledged',
      owner: null,
    });
    const first = await ask(kim, 'GET', '/alarms?limit=4');
    const second = await ask(kim, 'GET', `/alarms?limit=4&before=${first.body.next}`);
    expect([...first.body.alarms, ...second.body.alarms]).toEqual(all.body.alarms);
    expect(second.body.next).toBeNull();

    const rulesOf = async (person: Person, query = '') =>
      (await ask(person, 'GET', `/alarms${query}`)).body.alarms?.map(({ rule }: any) => rule);
    expect(new Set(await rulesOf(mail))).toEqual(new Set(['mail-leak']));
    expect(await rulesOf(kim, '?scope=port:ICN-EXP')).toEqual(['ai-down']);
    expect((await ask(mail, 'GET', '/alarms?scope=port:ICN-EXP')).status).toBe(403);
    expect((await ask(kim, 'GET', '/alarms?scope=port:ATLANTIS')).status).toBe(400);
    expect((await ask(kim, 'GET', '/alarms?realm=nowhere')).status).toBe(404);

    const past = (from: number, to: number) =>
      ask(kim, 'GET', `/alarms?from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`);
    const now = Date.now();
    expect((await past(now - 60_000, now + 60_000)).body.alarms).toHaveLength(7);
    expect((await past(now - 9e6, now - 8e6)).body.alarms).toEqual([]);
    expect((await ask(kim, 'GET', '/alarms?from=yesterday')).body.errors[0].path).toBe('/query/from');
  });

  it('do what is asked, log it, and write each deed to the audit once', async () => {
    await deed(kim, 'acknowledge', { remark: '확인' });
    await deed(kim, 'take');
    const shelved = await deed(kim, 'shelve', { seconds: 600, reason: '정비 중' });
    expect(shelved.body.alarm).toMatchObject({
      state: 'shelved',
      shelvedReason: '정비 중',
      shelvedBy: { id: kim.id, name: '김하나' },
      owner: { id: kim.id, name: '김하나' },
    });
    await deed(lee, 'unshelve');
    await deed(kim, 'assign', { to: lee.id });
    await deed(lee, 'release');
    const { body } = await ask(viewer, 'GET', `/alarms/${express}`);
    expect(
      body.log.map(({ by, event, remark, to }: any) => [event, by?.name ?? null, to?.name ?? null, remark]),
    ).toEqual([
      ['raised', null, null, null],
      ['acknowledged', '김하나', null, '확인'],
      ['taken', '김하나', null, null],
      ['shelved', '김하나', null, '정비 중'],
      ['unshelved', '이두리', null, null],
      ['assigned', '김하나', '이두리', null],
      ['released', '이두리', null, null],
    ]);
    const audit = await database.db.query<{ actor: string; action: string; detail: object }>(
      `SELECT actor, action, detail FROM gwanje.audit WHERE object = $1 ORDER BY seq`,
      [`alarm:live:${express}`],
    );
    expect(audit.map(({ action, actor }) => [actor, action])).toEqual([
      [`account:${kim.id}`, 'alarm.acknowledged'],
      [`account:${kim.id}`, 'alarm.taken'],
      [`account:${kim.id}`, 'alarm.shelved'],
      [`account:${lee.id}`, 'alarm.unshelved'],
      [`account:${kim.id}`, 'alarm.assigned'],
      [`account:${lee.id}`, 'alarm.released'],
    ]);
    expect(JSON.stringify(audit)).not.toMatch(/김하나|이두리|정비|확인/);
  });

  it('let one of two have it, and tell the other whose it is', async () => {
    const answers = await Promise.all([deed(kim, 'take'), deed(lee, 'take')]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status);
    expect(lost?.body.errors).toEqual([{ path: '/owner', reason: won?.body.alarm.owner.name }]);
  });

  it('refuse what may not be', async () => {
    const refused = async (person: Person | null, name: string, body: object = {}, id = express) => {
      const answer = await ask(person, 'POST', `/alarms/${id}/${name}`, body);
      return [answer.status, answer.body.errors?.[0]?.path ?? null];
    };
    expect(await refused(viewer, 'take')).toEqual([403, null]);
    expect(await refused(admin, 'take')).toEqual([403, null]);
    expect(await refused(null, 'take')).toEqual([401, null]);
    expect(await refused(mail, 'take')).toEqual([404, null]);
    expect(await refused(kim, 'take', {}, 999_999)).toEqual([404, null]);
    expect((await ask(mail, 'GET', `/alarms/${express}`)).status).toBe(404);
    expect((await ask(mail, 'GET', `/alarms/${express}/assignees`)).status).toBe(404);
    // A critical one, for longer than half an hour.
    expect(await refused(kim, 'shelve', { seconds: 1_801, reason: 'x' })).toEqual([422, '/body']);
    expect(await refused(kim, 'shelve', { seconds: 59, reason: 'x' })).toEqual([400, '/body/seconds']);
    expect(await refused(kim, 'shelve', { seconds: 600 })).toEqual([400, '/body']);
    expect(await refused(kim, 'shelve', { seconds: 600, reason: '' })).toEqual([400, '/body/reason']);
    expect(await refused(kim, 'assign', { to: mail.id })).toEqual([422, '/body/to']);
    expect(await refused(kim, 'assign', { to: viewer.id })).toEqual([422, '/body/to']);
    expect(await refused(kim, 'unshelve')).toEqual([409, null]);
    expect(await refused(kim, 'acknowledge', { remark: 'a\u0000b' })).toEqual([400, '/body/remark']);
    const foreign = await fetch(`${server.url}/api/v1/alarms/${express}/take`, {
      method: 'POST',
      headers: { cookie: kim.cookie, origin: 'https://evil.example', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(foreign.status).toBe(403);
    expect((await ask(kim, 'GET', `/alarms/${express}`)).body.log).toHaveLength(1);
  });

  it('say whom it may be assigned to', async () => {
    const { body } = await ask(kim, 'GET', `/alarms/${express}/assignees`);
    expect(body.people).toEqual([
      { id: kim.id, name: '김하나' },
      { id: lee.id, name: '이두리' },
    ]);
  });

  it('let administrators change rules, within sense, and nobody else', async () => {
    const { body } = await ask(viewer, 'GET', '/alarm-rules');
    expect(body.rules[0]).toMatchObject({ priority: 'critical', fault: null });
    const before = body.rules.find(({ name }: any) => name === 'queue-old');
    expect(before).toMatchObject({ limit: 1_800, clearLimit: 1_500, figure: 'queue', enabled: true });
    const patch = (person: Person, change: object) => ask(person, 'PATCH', '/alarm-rules/queue-old', change);
    expect((await patch(kim, { limit: 2_400 })).status).toBe(403);
    expect(await patch(admin, { limit: 2_400, forSeconds: 60 })).toMatchObject({
      status: 200,
      body: { limit: 2_400, clearLimit: 1_500, forSeconds: 60 },
    });
    expect((await patch(admin, { limit: 1_000 })).body.errors[0].path).toBe('/body');
    expect((await patch(admin, {})).status).toBe(400);
    expect((await patch(admin, { priority: 'critical' })).status).toBe(400);
    expect((await ask(admin, 'PATCH', '/alarm-rules/none', { limit: 1 })).status).toBe(404);
    expect(await patch(admin, { enabled: false })).toMatchObject({ body: { enabled: false, limit: 2_400 } });
    const audit = await database.db.query(
      `SELECT detail FROM gwanje.audit WHERE action = 'alarm-rule.changed' ORDER BY seq`,
    );
    expect(audit).toEqual([{ detail: { limit: 2_400, forSeconds: 60 } }, { detail: { enabled: false } }]);
  });

  it('keep a log that only grows', async () => {
    await expect(database.db.query('DELETE FROM live.alarm_event')).rejects.toThrow('only grows');
    await expect(database.db.query(`UPDATE live.alarm_event SET remark = 'x'`)).rejects.toThrow('only grows');
  });
});
