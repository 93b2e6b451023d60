import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { pairedScreen, signedIn } from '../support/people.ts';
import { eventually } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const DAY = 'from=2026-01-01&to=2026-01-02';

onOneEngine('a scope', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  /** Headers of two who may act, each in one place, and of two screens of the same places. */
  let terminal: Record<string, string>;
  let mail: Record<string, string>;
  let hall: Record<string, string>;
  let sorting: Record<string, string>;
  /** Alarms and tasks, by their place. */
  const at: Record<'terminal' | 'mail' | 'nowhere', { alarm: number; task: number }> = {
    terminal: { alarm: 0, task: 0 },
    mail: { alarm: 0, task: 0 },
    nowhere: { alarm: 0, task: 0 },
  };

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const { db } = database;
    server = await startTestServer(db, { env: { GUESTS: 'off' } });
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
    const person = async (...scopes: string[]) => ({
      cookie: (await signedIn(db, ['duty-manager'], { scopes })).cookie,
    });
    const screen = async (scope: string) => ({
      authorization: `Bearer ${(await pairedScreen(db, { scope })).key}`,
    });
    terminal = await person('port:ICN-T2');
    mail = await person('route:mail');
    hall = await screen('port:ICN-T2');
    sorting = await screen('route:mail');
    await db.query(`INSERT INTO live.alarm_rule (name, title_ko, title_en, action_ko, action_en, priority, kind, watch)
      VALUES ('of-tests', '가', 'a', '나', 'b', 'high', 'match', '{}') ON CONFLICT DO NOTHING`);
    const everywhere = await person('headquarters');
    for (const [name, port, route] of [
      ['terminal', 'ICN-T2', 'traveller'],
      ['mail', 'PUS', 'mail'],
      ['nowhere', null, null],
    ] as const) {
      const [row] = await db.query<{ id: number }>(
        `INSERT INTO live.alarm (rule, port, route, state, holds, valued_at, first_raised_at, raised_at)
         VALUES ('of-tests', $1, $2, 'unacknowledged', true, now(), now(), now()) RETURNING id`,
        [port, route],
      );
      const task = await ask(everywhere, 'POST', '/api/v1/tasks', {
        kind: 'other',
        title: name,
        ...(port !== null && { port, route }),
      });
      at[name] = { alarm: Number(row?.id), task: task.body.task.id };
    }
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  async function ask(who: Record<string, string>, method: string, path: string, body?: object) {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        origin: server.url,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...who,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as any };
  }

  const others = [
    'headquarters',
    'port:ICN-T1',
    'house:incheon-airport',
    'route:express',
    'port:PUS/route:mail',
  ];
  const reads = (scope: string) => [
    `/api/v1/board?scope=${scope}`,
    `/api/v1/totals?${DAY}&scope=${scope}`,
    `/api/v1/series?${DAY}&step=day&scope=${scope}`,
  ];

  it('is all that figures are read in, by people and by screens', async () => {
    for (const path of [...reads('port:ICN-T2'), ...reads('port:ICN-T2/route:mail')])
      for (const who of [terminal, hall]) expect((await ask(who, 'GET', path)).status, path).toBe(200);
    for (const path of [...reads('route:mail'), ...reads('port:PUS/route:mail')])
      for (const who of [mail, sorting]) expect((await ask(who, 'GET', path)).status, path).toBe(200);
    for (const scope of others) {
      for (const path of reads(scope)) {
        for (const who of [terminal, hall]) expect((await ask(who, 'GET', path)).status, path).toBe(403);
        if (scope.endsWith('route:mail')) continue;
        for (const who of [mail, sorting]) expect((await ask(who, 'GET', path)).status, path).toBe(403);
      }
    }
  });

  it('is headquarters where none is asked for: whoever has less is refused', async () => {
    for (const path of ['/api/v1/board', `/api/v1/totals?${DAY}`, `/api/v1/series?${DAY}&step=day`])
      for (const who of [terminal, mail, hall, sorting])
        expect((await ask(who, 'GET', path)).status, path).toBe(403);
  });

  it('gives of the board only what belongs to it', async () => {
    const { body } = await ask(mail, 'GET', '/api/v1/board?scope=route:mail');
    const keys = Object.keys(body.cells);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => /\|(traveller|express|cargo)(\||$)/.test(key))).toEqual([]);
  });

  it('holds for the rows behind figures, and for the days before', async () => {
    const rows = (place: string) => `/api/v1/rows/seizure?${place}`;
    expect((await ask(terminal, 'GET', rows('port=ICN-T2'))).status).toBe(200);
    expect((await ask(mail, 'GET', rows('route=mail'))).status).toBe(200);
    for (const place of ['', 'port=ICN-T1', 'route=mail', 'port=ICN-T1&route=mail', 'port=-', 'format=csv'])
      expect((await ask(terminal, 'GET', rows(place))).status, place).toBe(403);
    for (const place of ['', 'port=ICN-T2', 'route=express', 'route=-'])
      expect((await ask(mail, 'GET', rows(place))).status, place).toBe(403);
    expect((await ask(terminal, 'GET', '/api/v1/days?port=ICN-T2&route=mail')).status).toBe(200);
    expect((await ask(terminal, 'GET', '/api/v1/days?port=ICN-T1&route=mail')).status).toBe(403);
    expect((await ask(mail, 'GET', '/api/v1/days?port=ICN-T1&route=express')).status).toBe(403);
  });

  it('is all of the alarms and tasks that one sees', async () => {
    for (const [who, own] of [
      [terminal, at.terminal],
      [mail, at.mail],
    ] as const) {
      const alarms = await ask(who, 'GET', '/api/v1/alarms');
      expect(alarms.body.alarms.map(({ id }: { id: number }) => id)).toEqual([own.alarm]);
      const tasks = await ask(who, 'GET', '/api/v1/tasks');
      expect(tasks.body.tasks.map(({ id }: { id: number }) => id)).toEqual([own.task]);
      for (const { alarm, task } of Object.values(at)) {
        const seen = alarm === own.alarm ? [200] : [403, 404];
        expect(seen).toContain((await ask(who, 'GET', `/api/v1/alarms/${alarm}`)).status);
        expect(seen).toContain((await ask(who, 'GET', `/api/v1/tasks/${task}`)).status);
      }
    }
  });

  it('is all that one acts on: elsewhere nothing is done', async () => {
    const before = await standing();
    const deeds = (alarm: number, task: number): [string, object][] => [
      [`/api/v1/alarms/${alarm}/acknowledge`, {}],
      [`/api/v1/alarms/${alarm}/take`, {}],
      [`/api/v1/alarms/${alarm}/assign`, { to: 1 }],
      [`/api/v1/alarms/${alarm}/release`, {}],
      [`/api/v1/alarms/${alarm}/shelve`, { seconds: 600, reason: 'why not' }],
      [`/api/v1/alarms/${alarm}/unshelve`, {}],
      [`/api/v1/tasks/${task}/accept`, {}],
      [`/api/v1/tasks/${task}/assign`, { accountId: 1 }],
      [`/api/v1/tasks/${task}/remark`, { remark: 'here' }],
      [`/api/v1/tasks/${task}/finish`, {}],
      [`/api/v1/tasks/${task}/cancel`, { remark: 'here' }],
    ];
    for (const [who, foreign] of [
      [terminal, [at.mail, at.nowhere]],
      [mail, [at.terminal, at.nowhere]],
    ] as const) {
      for (const { alarm, task } of foreign)
        for (const [path, body] of deeds(alarm, task))
          expect([403, 404], path).toContain((await ask(who, 'POST', path, body)).status);
    }
    const place = { kind: 'other', title: 'x' };
    for (const there of [{}, { port: 'ICN-T1' }, { route: 'mail' }, { port: 'ICN-T1', route: 'mail' }])
      expect((await ask(terminal, 'POST', '/api/v1/tasks', { ...place, ...there })).status).toBe(403);
    expect(await standing()).toEqual(before);
    expect((await ask(terminal, 'POST', `/api/v1/alarms/${at.terminal.alarm}/take`, {})).status).toBe(200);
    expect(await standing()).not.toEqual(before);
  });

  async function standing(): Promise<unknown> {
    return await database.db.query(
      `SELECT (SELECT jsonb_agg(to_jsonb(a) ORDER BY id) FROM live.alarm a) AS alarms,
              (SELECT jsonb_agg(to_jsonb(t) ORDER BY id) FROM live.task t) AS tasks`,
    );
  }
});
