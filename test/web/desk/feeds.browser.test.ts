import axe from 'axe-core';
import { afterEach, expect, it } from 'vitest';
import { grantFeedToken } from '../../../server/control/feed-access.ts';
import type { Database } from '../../../server/db/database.ts';
import { onOneEngine } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { openDesk, type DeskOptions, type OpenDesk } from './desk-browser.ts';

const PATH = '/desk/feeds';

onOneEngine('desk: feeds and their tokens', (engine) => {
  let desk: OpenDesk | null = null;
  afterEach(async () => {
    const open = desk;
    desk = null;
    await open?.close();
  });

  /** A feed that has been silent, one that is unknown, and tokens of both. */
  async function prepare(db: Database): Promise<void> {
    const feed = { realm: 'live', maySetRecordedTime: false };
    await grantFeedToken(db, { ...feed, feed: 'gate', cadenceSeconds: 60, scopes: ['port:ICN-T2'] });
    await grantFeedToken(db, { ...feed, feed: 'history', cadenceSeconds: null, maySetRecordedTime: true });
    await db.query("SELECT live.hear_feed('gate', 3, 1, now() - INTERVAL '5 minutes')");
    await db.query("UPDATE live.feed_day SET last_heard_at = now() - INTERVAL '5 minutes'");
  }
  const open = async (options: DeskOptions = {}) =>
    (desk = await openDesk(engine, { roles: ['administrator'], path: PATH, prepare, ...options }));

  async function send(token: string, port: 'ICN-T1' | 'ICN-T2'): Promise<number> {
    const type = 'application/cloudevents+json';
    return (
      (await desk?.server.post('/api/v1/events', token, type, JSON.stringify(arrival({ port }))))?.status ?? 0
    );
  }

  it('shows which feed is silent, how often it should speak, what was taken and refused of it, and its tokens', async () => {
    const { page } = await open();
    const gate = page.locator('tr[data-feed="gate"]');
    await expect.poll(() => gate.getAttribute('data-state')).toBe('silent');
    expect(await gate.getByRole('cell').allInnerTexts()).toEqual([
      expect.stringMatching(/^▲ silent · heard 5 min ago$/),
      expect.stringMatching(/^every 1 min\s+Change$/),
      '3',
      '1',
      expect.any(String),
    ]);
    expect(await page.locator('tr[data-feed="history"]').getAttribute('data-state')).toBe('unknown');
    const [first, second] = await page.locator('tr[data-token]').all();
    expect(await first?.innerText()).toMatch(/^gate\s+Incheon T2\s+system\s+.*never\s+Revoke$/s);
    expect(await second?.innerText()).toMatch(
      /^history\s+everywhere\s+may say when it became known\s+system/s,
    );
  });

  it('makes a token for the places that are chosen, by keyboard, and shows it once', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Make a token' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name of the feed').fill('icn-xray');
    await dialog.getByRole('button', { name: 'Make a token' }).press('Enter');
    expect(await dialog.locator('.wrong').innerText()).toContain('Add at least one place');
    await dialog.getByLabel('Customs house or port').selectOption('port:ICN-T2');
    await dialog.getByRole('button', { name: 'Add to the scope' }).press('Enter');
    await dialog.getByLabel('Route').selectOption('mail');
    await dialog.getByRole('button', { name: 'Add to the scope' }).press('Enter');
    await dialog.getByLabel('Usual interval').fill('90');
    await dialog.getByRole('button', { name: 'Make a token' }).press('Enter');

    const secret = await dialog.getByTestId('secret').inputValue();
    expect(secret).toMatch(/^gwj_[\w-]{43}$/);
    await desk?.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await dialog.getByRole('button', { name: 'Copy' }).press('Enter');
    await expect.poll(() => dialog.getByRole('status').innerText()).toBe('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    expect([await send(secret, 'ICN-T2'), await send(secret, 'ICN-T1')]).toEqual([200, 422]);

    await dialog.getByRole('button', { name: 'I have kept it' }).press('Enter');
    const row = page.locator('tr[data-token]', { hasText: 'icn-xray' });
    expect(await row.locator('li').allInnerTexts()).toEqual(['Incheon T2', 'Mail']);
    expect(await row.innerText()).toContain('당직 관리자');
    expect(await page.content()).not.toContain(secret);
    await expect.poll(() => row.innerText(), { timeout: 15_000 }).toContain('just now');
    const fed = page.locator('tr[data-feed="icn-xray"]');
    await expect.poll(() => fed.getAttribute('data-state')).toBe('speaking');
    expect(await fed.innerText()).toContain('every 90 s');
  });

  it('revokes a token when that is confirmed, and not before', async () => {
    const { page, database } = await open();
    const token = await grantFeedToken(database.db, {
      realm: 'live',
      feed: 'leaving',
      cadenceSeconds: null,
      maySetRecordedTime: false,
    });
    const row = page.locator('tr[data-token]', { hasText: 'leaving' });
    await row.getByRole('button').click({ timeout: 15_000 });
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await send(token, 'ICN-T1')).toBe(200);
    await row.getByRole('button').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(() => row.count()).toBe(0);
    expect(await send(token, 'ICN-T1')).toBe(401);
  });

  it('changes how long a feed may be silent', async () => {
    const { page } = await open({ expected: /400/ });
    const gate = page.locator('tr[data-feed="gate"]');
    await gate.getByRole('button', { name: 'Change the interval of gate' }).click();
    const dialog = page.getByRole('dialog');
    const field = dialog.getByLabel('Usual interval');
    expect(await field.inputValue()).toBe('60');
    await field.fill('99999999');
    await field.press('Enter');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('3600');
    await field.press('Enter');
    await expect.poll(() => gate.getAttribute('data-state')).toBe('speaking');
    expect(await gate.innerText()).toContain('every 1 h');
  });

  it('is for nobody who does not administer feeds', async () => {
    const { page } = await open({ roles: ['duty-manager'], path: '/desk' });
    await page.getByRole('navigation').first().waitFor();
    expect(await page.getByRole('link', { name: 'Feeds' }).count()).toBe(0);
    await desk?.open(PATH);
    expect(await page.locator('main').innerText()).toContain('Your roles do not open this page');
  });

  it.each(['ko', 'en'] as const)('has no fault that keeps somebody from using it (%s)', async (language) => {
    const { page } = await open({ language });
    await page.locator('tr[data-token]').first().waitFor();
    const faults = async () => {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    };
    expect(await faults()).toEqual([]);
    await page
      .getByRole('button', { name: /Make a token|토큰 만들기/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    expect(await faults()).toEqual([]);
    const folder = process.env['LOOK'];
    if (folder) {
      await page.screenshot({ path: `${folder}/feeds-make-${language}.png` });
      await page.keyboard.press('Escape');
      await page.screenshot({ path: `${folder}/feeds-${language}.png` });
    }
  });
});
