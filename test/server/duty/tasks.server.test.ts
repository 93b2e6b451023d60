import { afterAll, beforeAll, expect, it } from 'vitest';
import { realmDatabase } from '../../../server/db/database.ts';
import { tasksPanel } from '../../../server/follow/panels/tasks-panel.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { seizure } from '../../support/events.ts';
import { grantedSender, liveIngest, sendEvents } from '../../support/feed-senders.ts';
import { pairedScreen, signedIn, type Person } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { client } from './client.ts';

const MINUTE = 60_000;

onOneEngine('tasks', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let ahead = 0;
  let [kim, lee, mail, viewer]: Person[] = [];
  const as = (person: Person | undefined) => client(server.url, person ?? { cookie: '' });
  const make = async (body: object, person = kim) => {
    const answer = await as(person).post('/api/v1/tasks', body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.task as { id: number; deadline: string; createdAt: string };
  };
  const deed = (person: Person | undefined, id: number, what: string, body: object = {}) =>
    as(person).post(`/api/v1/tasks/${id}/${what}`, body);
  const cells = async () =>
    Object.fromEntries(
      await tasksPanel.read(realmDatabase(database.db, 'live'), Date.now() + ahead),
    ) as Record<string, any>;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const { db } = database;
    kim = await signedIn(db, ['duty-manager'], { name: 'Kim' });
    lee = await signedIn(db, ['duty-manager'], { name: 'Lee' });
    mail = await signedIn(db, ['duty-manager'], { name: 'Mail', scopes: ['route:mail'] });
    viewer = await signedIn(db, ['viewer'], { name: 'Viewer' });
    server = await startTestServer(db, { env: { GUESTS: 'off' }, now: () => Date.now() + ahead });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('are about a case that is kept apart, however long its number is, and its rows are found', async () => {
    const longest = 'n'.repeat(64);
    const kept = `${longest} [${'f'.repeat(63)}]`;
    const state = async (feed: string) => {
      const sender = await grantedSender(database.db, feed);
      return await sendEvents(liveIngest(database.db), sender, seizure({ caseNo: longest }));
    };
    await state('icn');
    expect(await state('f'.repeat(63))).toEqual([
      `accepted: another feed has stated this number: it is kept apart as ${kept}`,
    ]);
    const body = { kind: 'investigation', title: 'x', subject: kept };
    const answer = await as(kim).post('/api/v1/tasks', body);
    expect([answer.status, answer.body.task?.subject], JSON.stringify(answer.body)).toEqual([201, kept]);
    const minute = (at: number) => new Date(Math.floor(at / MINUTE) * MINUTE).toISOString();
    const [from, to] = [minute(Date.now() - 60 * MINUTE), minute(Date.now() + 2 * MINUTE)];
    const rows = await as(kim).get(
      `/api/v1/rows/seizure?${new URLSearchParams({ caseNo: kept, from, to }).toString()}`,
    );
    expect([rows.status, rows.body.rows?.length], JSON.stringify(rows.body)).toEqual([200, 1]);
  });

  it('have the deadline of their kind, or the one that is given', async () => {
    const gate = await make({ kind: 'team-to-gate', title: 'KE652', port: 'ICN-T2', route: 'traveller' });
    expect(Date.parse(gate.deadline) - Date.parse(gate.createdAt)).toBe(15 * MINUTE);
    const deadline = new Date(Date.now() + 3 * 3_600_000).toISOString();
    expect((await make({ kind: 'other', title: 'x', deadline })).deadline).toBe(deadline);
    for (const wrong of ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z', '2099-02-30T00:00:00Z', 'soon']) {
      const answer = await as(kim).post('/api/v1/tasks', { kind: 'other', title: 'x', deadline: wrong });
      expect([400, 422]).toContain(answer.status);
      expect(answer.body.errors[0].path).toBe('/body/deadline');
    }
  });

  it('have one owner, also when two press at once: the other is told who', async () => {
    for (let round = 0; round < 8; round++) {
      const { id } = await make({ kind: 'open-lane', title: 'lane 3', port: 'ICN-T1', route: 'traveller' });
      const answers = await Promise.all([deed(kim, id, 'accept'), deed(lee, id, 'accept')]);
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
      const won = answers[0]?.status === 200 ? 'Kim' : 'Lee';
      const refused = answers.find(({ status }) => status === 409);
      expect(refused?.body).toMatchObject({ detail: `it is with ${won}` });
      const { body } = await as(viewer).get(`/api/v1/tasks/${id}`);
      expect(body.task).toMatchObject({ state: 'accepted', ownerName: won });
      expect(body.events.map(({ what }: { what: string }) => what)).toEqual(['created', 'accepted']);
    }
  });

  it('go through their states, with a log and an audit row for each deed', async () => {
    const { id } = await make({ kind: 'other', title: 'look', port: 'PUS', route: 'cargo', remark: 'now' });
    expect((await deed(kim, id, 'finish')).body.detail).toBe('nobody has accepted it');
    await deed(kim, id, 'accept');
    await deed(kim, id, 'accept');
    expect((await deed(kim, id, 'assign', { accountId: lee?.id })).body.task).toMatchObject({
      state: 'open',
      ownerName: 'Lee',
      acceptedAt: null,
    });
    expect((await deed(kim, id, 'finish')).status).toBe(409);
    await deed(lee, id, 'accept');
    await deed(kim, id, 'remark', { remark: '<b>two bags</b>' });
    const done = await deed(lee, id, 'finish', { remark: 'nothing found' });
    expect(done.body.task).toMatchObject({ state: 'done', ownerName: 'Lee' });
    for (const what of ['accept', 'finish']) expect((await deed(kim, id, what)).status).toBe(409);
    expect((await deed(kim, id, 'cancel', { remark: 'late' })).status).toBe(409);
    expect((await deed(kim, id, 'remark', { remark: 'later found' })).status).toBe(200);
    const { body } = await as(kim).get(`/api/v1/tasks/${id}`);
    expect(body.events.map((e: any) => [e.what, e.by, e.ownerName, e.remark])).toEqual([
      ['created', 'Kim', null, 'now'],
      ['accepted', 'Kim', 'Kim', null],
      ['assigned', 'Kim', 'Lee', null],
      ['accepted', 'Lee', 'Lee', null],
      ['remarked', 'Kim', 'Lee', '<b>two bags</b>'],
      ['finished', 'Lee', 'Lee', 'nothing found'],
      ['remarked', 'Kim', 'Lee', 'later found'],
    ]);
    const audit = await database.db.query<{ action: string; actor: string }>(
      'SELECT action, actor FROM gwanje.audit WHERE object = $1 ORDER BY seq',
      [`task:live:${id}`],
    );
    expect(audit.map(({ action }) => action.replace('task.', ''))).toEqual(
      body.events.map((e: any) => e.what),
    );
    expect(audit[3]?.actor).toBe(`account:${lee?.id}`);
    await expect(database.db.query('DELETE FROM live.task_event')).rejects.toThrow('only grows');
    await expect(database.db.query("UPDATE live.task_event SET remark = 'x'")).rejects.toThrow('only grows');
  });

  it('are seen and acted on within scopes only, by those whose roles allow it', async () => {
    const here = await make({ kind: 'recall-siblings', title: 'bag', port: 'ICN-MAIL', route: 'mail' });
    const there = await make({ kind: 'open-lane', title: 'lane', port: 'ICN-T1', route: 'traveller' });
    const nowhere = await make({ kind: 'other', title: 'call the ministry' });
    expect((await deed(mail, here.id, 'accept')).status).toBe(200);
    for (const { id } of [there, nowhere]) {
      expect((await as(mail).get(`/api/v1/tasks/${id}`)).status).toBe(404);
      for (const [what, body] of [
        ['accept', {}],
        ['assign', { accountId: mail?.id }],
        ['remark', { remark: 'x' }],
        ['finish', {}],
        ['cancel', { remark: 'x' }],
      ] as const) {
        expect((await deed(mail, id, what, body)).status, what).toBe(404);
      }
    }
    const list = await as(mail).get('/api/v1/tasks');
    expect(list.body.tasks.map(({ id }: any) => id)).toEqual([here.id]);
    const place = { kind: 'other', title: 'x', port: 'ICN-T1', route: 'traveller' };
    expect((await as(mail).post('/api/v1/tasks', place)).status).toBe(403);
    expect((await as(mail).post('/api/v1/tasks', { kind: 'other', title: 'x' })).status).toBe(403);
    // Given only to who may act there.
    for (const person of [mail, viewer]) {
      const answer = await deed(kim, there.id, 'assign', { accountId: person?.id });
      expect([answer.status, answer.body.errors[0].path]).toEqual([422, '/body/accountId']);
    }
    expect((await as(viewer).get('/api/v1/tasks')).status).toBe(200);
    expect((await as(viewer).post('/api/v1/tasks', place)).status).toBe(403);
    expect((await deed(viewer, there.id, 'accept')).status).toBe(403);
    const { key } = await pairedScreen(database.db);
    const shown = await fetch(`${server.url}/api/v1/tasks`, { headers: { authorization: `Bearer ${key}` } });
    expect(shown.status).toBe(403);
    expect((await fetch(`${server.url}/api/v1/tasks`)).status).toBe(401);
    const { people } = (await as(kim).get('/api/v1/duty/people')).body;
    expect(people.map(({ name }: any) => name)).toEqual(['Kim', 'Lee', 'Mail']);
  });

  it('refuse what they cannot be', async () => {
    const { id } = await make({ kind: 'other', title: 'x' });
    for (const body of [
      {},
      { kind: 'party', title: 'x' },
      { kind: 'other', title: '' },
      { kind: 'other', title: 'a\nb' },
      { kind: 'other', title: 'x', port: 'XXX' },
      { kind: 'other', title: 'x', owner: 1 },
    ]) {
      expect((await as(kim).post('/api/v1/tasks', body)).status, JSON.stringify(body)).toBe(400);
    }
    const noAlarm = await as(kim).post('/api/v1/tasks', { kind: 'other', title: 'x', alarmId: 999_999 });
    expect([noAlarm.status, noAlarm.body.errors[0].path]).toEqual([422, '/body/alarmId']);
    for (const remark of ['', 'a\u0000b', 'x'.repeat(501), 5]) {
      expect((await deed(kim, id, 'remark', { remark })).status).toBe(400);
    }
    expect((await deed(kim, id, 'cancel')).status).toBe(400);
    expect((await deed(kim, 999_999, 'accept')).status).toBe(404);
    expect((await as(kim).get('/api/v1/tasks?after=x')).status).toBe(422);
    expect((await as(kim).get('/api/v1/tasks?scope=port:NOPE')).status).toBe(422);
  });

  it('come in pages, the nearest deadline first, and none twice', async () => {
    const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();
    const same = inMinutes(200);
    for (let i = 0; i < 60; i++) {
      const deadline = i % 2 === 0 ? same : inMinutes(200 + i);
      await make({ kind: 'other', title: `p${i}`, port: 'TAE', route: 'traveller', deadline });
    }
    const seen: any[] = [];
    let next: string | null = '';
    while (next !== null) {
      const path = `/api/v1/tasks?scope=port:TAE${next === '' ? '' : `&after=${next}`}`;
      const { body } = await as(kim).get(path);
      expect(body.tasks.length).toBeLessThanOrEqual(50);
      seen.push(...body.tasks);
      next = body.next as string | null;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(60);
    const deadlines = seen.map(({ deadline }) => Date.parse(deadline as string));
    expect(deadlines).toEqual(deadlines.toSorted((a, b) => a - b));
    await deed(kim, seen[3].id, 'cancel', { remark: 'no' });
    const closed = await as(kim).get('/api/v1/tasks?scope=port:TAE&standing=closed');
    expect(closed.body.tasks.map(({ id }: any) => id)).toEqual([seen[3].id]);
  });

  it('are cells at their place while they are open, and ten minutes after', async () => {
    const { id } = await make({ kind: 'open-lane', title: 'lane 9', port: 'CJU', route: 'traveller' });
    const key = `task|CJU|traveller|${id}`;
    await deed(kim, id, 'accept');
    for (let i = 1; i <= 7; i++) await deed(kim, id, 'remark', { remark: `r${i}` });
    const board = server.realms.get('live')?.board;
    // By the trigger, well before the panel's own time.
    await eventually(() => {
      const cell = board?.since(0, () => true)[key] as any;
      expect(cell).toMatchObject({ id, state: 'accepted', ownerName: 'Kim', ownerId: kim?.id });
      expect(cell.remarks.map(({ text }: any) => text)).toEqual(['r7', 'r6', 'r5', 'r4', 'r3']);
    }, 8_000);
    await deed(kim, id, 'finish');
    expect((await cells())[key]).toMatchObject({ state: 'done', closedAt: expect.any(String) as string });
    ahead = 10 * MINUTE + 1_000;
    expect((await cells())[key]).toBeUndefined();
    ahead = 0;
  });
});
