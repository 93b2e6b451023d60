import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RealmCell } from '../../../server/contract/cells.ts';
import type { Queryable } from '../../../server/db/database.ts';
import { joinScreen, leaveScreen } from '../../../server/db/queries/screens.ts';
import { SESSION_COOKIE } from '../../../server/routes/guard.ts';
import { LIVE_REALM } from '../../../server/server.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { pairedScreen, signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { builtPages } from '../built-pages.ts';
import { closeWindows, openWindow } from '../chromium.ts';
import { shot } from '../shots.ts';
import { watchPicture } from '../watch-picture.ts';
import { HD } from '../wall-page.ts';
import { holdJudgement, raiseAlarms } from '../desk/alarm-rows.ts';

const DRILL: RealmCell = {
  name: 'drill_7',
  kind: 'drill',
  ko: '메일 누출',
  en: 'Mail leak',
  simulated: true,
};

onOneEngine('drills on walls and desks', (engine) => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    const webFolder = builtPages();
    database = await openTestDatabase(engine);
    await holdJudgement(database.db);
    server = await startTestServer(database.db, {
      ...{ webFolder, realms: [LIVE_REALM, DRILL] },
      env: { GUESTS: 'off' },
    });
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
  }, 240_000);
  afterAll(async () => {
    await closeWindows();
    await server?.close();
    await database?.drop();
  });

  // No alarm and no window of one test is in the way of the next.
  afterEach(async () => {
    await closeWindows();
    await end();
  });

  const raise = (title: string, db: Queryable = database.db) =>
    raiseAlarms(db, {
      priority: 'critical',
      title,
      rule: `test-${title.toLowerCase().replaceAll(' ', '-')}`,
    });
  const end = (db: Queryable = database.db) =>
    db.query(`UPDATE live.alarm SET state = 'ended', holds = false, ended_at = now()`);
  /** Raises an alarm in the drill; in one step, so that it is at no moment a real one, which would break through. */
  async function raiseInDrill(title: string): Promise<void> {
    await database.db.transaction(async (tx) => {
      await raise(title, tx);
      await tx.query(`INSERT INTO drill_7.alarm_rule SELECT * FROM live.alarm_rule ON CONFLICT DO NOTHING`);
      await tx.query(
        `INSERT INTO drill_7.alarm OVERRIDING SYSTEM VALUE SELECT * FROM live.alarm WHERE holds`,
      );
      await end(tx);
    });
  }

  async function openWall(): Promise<{ wall: Page; id: number }> {
    const { id, key } = await pairedScreen(database.db);
    const settings = {
      ...{ id, name: 'test screen', realm: 'live', scope: 'headquarters', views: ['overview'] },
      ...{ dwellSeconds: 20, inches: 98, metres: 6, language: 'ko' },
    };
    const wall = await (await openWindow({ viewport: HD })).newPage();
    await wall.goto(`${server.url}/healthz`);
    await wall.evaluate(
      (kept) => localStorage.setItem('gwanje-screen', kept),
      JSON.stringify({ key, settings }),
    );
    await wall.goto(`${server.url}/wall`);
    await wall.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
    return { wall, id };
  }
  async function openDesk(path: string): Promise<Page> {
    const { session } = await signedIn(database.db, ['duty-manager']);
    const kept = { name: 'gwanje-desk-language', value: 'en' };
    const context = await openWindow({
      viewport: { width: 1280, height: 800 },
      storageState: { cookies: [], origins: [{ origin: server.url, localStorage: [kept] }] },
    });
    await context.addCookies([
      { name: SESSION_COOKIE, value: session, url: server.url, httpOnly: true, sameSite: 'Lax' },
    ]);
    const desk = await context.newPage();
    await desk.goto(server.url + path);
    await desk.locator('main h1').first().waitFor();
    return desk;
  }

  describe('a paired wall', () => {
    it(
      'moves into a drill and back by itself, and a real alarm is on it at once',
      { meta: { slow: 'two pages and a drill' } },
      async () => {
        const { id, wall } = await openWall();
        /** What the wall showed that is neither of the two boards. */
        const other = new Set<string>();
        const pictures = await watchPicture(wall);
        let watching = true;
        const watch = (async () => {
          while (watching && !wall.isClosed()) {
            const text = await wall
              .evaluate(
                () =>
                  document.querySelector('[data-testid="pairing"], [data-banner], form')?.textContent ?? null,
              )
              .catch(() => null);
            if (text !== null) other.add(text);
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        })();

        await database.db.transaction((tx) => joinScreen(tx, DRILL.name, id));
        const banner = wall.getByTestId('exercise');
        await banner.waitFor({ timeout: 10_000 });
        expect(await banner.innerText()).toMatch(/훈련\s+메일 누출\s+모의/);

        const raisedAt = Date.now();
        await raise('Real case');
        const band = wall.getByTestId('urgent');
        await band.waitFor({ timeout: 5_000 });
        const tookMs = Date.now() - raisedAt;
        await shot(wall, 'drill-wall-real-alarm');
        // Half a second of it is the board's (live/urgent.server.test.ts), the rest the browser's on a busy machine.
        expect(tookMs).toBeLessThan(3_000);
        expect(await band.innerText()).toContain('Real case');
        await end();
        await band.waitFor({ state: 'detached', timeout: 5_000 });

        await database.db.transaction((tx) => leaveScreen(tx, id));
        await banner.waitFor({ state: 'detached', timeout: 10_000 });
        await wall.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 10_000 });
        await wall.locator('[data-figure]').first().waitFor();
        watching = false;
        await watch;
        expect([...other]).toEqual([]);
        expect(await pictures.emptyPictures()).toEqual([]);
      },
    );
  });

  describe('a desk in a drill', () => {
    it('goes from page to page in the drill, acts there, hears of real alarms, and leaves', async () => {
      await raiseInDrill('Drill case');
      const desk = await openDesk(`/desk?realm=${DRILL.name}`);
      const banner = desk.getByTestId('exercise');
      await banner.waitFor({ timeout: 10_000 });
      expect(await banner.innerText()).toMatch(/DRILL\s+Mail leak\s+SIMULATED/);
      const row = desk.locator('[data-alarm]', { hasText: 'Drill case' });
      await row.first().waitFor({ timeout: 10_000 });
      await desk.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
      const asked = desk.waitForRequest(
        (request) => request.method() === 'POST' && request.url().includes('/acknowledge'),
      );
      // By keyboard: a click so soon after the rows have come is refused (alarms.browser.test.ts).
      await row
        .first()
        .getByRole('button', { name: /acknowledge/i })
        .press('Enter');
      expect((await asked).url()).toContain(`realm=${DRILL.name}`);
      const states = async () =>
        (await database.db.query<{ state: string }>(`SELECT state FROM drill_7.alarm`)).map(
          ({ state }) => state,
        );
      await eventually(async () => expect(await states()).toEqual(['acknowledged']));

      for (const name of ['Tasks', 'Handover', 'Routes', 'Alarms']) {
        await desk.getByRole('navigation').getByRole('link', { name, exact: true }).click();
        await desk.locator('main h1').first().waitFor();
        expect(new URL(desk.url()).searchParams.get('realm')).toBe(DRILL.name);
        expect(await banner.isVisible()).toBe(true);
      }
      await raise('Real case of the desk');
      const band = desk.getByTestId('urgent');
      await band.waitFor({ timeout: 5_000 });
      expect(await band.innerText()).toMatch(/REAL ALARM\s+Real case of the desk\s+Incheon T2/);
      await shot(desk, 'drill-desk-real-alarm');
      expect(await band.getByRole('link').getAttribute('href')).toBe('/desk?realm=live');

      await desk.getByRole('button', { name: 'Leave the drill' }).click();
      await desk.waitForURL((url) => !url.searchParams.has('realm'), { timeout: 10_000 });
      await desk
        .locator('[data-alarm]', { hasText: 'Real case of the desk' })
        .first()
        .waitFor({ timeout: 10_000 });
      expect(await banner.count()).toBe(0);
      expect(await band.count()).toBe(0);
    });

    it('says that a drill is no more, and leads home', async () => {
      const desk = await openDesk('/desk?realm=drill_99');
      await desk
        .getByTestId('desk-banner')
        .getByText('This drill or replay is no more')
        .waitFor({ timeout: 10_000 });
      await desk.getByRole('button', { name: 'Back to your own board' }).click();
      await desk.waitForURL((url) => !url.searchParams.has('realm'), { timeout: 10_000 });
      await desk.locator('[data-testid="link"][data-state="live"]').waitFor({ timeout: 10_000 });
    });
  });
});
