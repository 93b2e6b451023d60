import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DrillReport, MadeDrill } from '../../../server/contract/drill-rest.ts';
import { systemClock } from '../../../simulator/clock.ts';
import { driveDrill } from '../../../simulator/drive/command.ts';
import { onNative, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { builtPages } from '../built-pages.ts';
import { closeWindows, openWindow } from '../chromium.ts';
import { shot } from '../shots.ts';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const SCENARIO = root('simulator/scenarios/11-network-split.yaml');
/** Both of a wall that was cut off: the link, and how old what it shows is. */
const BANNER =
  '[data-banner="link"], [data-banner="link-lost"], [data-testid="link"][data-state="link-lost"]';

onNative('a wall in a drill', () => {
  let database: TestDatabase;
  let server: TestServer;
  let made: MadeDrill;

  beforeAll(async () => {
    const webFolder = builtPages();
    database = await openTestDatabase('native');
    server = await startTestServer(database.db, { webFolder });
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
    const file = await readFile(SCENARIO, 'utf8');
    const order = { file, play: 'right', drive: true, speed: 60, paused: true };
    made = (await control('/control/drills', order)) as MadeDrill;
  }, 240_000);
  afterAll(async () => {
    await closeWindows();
    await server?.close();
    await database?.drop();
  });

  async function control(path: string, body?: object): Promise<unknown> {
    const answer = await fetch(server.url + path, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: 'Bearer test-control-key', 'content-type': 'application/json' },
    });
    const said = await answer.json();
    expect(answer.status, JSON.stringify(said)).toBe(200);
    return said;
  }

  async function openWall(): Promise<Page> {
    const wall = await (await openWindow({ viewport: { width: 1920, height: 1080 } })).newPage();
    await wall.goto(`${server.url}/wall?lang=en&realm=${made.drill.realm}`);
    await wall.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
    return wall;
  }

  /** Every figure of routes and stages on the wall, by its name. */
  async function figuresOf(wall: Page): Promise<Record<string, string | null>> {
    return await wall.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('[data-figure][data-route]')].map((each) => [
          `${each.getAttribute('data-figure')} ${each.getAttribute('data-route')}`,
          each.getAttribute('data-value') ?? each.textContent,
        ]),
      ),
    );
  }

  it(
    'drill 11: a wall that is cut off says so within five seconds, and shows afterwards what a fresh one shows',
    { timeout: 240_000, meta: { slow: 'a drill of nine minutes at 60 times' } },
    async () => {
      const wall = await openWall();
      const { drill, token = '', tokens = {} } = made;
      await control(`/control/drills/${drill.id}/orders`, { do: 'start' });
      const driving = driveDrill(
        {
          url: new URL(server.url),
          ...{ drill: drill.id, realm: drill.realm, token },
          tokens: new Map(Object.entries(tokens)),
        },
        systemClock,
        new AbortController().signal,
        () => undefined,
      );
      await wall.waitForSelector(BANNER, { timeout: 60_000, state: 'attached' });
      const bannerAt = Date.now();
      await shot(wall, 'drill-11-cut-off');
      expect(await driving).toBe(true);
      const [cut] = await database.db.query<{ at: Date }>(
        `SELECT told_at AS at FROM gwanje.drill_event WHERE drill = $1 AND kind = 'inject' AND detail ->> 'id' = 'cut'`,
        [drill.id],
      );
      const afterMs = bannerAt - (cut?.at.getTime() ?? 0);
      console.log(`banner ${afterMs} ms after the cut`);
      expect(afterMs).toBeGreaterThan(0);
      expect(afterMs).toBeLessThanOrEqual(5_000);

      await wall.waitForSelector(BANNER, { state: 'detached', timeout: 20_000 });
      const fresh = await openWall();
      await eventually(async () => {
        const shown = await figuresOf(wall);
        expect(Object.keys(shown).length).toBeGreaterThan(10);
        expect(shown).toEqual(await figuresOf(fresh));
      }, 10_000);
      const { passed, verdicts } = (await control(`/control/drills/${drill.id}/report`)) as DrillReport;
      expect(verdicts.filter((each) => each.passed !== true)).toEqual([]);
      expect(passed).toBe(true);
    },
  );
});
