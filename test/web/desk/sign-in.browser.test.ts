import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Passwords } from '../../../server/access/passwords.ts';
import { offerSetupLink } from '../../../server/access/setup-link.ts';
import { onOneEngine } from '../../support/engines.ts';
import { startOidcProvider, type OidcProvider } from '../../support/oidc.ts';
import { startDeskServer, type DeskServer, type OpenDesk } from './desk-browser.ts';

const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = /^New password\s*\(/;
/** What the browser says when a request is refused, which is what these tests do. */
const REFUSED = /status of 4\d\d/;

onOneEngine('in a browser, people', (engine) => {
  let provider: OidcProvider;
  let desks: DeskServer;
  let desk: OpenDesk;
  beforeAll(async () => {
    provider = await startOidcProvider({ lee: { name: '이 반장', preferred_username: 'lee' } });
    desks = await startDeskServer(engine, { env: provider.env });
  });
  afterEach(() => desk?.close());
  afterAll(async () => {
    await desks?.close();
    await provider?.close();
  });

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const heading = (page: Page, name: string) =>
    page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const password = async ({ database, person }: OpenDesk) => {
    await database.db.query('UPDATE gwanje.account SET password_hash = $2 WHERE id = $1', [
      person?.id,
      await new Passwords().hash(PASSWORD),
    ]);
  };

  // The other tests make no administrator.
  it('become the first administrator with the link, make an account, and it signs in', async () => {
    desk = await desks.openDesk({ roles: [], path: '/sign-in', expected: REFUSED });
    const { database, page, server } = desk;
    await page.getByText('Nobody administers this board yet').waitFor();

    const link = (await offerSetupLink(database.db)) ?? '';
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${server.url}/setup#${link}`);
    await heading(page, 'The first administrator');
    await page.getByLabel(/^Login/).fill('first');
    await page.getByLabel(/^Name/).fill('첫 관리자');
    await page.getByLabel(NEW_PASSWORD).fill(PASSWORD);
    await page.getByLabel(/^New password again/).fill('something else');
    await page.getByText('The two passwords are not the same').waitFor();
    await page.getByLabel(/^New password again/).fill(PASSWORD);
    await press(page, 'Make it');
    await page.waitForURL(`${server.url}/desk`);
    await expect.poll(() => page.getByTestId('who').textContent()).toBe('첫 관리자');
    // The browser keeps what stands after # to itself.
    expect(asked.filter((url) => url.includes(link))).toEqual([]);

    await page.goto(`${server.url}/desk/accounts`);
    await heading(page, 'Accounts');
    await press(page, 'New account');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Login/).fill('kim');
    await dialog.getByLabel(/^Name/).fill('<b>김</b> 주무관');
    await dialog.getByLabel('Duty manager').check();
    await dialog.getByLabel('Headquarters').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('There must be a password').waitFor();
    await dialog.getByLabel(/^First password/).fill('kims password');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const row = page.locator('tr[data-login="kim"]');
    await row.waitFor();
    expect(await row.textContent()).toContain('<b>김</b> 주무관');
    expect(await row.textContent()).toContain('Duty manager');

    await page.locator('tr[data-login="first"]').getByRole('button').click();
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await dialog.getByText('This is the last administrator').waitFor();
    await page.keyboard.press('Escape');

    await press(page, 'Sign out');
    await heading(page, 'Sign in');
    await page.getByLabel(/^Login/).fill('Kim');
    await page.getByLabel(/^Password/).fill('not this one at all');
    await press(page, 'Sign in');
    await page.getByText('Login or password is wrong').waitFor();
    await page.getByLabel(/^Password/).fill('kims password');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}/desk`);
    await expect.poll(() => page.getByTestId('who').textContent()).toBe('<b>김</b> 주무관');
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  it('sign in at the OpenID provider, wait for roles, and are known again', async () => {
    desk = await desks.openDesk({
      roles: [],
      path: '/sign-in?return=/desk/account',
      // The provider's own pages want a font from elsewhere.
      expected: /net::ERR_/,
    });
    const { database, page, server } = desk;
    const link = page.getByRole('link', { name: 'Sign in with OpenID Connect' });
    await link.click();
    await page.getByText('The OpenID provider does not answer').waitFor();

    provider.open(server.url);
    await page.goto(`${server.url}/sign-in?return=/desk/account`);
    await link.click();
    await page.getByPlaceholder('Enter any login').fill('lee');
    await page.getByPlaceholder('and password').fill('x');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${server.url}/desk/account`);
    await heading(page, 'You are signed in; an administrator has yet to say what you may do');
    expect(await page.getByTestId('who').textContent()).toBe('이 반장');

    await database.db.query(
      "UPDATE gwanje.account SET roles = '{viewer}', scopes = '{route:mail}' WHERE login = 'lee'",
    );
    await expect
      .poll(
        async () => {
          await page.reload();
          return await page.getByRole('heading', { level: 1 }).textContent();
        },
        { interval: 200, timeout: 20_000 },
      )
      .toBe('My account');

    await press(page, 'Sign out');
    await heading(page, 'Sign in');
    // The provider still knows them: no password again.
    await link.click();
    await page.waitForURL(`${server.url}/desk`);
    expect(await page.getByTestId('who').textContent()).toBe('이 반장');
    expect(await database.db.query("SELECT 1 FROM gwanje.account WHERE name = '이 반장'")).toHaveLength(1);
  });

  it('are warned before their session ends, and go on with another where they are', async () => {
    desk = await desks.openDesk({ path: '/desk/tasks', language: 'ko' });
    const { database, page, person } = desk;
    await password(desk);
    // The longest that a session may last is a week: no use moves that.
    await database.db.query(
      `UPDATE gwanje.session SET created_at = now() - interval '6 days 23 hours 51 minutes',
         expires_at = now() + interval '9 minutes' WHERE id = $1`,
      [person?.sessionId],
    );
    await page.reload();
    const warning = page.getByTestId('session-end');
    await warning.waitFor();
    expect(await warning.textContent()).toMatch(/로그인이 [89]분 뒤에 끝남/);
    expect(await warning.getAttribute('data-calling')).toBe('low');
    await database.db.query(
      `UPDATE gwanje.session SET created_at = created_at - interval '7 minutes 30 seconds',
         expires_at = expires_at - interval '7 minutes 30 seconds' WHERE id = $1`,
      [person?.sessionId],
    );
    await page.reload();
    await expect.poll(() => warning.getAttribute('data-calling')).toBe('high');
    await press(page, 'English');
    await warning.getByText(/Your session ends in/).waitFor();
    await press(page, 'Sign in again');
    const [account] = await database.db.query<{ login: string }>(
      'SELECT login FROM gwanje.account WHERE id = $1',
      [person?.id],
    );
    await page.getByLabel(/^Login/).fill(account?.login ?? '');
    await page.getByLabel(/^Password/).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/desk\/tasks/);
    await heading(page, 'Tasks');
    await expect.poll(() => warning.count()).toBe(0);
    await expect.poll(() => page.getByTestId('link').getAttribute('data-state')).toBe('live');
  });

  it('see their sessions, end those elsewhere, and change their password', async () => {
    desk = await desks.openDesk({ roles: ['viewer'], path: '/desk/account', expected: REFUSED });
    const { context, page, person, server } = desk;
    await password(desk);
    await page.reload();
    await heading(page, 'My account');
    const other = await context.browser()!.newContext({ userAgent: 'the other desk' });
    const elsewhere = await other.newPage();
    const { login } = (await (await page.request.get(`${server.url}/api/v1/me`)).json()).account;
    await elsewhere.goto(`${server.url}/sign-in`);
    // A browser without a choice speaks Korean.
    await elsewhere.getByLabel(/^아이디|^Login/).fill(login);
    await elsewhere.getByLabel(/^비밀번호|^Password/).fill(PASSWORD);
    await elsewhere.keyboard.press('Enter');
    await elsewhere.waitForURL(`${server.url}/desk`);

    await page.reload();
    await page.getByText('the other desk').waitFor();
    expect(await page.locator('tr[data-session]').count()).toBe(2);
    await page.getByRole('button', { name: 'End the session of the other desk' }).click();
    await page.getByText('the other desk').waitFor({ state: 'detached' });
    await elsewhere.reload();
    await elsewhere.waitForURL(/\/sign-in\?/);

    const change = async (present: string) => {
      await page.getByLabel(/^Present password/).fill(present);
      await page.getByLabel(NEW_PASSWORD).fill('another good one');
      await page.getByLabel(/^New password again/).fill('another good one');
      await press(page, 'Change it');
    };
    await change('not this one');
    await page.getByText('This is not your present password').waitFor();
    await change(PASSWORD);
    await page.getByText('Your password is changed').waitFor();
    await page.reload();
    await heading(page, 'My account');
    expect(person).not.toBeNull();
    await other.close();
  });
});
