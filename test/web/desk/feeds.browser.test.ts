import { expect, it } from 'vitest';
import { grantFeedToken } from '../../../server/control/feed-access.ts';
import { onOneEngine } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { seriousFaults } from './accessibility.ts';
import { desksOf, type DeskOptions } from './desk-browser.ts';

const PATH = '/desk/feeds';

onOneEngine('desk: feeds and their tokens', (engine) => {
  const feed = { realm: 'live', maySetRecordedTime: false };
  const desks = desksOf(engine, {
    // A feed that was heard of, one that is unknown, and tokens of both.
    prepare: async (db) => {
      await grantFeedToken(db, { ...feed, feed: 'gate', cadenceSeconds: 60, scopes: ['port:ICN-T2'] });
      await grantFeedToken(db, { ...feed, feed: 'history', cadenceSeconds: null, maySetRecordedTime: true });
      await db.query("SELECT live.hear_feed('gate', 3, 1, now() - INTERVAL '5 minutes')");
    },
  });
  const open = (options: DeskOptions = {}) =>
    desks.open({ roles: ['administrator'], path: PATH, ...options });
  /** As if it had not been heard of for five minutes. */
  const silence = (name: string) =>
    desks.db.query("UPDATE live.feed_day SET last_heard_at = now() - INTERVAL '5 minutes' WHERE feed = $1", [
      name,
    ]);

  async function send(token: string, port: 'ICN-T1' | 'ICN-T2'): Promise<number> {
    const type = 'application/cloudevents+json';
    return (await desks.server.post('/api/v1/events', token, type, JSON.stringify(arrival({ port })))).status;
  }

  it('shows which feed is silent, how often it should speak, what was taken and refused of it, and its tokens', async () => {
    await silence('gate');
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
    const token = (name: string) => page.locator('tr[data-token]', { hasText: name });
    expect(await token('gate').innerText()).toMatch(/^gate\s+Incheon T2\s+system\s+.*never\s+Revoke$/s);
    expect(await token('history').innerText()).toMatch(
      /^history\s+everywhere\s+may say when it became known\s+system/s,
    );
  });

  it('makes a token for the places that are chosen, by keyboard, and shows it once', async () => {
    const { context, page } = await open({ clock: true });
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
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await dialog.getByRole('button', { name: 'Copy' }).press('Enter');
    await expect.poll(() => dialog.getByRole('status').innerText()).toBe('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    expect([await send(secret, 'ICN-T2'), await send(secret, 'ICN-T1')]).toEqual([200, 422]);

    await dialog.getByRole('button', { name: 'I have kept it' }).press('Enter');
    const row = page.locator('tr[data-token]', { hasText: 'icn-xray' });
    expect(await row.locator('li').allInnerTexts()).toEqual(['Incheon T2', 'Mail']);
    expect(await row.innerText()).toContain('당직 관리자');
    expect(await page.content()).not.toContain(secret);
    // It looks every five seconds.
    await page.clock.fastForward(5_000);
    await expect.poll(() => row.innerText(), { timeout: 15_000 }).toContain('just now');
    const fed = page.locator('tr[data-feed="icn-xray"]');
    await expect.poll(() => fed.getAttribute('data-state')).toBe('speaking');
    expect(await fed.innerText()).toContain('every 90 s');
  });

  it('revokes a token when that is confirmed, and not before', async () => {
    const token = await grantFeedToken(desks.db, { ...feed, feed: 'leaving', cadenceSeconds: null });
    const { page } = await open();
    const row = page.locator('tr[data-token]', { hasText: 'leaving' });
    await row.getByRole('button').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await send(token, 'ICN-T1')).toBe(200);
    await row.getByRole('button').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(() => row.count()).toBe(0);
    expect(await send(token, 'ICN-T1')).toBe(401);
  });

  it('changes how long a feed may be silent', async () => {
    await grantFeedToken(desks.db, { ...feed, feed: 'patient', cadenceSeconds: 60 });
    await desks.db.query("SELECT live.hear_feed('patient', 1, 0, now() - INTERVAL '5 minutes')");
    await silence('patient');
    const { page } = await open({ expected: /400/ });
    const row = page.locator('tr[data-feed="patient"]');
    await expect.poll(() => row.getAttribute('data-state')).toBe('silent');
    await row.getByRole('button', { name: 'Change the interval of patient' }).click();
    const dialog = page.getByRole('dialog');
    const field = dialog.getByLabel('Usual interval');
    expect(await field.inputValue()).toBe('60');
    await field.fill('99999999');
    await field.press('Enter');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('3600');
    await field.press('Enter');
    await expect.poll(() => row.getAttribute('data-state')).toBe('speaking');
    expect(await row.innerText()).toContain('every 1 h');
  });

  it('shows what is held for review, and releases or discards it when that is confirmed', async () => {
    const token = await grantFeedToken(desks.db, { ...feed, feed: 'hasty', cadenceSeconds: null });
    const type = 'application/cloudevents-batch+json';
    const events = [
      arrival({ units: 200_000 }, { id: 'far' }),
      arrival({ units: 300_000 }, { id: 'farther' }),
    ];
    await desks.server.post('/api/v1/events', token, type, JSON.stringify(events));
    const { page } = await open();
    const row = (id: string) => page.locator('tr[data-held]', { hasText: `arrival · ${id}` });
    await expect.poll(() => page.getByTestId('held').innerText()).toBe('2');
    expect(await row('farther').innerText()).toMatch(/^hasty\s.*\/data\/units is above 100000\s/s);
    await row('farther').getByRole('button', { name: 'Discard farther' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => row('farther').count()).toBe(0);
    await page.getByRole('button', { name: 'Release far' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
    await expect.poll(() => page.getByTestId('held').innerText()).toBe('0');
    expect(await desks.db.query("SELECT id FROM live.arrival WHERE id LIKE 'far%'")).toEqual([{ id: 'far' }]);
  });

  it('takes back what a feed sent in a period', async () => {
    const token = await grantFeedToken(desks.db, { ...feed, feed: 'stolen', cadenceSeconds: null });
    expect(await send(token, 'ICN-T1')).toBe(200);
    const { page } = await open({ expected: /400/ });
    const ofNow = (ms: number) => new Date(Date.now() + 9 * 3_600_000 + ms).toISOString().slice(0, 19);
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Take back what stolen sent' }).click();
    await dialog.getByLabel('From').fill(ofNow(-3_600_000));
    await dialog.getByLabel('Until').fill(ofNow(3_600_000));
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await expect.poll(() => dialog.innerText()).toContain('the period must be over');
    const until = ofNow(1_000);
    await dialog.getByLabel('Until').fill(until);
    await expect.poll(() => ofNow(0) > until, { timeout: 5_000 }).toBe(true);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await expect.poll(() => page.getByTestId('taken-back').count()).toBe(1);
    expect(await page.getByTestId('taken-back').innerText()).toMatch(
      /^stolen: events retracted: 1; events with corrections undone: 0 \(order \d+\)$/,
    );
    const [row] = await desks.db.query(
      "SELECT c.retracted FROM live.corrected_arrival c JOIN live.arrival a USING (feed, source, id, time) WHERE a.feed = 'stolen'",
    );
    expect(row).toEqual({ retracted: true });
  });

  it('is for nobody who does not administer feeds', async () => {
    const desk = await open({ roles: ['duty-manager'], path: '/desk' });
    const { page } = desk;
    await page.getByRole('navigation').first().waitFor();
    expect(await page.getByRole('link', { name: 'Feeds' }).count()).toBe(0);
    await desk.open(PATH);
    expect(await page.locator('main').innerText()).toContain('Your roles do not open this page');
  });

  it.each(['ko', 'en'] as const)('has no fault that keeps somebody from using it (%s)', async (language) => {
    const { page } = await open({ language });
    await page.locator('tr[data-token]').first().waitFor();
    const faults = () => seriousFaults(page, { all: true });
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
