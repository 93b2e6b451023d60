import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RIGHTS_OF, type Role } from '../../../server/contract/roles.ts';
import { PAGES } from '../../../web/src/desk/pages.ts';
import { onOneEngine } from '../../support/engines.ts';
import { openDesk, type OpenDesk } from './desk-browser.ts';

const SOON = { timeout: 20_000, interval: 100 };

onOneEngine('the desk', (engine) => {
  let desk: OpenDesk;
  beforeAll(async () => {
    desk = await openDesk(engine, { roles: ['viewer'], expected: /401|403|503|ERR_FAILED|WebSocket/ });
  });
  afterAll(() => desk?.close());

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
        const page = await desk.another({ roles: [role] });
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
        await page.context().close();
      });
    }
  });

  it('moves without loading anew: address, title, heading and focus go along, and back again', async () => {
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

  it('opens a page whose script could not be had at first', async () => {
    const page = await desk.another({ roles: ['viewer'] });
    const path = await page.locator('header nav a').nth(1).getAttribute('href');
    for (const cut of ['**/assets/*.js', '**/desk']) await page.route(cut, (route) => route.abort());
    await page.locator('header nav a').nth(1).click();
    await page.waitForTimeout(1_000);
    expect(await page.locator('h1').count()).toBe(0);
    await page.unrouteAll();
    await page.locator('main h1').waitFor({ timeout: 30_000 });
    expect(new URL(page.url()).pathname).toBe(path);
    await page.context().close();
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
    const page = await (await desk.browser.newContext()).newPage();
    await page.goto(`${desk.server.url}/desk?show=shelved`);
    await page.waitForURL('**/sign-in?**', { timeout: 20_000 });
    expect(new URL(page.url()).searchParams.get('return')).toBe('/desk?show=shelved');
    await page.context().close();
  });

  it('never takes a server that is away, or fails, for the end of a session', async () => {
    const page = await desk.another({ roles: ['viewer'] });
    for (const fault of ['network', 'proxy'] as const) {
      await page.route('**/api/**', (route) =>
        fault === 'network' ? route.abort() : route.fulfill({ status: 503, body: 'Bad Gateway' }),
      );
      // A refresh in the middle of it: nothing is known of who is signed in.
      await page.reload();
      const banner = page.getByTestId('desk-banner');
      await banner.waitFor({ timeout: 20_000 });
      await expect
        .poll(() => banner.textContent(), SOON)
        .toMatch(/No answer from the server for [2-9] s; trying again/);
      expect(new URL(page.url()).pathname).toBe('/desk');
      await page.unroute('**/api/**');
      await banner.waitFor({ state: 'detached', timeout: 20_000 });
      expect(await page.getByTestId('who').textContent()).toBe('다른 당직자');
    }
    await page.context().close();
  });

  it('goes to the sign-in page when the session has been ended elsewhere', async () => {
    const page = await desk.another({ roles: ['viewer'] });
    await page.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
    await desk.database.db.query(
      `UPDATE gwanje.session SET revoked_at = now() WHERE account =
         (SELECT max(account) FROM gwanje.session)`,
    );
    await page.waitForURL('**/sign-in?**', { timeout: 20_000 });
    await page.context().close();
  });

  it('signs out', async () => {
    const page = await desk.another({ roles: ['viewer'] });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in**', { timeout: 20_000 });
    await page.goto(`${desk.server.url}/desk`);
    await page.waitForURL('**/sign-in?**', { timeout: 20_000 });
    await page.context().close();
  });
});
