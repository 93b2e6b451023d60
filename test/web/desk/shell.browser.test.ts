import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RIGHTS_OF, type Role } from '../../../server/contract/roles.ts';
import { PAGES } from '../../../web/src/desk/pages.ts';
import { onOneEngine } from '../../support/engines.ts';
import { startDeskServer, type DeskServer, type OpenDesk } from './desk-browser.ts';

const SOON = { timeout: 20_000, interval: 100 };

onOneEngine('the desk', (engine) => {
  const expected = /401|403|503|ERR_FAILED|WebSocket/;
  let server: DeskServer;
  let desk: OpenDesk;
  beforeAll(async () => {
    server = await startDeskServer(engine);
    desk = await server.openDesk({ roles: ['viewer'], expected });
  });
  afterAll(() => server?.close());

  it('shows who is signed in, and that the link lives', async () => {
    const { page } = desk;
    expect(await page.title()).toBe('Alarms · Gwanje');
    expect(await page.getByTestId('who').textContent()).toBe('당직 관리자');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Alarms');
    await page.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
    await expect.poll(() => page.getByTestId('clock').textContent(), SOON).toMatch(/^\s*\d\d:\d\d:\d\d\s*$/);
  });

  describe('leads to', () => {
    for (const role of Object.keys(RIGHTS_OF) as Role[]) {
      it(`what ${role} may open, and to nothing else`, async () => {
        const { page } = desk;
        await desk.signInAs([role]);
        await desk.open('/desk');
        const links = await page
          .locator('header nav a')
          .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
        const allowed = PAGES.filter(({ right }) => right !== 'public' && RIGHTS_OF[role].includes(right));
        expect(links).toEqual(allowed.map(({ path }) => path));
        const barred = PAGES.find(({ right }) => right !== 'public' && !RIGHTS_OF[role].includes(right));
        if (barred) {
          await page.goto(`${desk.server.url}${barred.path}`);
          await page
            .getByRole('heading', { name: 'Your roles do not open this page' })
            .waitFor({ timeout: 20_000 });
        }
      });
    }
  });

  it('moves without loading anew: address, title, heading and focus go along, and back again', async () => {
    await desk.signInAs(['viewer']);
    await desk.open('/desk');
    const { page } = desk;
    await page.evaluate(() => Object.assign(globalThis, { same: true }));
    const other = PAGES.find(({ path, right }) => path !== '/desk' && RIGHTS_OF.viewer.includes(right));
    if (!other) throw new Error('a viewer has one page only');
    await page.locator(`header nav a[href="${other.path}"]`).click();
    await page.waitForURL(`**${other.path}`);
    await expect.poll(() => page.title(), SOON).toContain(other.title.en);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName ?? ''), SOON).toBe('H1');
    await expect
      .poll(() => page.locator(`header nav [aria-current="page"]`).getAttribute('href'), SOON)
      .toBe(other.path);
    await page.goBack();
    await expect.poll(() => page.title(), SOON).toBe('Alarms · Gwanje');
    expect(await page.evaluate(() => 'same' in globalThis)).toBe(true);
  });

  it('has every letter of its font before the link can be lost', async () => {
    const own = await server.openDesk({ roles: ['viewer'], wholeFont: true });
    const left = () =>
      own.page.evaluate(() => [...document.fonts].filter(({ status }) => status !== 'loaded').length);
    expect(await own.page.evaluate(() => document.fonts.size)).toBeGreaterThan(100);
    await expect.poll(left, SOON).toBe(0);
    await own.close();
  });

  it('opens a page whose script could not be had at first', async () => {
    const own = await server.openDesk({ roles: ['viewer'], clock: true, expected });
    const { page } = own;
    const path = await page.locator('header nav a').nth(1).getAttribute('href');
    let cut = 0;
    for (const away of ['**/assets/*.js', '**/desk'])
      await page.route(away, async (route) => {
        await route.abort();
        cut += 1;
      });
    await page.locator('header nav a').nth(1).click();
    await expect.poll(() => cut, SOON).toBeGreaterThan(0);
    const tries = cut;
    // It asks again when it is eight seconds old and every two seconds, and loads itself anew once there is an answer.
    await page.clock.fastForward(8_000);
    await expect.poll(() => cut, SOON).toBeGreaterThan(tries);
    expect(await page.locator('h1').count()).toBe(0);
    await page.unrouteAll();
    await page.clock.fastForward(2_000);
    await page.locator('main h1').waitFor({ timeout: 30_000 });
    expect(new URL(page.url()).pathname).toBe(path);
    await own.close();
  });

  it('says so where there is no page', async () => {
    await desk.open('/desk/nothing-here');
    expect(await desk.page.locator('h1').textContent()).toBe('There is no page at this address');
  });

  it('speaks the other language at a press, and still does after a refresh', async () => {
    await desk.open('/desk');
    const { page } = desk;
    await page.getByRole('button', { name: '한국어' }).click();
    await expect.poll(() => page.locator('h1').textContent(), SOON).toBe('경보');
    expect(await page.title()).toBe('경보 · 관제');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko');
    await page.reload();
    await expect.poll(() => page.locator('h1').textContent(), SOON).toBe('경보');
    await page.getByRole('button', { name: 'English' }).click();
    await expect.poll(() => page.locator('h1').textContent(), SOON).toBe('Alarms');
  });

  it('asks for a sign-in where there is none, and knows the way back', async () => {
    const guest = await server.openDesk({ roles: [], language: null, expected });
    const { page } = guest;
    await page.goto(`${desk.server.url}/desk?show=shelved`);
    await page.waitForURL('**/sign-in?**', { timeout: 20_000 });
    expect(new URL(page.url()).searchParams.get('return')).toBe('/desk?show=shelved');
    // A browser in which nobody has chosen a language speaks Korean.
    await expect.poll(() => page.locator('h1').textContent(), SOON).toBe('로그인');
    await guest.close();
  });

  it('never takes a server that is away, or fails, for the end of a session', async () => {
    const own = await server.openDesk({ roles: ['viewer'], clock: true, expected });
    const { page } = own;
    for (const fault of ['network', 'proxy'] as const) {
      let asked = 0;
      await page.route('**/api/**', async (route) => {
        await (fault === 'network' ? route.abort() : route.fulfill({ status: 503, body: 'Bad Gateway' }));
        asked += 1;
      });
      // A refresh in the middle of it: nothing is known of who is signed in.
      await page.reload();
      await expect.poll(() => asked, SOON).toBeGreaterThan(0);
      await page.clock.fastForward(2_000);
      const banner = page.getByTestId('desk-banner');
      await banner.waitFor({ timeout: 20_000 });
      await expect
        .poll(() => banner.textContent(), SOON)
        .toMatch(/No answer from the server for \d+ s; trying again/);
      expect(new URL(page.url()).pathname).toBe('/desk');
      await page.unroute('**/api/**');
      await page.clock.fastForward(1_500);
      await banner.waitFor({ state: 'detached', timeout: 20_000 });
      expect(await page.getByTestId('who').textContent()).toBe('당직 관리자');
    }
    await own.close();
  });

  const tried = { meta: { slow: 'what was refused is tried again three seconds later' } };
  it('says that nothing comes in, and why, until it does again', tried, async () => {
    const { database, page, server: board } = desk;
    await desk.signInAs(['viewer']);
    await desk.open('/desk');
    const state = () => page.getByTestId('link').getAttribute('data-state');
    await expect.poll(state, SOON).toBe('live');
    await database.db.query(`CREATE FUNCTION live.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`);
    await database.db.query(
      'CREATE TRIGGER full_disk BEFORE INSERT ON live.heartbeat FOR EACH ROW EXECUTE FUNCTION live.full_disk()',
    );
    const token = await board.token();
    const beat = ['/api/v1/events', token, 'application/cloudevents-batch+json', '[]'] as const;
    expect((await board.post(...beat)).status).toBe(503);
    await expect.poll(state, SOON).toBe('not-receiving');
    const banner = page.getByTestId('desk-banner');
    expect(await banner.textContent()).toContain('Nothing new comes in · The disk of the database is full');
    await database.db.query('DROP TRIGGER full_disk ON live.heartbeat');
    await expect.poll(state, SOON).toBe('live');
    expect(await banner.count()).toBe(0);
  });

  it('goes to the sign-in page when the session has been ended elsewhere', async () => {
    const { page } = desk;
    const { sessionId } = await desk.signInAs(['viewer']);
    await desk.open('/desk');
    await page.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
    await desk.database.db.query('UPDATE gwanje.session SET revoked_at = now() WHERE id = $1', [sessionId]);
    await page.waitForURL('**/sign-in?**', { timeout: 20_000 });
  });

  it('signs out', async () => {
    const { page } = desk;
    await desk.signInAs(['viewer']);
    await desk.open('/desk');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in**', { timeout: 20_000 });
    await page.goto(`${desk.server.url}/desk`);
    await page.waitForURL('**/sign-in?**', { timeout: 20_000 });
  });
});
