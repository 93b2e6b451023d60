import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { RealmCell } from '../../../server/contract/cells.ts';
import type { Handshake, UrgentAlarm } from '../../../server/contract/socket.ts';
import { joinScreen, leaveScreen } from '../../../server/db/queries/screens.ts';
import { LIVE_REALM } from '../../../server/server.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { pairedScreen, signedIn } from '../../support/people.ts';
import { eventually, TestScreen } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { holdJudgement, raiseAlarms } from '../../web/desk/alarm-rows.ts';

const DRILL: RealmCell = { name: 'drill_7', kind: 'drill', ko: '훈련', en: 'drill', simulated: true };
const OTHER: RealmCell = { ...DRILL, name: 'drill_8' };

onOneEngine('what breaks through to drills', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  const screens: TestScreen[] = [];
  /** When a connection was first told of an alarm, by its number. */
  const brokeThrough = new Map<number, number>();

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await holdJudgement(database.db);
    server = await startTestServer(database.db, {
      realms: [LIVE_REALM, DRILL, OTHER],
      env: { GUESTS: 'simulated' },
    });
    await eventually(
      async () => expect((await server.get('/readyz')).body).toMatchObject({ ready: true }),
      20_000,
    );
  });
  afterEach(async () => {
    for (const screen of screens.splice(0)) screen.close();
    await endAll();
  });
  afterAll(async () => {
    await server?.close();
    await database?.drop();
  });

  /** What a connection is told, each time. */
  async function listen(handshake: Partial<Handshake>, cookie?: string) {
    const screen = new TestScreen(server.url, handshake, cookie === undefined ? {} : { cookie });
    screens.push(screen);
    const told: UrgentAlarm[][] = [];
    screen.socket.on('urgent', (alarms) => {
      told.push(alarms);
      for (const { id } of alarms) if (!brokeThrough.has(id)) brokeThrough.set(id, Date.now());
    });
    await eventually(() => expect(screen.state.cells.size).toBeGreaterThan(0));
    return told;
  }
  const endAll = () =>
    database.db.query(`UPDATE live.alarm SET state = 'ended', holds = false, ended_at = now()`);
  /** When the screen that connected last, one of the live realm, had an alarm's cell. */
  const shownAt = (key: string) => screens.at(-1)?.messages.find(({ message }) => key in message.cells)?.at;
  const titles = (told: UrgentAlarm[][]) => told.map((alarms) => alarms.map(({ title }) => title.en));
  const raise = (title: string, more: object = {}) =>
    raiseAlarms(database.db, { priority: 'critical', title, rule: `test-${title}`, ...more });
  const sql = (text: string, id: number) => database.db.query(text, [id]);

  it('are the critical ones that nobody has acknowledged, within the scope, whenever they change', async () => {
    const { cookie } = await signedIn(database.db, ['duty-manager']);
    const [all, mail, other, live] = [
      await listen({ realm: DRILL.name }, cookie),
      await listen({ realm: DRILL.name, scope: 'route:mail' }, cookie),
      await listen({ realm: OTHER.name, desk: true }, cookie),
      await listen({}, cookie),
    ];
    await eventually(() => expect([all, mail, other]).toEqual([[[]], [[]], [[]]]));

    const [id = 0] = await raise('one');
    await raise('high', { priority: 'high' });
    await eventually(() => expect(titles(all)).toEqual([[], ['one']]));
    await eventually(() => expect(titles(other)).toEqual([[], ['one']]));
    // As soon as a screen of the live realm has it, give or take what sockets take: how fast that is, the bench says.
    const key = `alarm|ICN-T2|traveller|${id}`;
    await eventually(() => expect(shownAt(key)).toBeDefined());
    expect((brokeThrough.get(id) ?? NaN) - (shownAt(key) ?? NaN)).toBeLessThan(500);
    expect(all[1]?.[0]).toMatchObject({ id, port: 'ICN-T2', route: 'traveller', priority: 'critical' });

    await raise('post', { port: 'EAST-SEOUL-MAIL', route: 'mail', ago: 5 });
    await eventually(() => expect(titles(all).at(-1)).toEqual(['post', 'one']));
    expect(titles(mail)).toEqual([[], ['post']]);
    // Whoever comes now is told at once.
    expect(titles(await listen({ realm: DRILL.name }, cookie))).toEqual([['post', 'one']]);

    await sql(`UPDATE live.alarm SET state = 'acknowledged' WHERE id = $1`, id);
    await eventually(() => expect(titles(all).at(-1)).toEqual(['post']));
    expect(titles(mail)).toEqual([[], ['post']]);
    await endAll();
    await eventually(() => expect(titles(mail)).toEqual([[], ['post'], []]));
    expect(live).toEqual([]);
  });

  it('are none of a drill’s own, and no guest of simulated realms is told of them', async () => {
    const { cookie } = await signedIn(database.db, ['duty-manager']);
    const live = await listen({}, cookie);
    const [drill, other, guest] = [
      await listen({ realm: DRILL.name }, cookie),
      await listen({ realm: OTHER.name }, cookie),
      await listen({ realm: DRILL.name }),
    ];
    const [id = 0] = await raise('practice');
    await eventually(() => expect(titles(drill)).toEqual([[], ['practice']]));
    await database.db.query(
      `INSERT INTO ${DRILL.name}.alarm_rule SELECT * FROM live.alarm_rule WHERE name = $1`,
      ['test-practice'],
    );
    await sql(
      `INSERT INTO ${DRILL.name}.alarm OVERRIDING SYSTEM VALUE SELECT * FROM live.alarm WHERE id = $1`,
      id,
    );
    await endAll();
    await eventually(() => expect(titles(drill)).toEqual([[], ['practice'], []]));
    await eventually(() => {
      const cells = screens[1]?.state.cells.keys() ?? [];
      expect([...cells].filter((key) => key.startsWith('alarm|'))).toHaveLength(1);
    });
    expect([titles(other), titles(guest), live]).toEqual([[[], ['practice'], []], [[]], []]);
  });

  it(
    'is told to a paired screen that takes part, which is moved by its settings there and back',
    { meta: { slow: 'a screen has seconds to move' } },
    async () => {
      const paired = await pairedScreen(database.db, { scope: 'port:ICN-T2' });
      const told = await listen({ screenKey: paired.key, scope: 'port:ICN-T2' });
      const [screen] = screens;
      const realms = () => screen?.settings.map(({ realm }) => realm);
      await eventually(() => expect(realms()).toEqual(['live']));
      expect(await database.db.transaction((tx) => joinScreen(tx, DRILL.name, paired.id))).toBe(true);
      await eventually(() => expect(realms()).toEqual(['live', DRILL.name]), 4_000);
      expect([screen?.refusal, told]).toEqual([null, []]);

      await raise('real');
      const there = await listen({ screenKey: paired.key, scope: 'port:ICN-T2', realm: DRILL.name });
      await eventually(() => expect(titles(there).at(-1)).toEqual(['real']));
      // Where it was it may not stay.
      await eventually(() => expect(screen?.refusal?.code).toBe('not-allowed'), 7_000);

      await database.db.transaction((tx) => leaveScreen(tx, paired.id));
      await eventually(() => expect(screens[1]?.settings.at(-1)?.realm).toBe('live'), 4_000);
      // Neither one that is not there nor one that is revoked moves.
      await sql(`UPDATE gwanje.screen SET revoked_at = now() WHERE id = $1`, paired.id);
      expect(await database.db.transaction((tx) => joinScreen(tx, DRILL.name, paired.id))).toBe(false);
    },
  );
});
