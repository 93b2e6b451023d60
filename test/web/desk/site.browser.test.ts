import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { addDays, siteDay } from '../../../server/contract/days.ts';
import type { SiteFile } from '../../../server/contract/site.ts';
import { readSite } from '../../../server/db/queries/site-versions.ts';
import { applySite } from '../../../server/site/apply-site.ts';
import { onOneEngine } from '../../support/engines.ts';
import { shot } from '../shots.ts';
import { cutText, seriousFaults } from './accessibility.ts';
import { desksOf, type DeskOptions } from './desk-browser.ts';

const PATH = '/desk/site';

onOneEngine('desk: the site in force', (engine) => {
  const desks = desksOf(engine);
  const open = (options: DeskOptions = {}) =>
    desks.open({ roles: ['administrator'], path: PATH, ...options });
  /** Somebody else changes the site. */
  async function elsewhere(change: (site: SiteFile) => void): Promise<void> {
    const site = (await readSite(desks.db))!.file;
    change(site);
    expect(await applySite(desks.db, JSON.stringify(site), 'command')).toMatchObject({ ok: true });
  }
  /** What is to be confirmed. */
  const listed = (where: Locator) => where.locator('[data-change]').allInnerTexts();
  const status = (page: Page) => page.locator('main > [role="status"]');

  it(
    'opens a port, renames it and closes it, and a desk and a wall follow without a reload',
    { meta: { slow: 'three changes in a row, each followed by a desk or a wall' } },
    async () => {
      const desk = await open();
      const { page } = desk;
      const other = await desk.another({ path: '/desk/tasks' });
      /** What places a task may be for, at a desk that was open before. */
      async function places(): Promise<string[]> {
        await other.getByRole('button', { name: 'New task' }).click();
        const names = await other.getByRole('dialog').locator('option').allInnerTexts();
        await other.keyboard.press('Escape');
        await other.getByRole('dialog').waitFor({ state: 'hidden' });
        return names.filter((name) => name.startsWith('Yangyang'));
      }
      expect(await places()).toEqual([]);
      const tomorrow = addDays(siteDay(Date.now()), 1);

      await page.getByRole('button', { name: 'Open a port' }).press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Code').fill('ICN-T1');
      await dialog.getByLabel('First day').fill('2026-01-01');
      await dialog.getByLabel('Name (Korean)').fill('양양');
      await dialog.getByLabel('Name (English)').fill('Yangyang');
      await dialog.getByLabel('Customs office').selectOption('donghae');
      await dialog.getByLabel('Latitude').fill('38.0613');
      await dialog.getByLabel('Longitude').fill('128.6692');
      await dialog.getByLabel('Traveller').check();
      await dialog.getByRole('button', { name: 'Review the changes' }).press('Enter');
      // A fault is shown at its field, and nothing that was written is gone.
      expect(await dialog.locator('.field', { hasText: 'Code' }).first().locator('.wrong').innerText()).toBe(
        '▲ ICN-T1 is there twice',
      );
      await dialog.getByLabel('Code').fill('YNY');
      await dialog.getByRole('button', { name: 'Review the changes' }).press('Enter');
      await expect.poll(() => listed(dialog)).toEqual([expect.stringContaining('Ports of entry › YNY')]);
      expect(await seriousFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Apply' }).press('Enter');
      await dialog.waitFor({ state: 'hidden' });
      await expect.poll(() => status(page).innerText()).toBe('Version 2 is in force');
      const row = page.locator('tr[data-port="YNY"]');
      expect(await row.getAttribute('data-state')).toBe('open');
      await expect.poll(places).toEqual([expect.stringContaining('Yangyang')]);
      await other.goto(`${desks.server.url}/wall?lang=en&scope=port:YNY`);
      await other.getByText('Yangyang', { exact: true }).first().waitFor();

      await page.getByRole('button', { name: 'Rename a port' }).press('Enter');
      await dialog.getByLabel('Port of entry').selectOption('YNY');
      await dialog.getByLabel('First day of the new name').fill(siteDay(Date.now()));
      await dialog.getByLabel('Name (English)').fill('Yangyang International');
      await dialog.getByRole('button', { name: 'Review the changes' }).press('Enter');
      await expect.poll(() => listed(dialog)).toHaveLength(2);
      await dialog.getByRole('button', { name: 'Apply' }).press('Enter');
      await other.getByText('Yangyang International', { exact: true }).first().waitFor();
      expect(await row.innerText()).toContain('Yangyang (before ');

      await page.getByRole('button', { name: 'Close a port' }).press('Enter');
      await dialog.getByLabel('Port of entry').selectOption('YNY');
      expect(await dialog.getByLabel('First day on which it is closed').inputValue()).toBe(tomorrow);
      await dialog.getByRole('button', { name: 'Review the changes' }).press('Enter');
      await dialog.getByRole('button', { name: 'Apply' }).press('Enter');
      await expect.poll(() => status(page).innerText()).toBe('Version 4 is in force');
      const site = (await readSite(desks.db))!.file;
      expect(site.ports.find(({ code }) => code === 'YNY')).toMatchObject({ until: tomorrow });
      // It is open until then.
      expect(await row.getAttribute('data-state')).toBe('open');
      expect(await page.locator('tr[data-version="4"]').innerText()).toMatch(/당직 관리자.*added/s);
    },
  );

  it(
    'shows what is wrong with a text at its line, keeps the text, and shows what somebody else has changed in between',
    { meta: { slow: 'one text on its way from a fault over a conflict into force' } },
    async () => {
      const { page } = await open({ expected: /409/ });
      await page.getByRole('button', { name: 'Edit the file' }).click();
      const text = page.getByLabel('Text of the site file');
      const file = await text.inputValue();
      await text.fill(file.replace('mode: air', 'mode: rail'));
      await page.getByRole('button', { name: 'Review the changes' }).click();
      const line = file.slice(0, file.indexOf('mode: air')).split('\n').length;
      expect(await page.locator(`tr[data-line="${line}"]`).innerText()).toContain(
        'is none of air, sea, land',
      );

      await text.fill(file.replace('Busan New Port', 'New Busan'));
      await page.getByRole('button', { name: 'Discard this text' }).click();
      await page.getByRole('button', { name: 'Restore the discarded text' }).click();
      await page.locator('header nav a[href="/desk/audit"]').click();
      await page.locator('header nav a[href="/desk/site"]').click();
      expect(await text.inputValue()).toContain('New Busan');
      await page.getByRole('button', { name: 'Review the changes' }).click();
      const panel = page.locator('section');
      await expect
        .poll(() => listed(panel))
        .toEqual(['Ports of entry › KRBNP › Name › English\nBusan New Port → New Busan']);

      await elsewhere(
        (site) => void (site.ports.find(({ code }) => code === 'KRBNP')!.name['en'] = 'Busan New'),
      );
      await panel.getByRole('button', { name: 'Apply' }).click();
      await expect.poll(() => panel.getByRole('alert').first().innerText()).toContain('somebody else');
      expect(await listed(panel)).toEqual([
        'Ports of entry › KRBNP › Name › English\nBusan New Port → Busan New',
        expect.stringMatching(/Busan New → New Busan\n▲ changes again what version \d+ changed$/),
      ]);
      expect(await seriousFaults(page)).toEqual([]);
      await panel.getByRole('button', { name: 'Apply' }).click();
      await panel.waitFor({ state: 'hidden' });
      expect((await readSite(desks.db))!.file.ports.find(({ code }) => code === 'KRBNP')!.name['en']).toBe(
        'New Busan',
      );
    },
  );

  it.each(['ko', 'en'] as const)('cuts nothing off on a phone or a large screen: %s', async (language) => {
    for (const size of [
      { width: 390, height: 844 },
      { width: 1920, height: 1080 },
    ]) {
      const { page } = await open({ language, size });
      await page.locator('tr[data-port="GMP"]').waitFor();
      expect(await page.evaluate(cutText)).toEqual([]);
      await shot(page, `site-${language}-${size.width}`);
      const name = language === 'ko' ? '항만·공항 개설' : 'Open a port';
      await page.getByRole('button', { name }).click();
      expect(await page.evaluate(cutText)).toEqual([]);
      await shot(page, `site-open-${language}-${size.width}`);
    }
  });
});
