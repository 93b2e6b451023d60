import { expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { insertRows, seizureRow } from '../../support/rows.ts';
import { desksOf } from './desk-browser.ts';

/** A realm is made, and its past put into it, while somebody waits. */
const SOON = { timeout: 40_000 };
const MINUTE = 60_000;

onOneEngine('a past that is played from the desk', (engine) => {
  const desks = desksOf(engine);

  it(
    'is made, moved, paused and removed',
    { timeout: 120_000, meta: { slow: 'a realm is made, played and dropped' } },
    async () => {
      const time = new Date(Date.now() - 20 * MINUTE).toISOString();
      await insertRows(desks.db, 'seizure', [seizureRow({ time, case_no: 'C-1', grams: 3_000 })]);
      const desk = await desks.open({ roles: ['viewer'], path: '/desk/replays', expected: /422/ });
      const { page } = desk;
      await page.waitForSelector('[data-testid="link"][data-state="live"]');
      await page.getByRole('button', { name: 'New replay' }).press('Enter');
      const dialog = page.getByRole('dialog');
      const to = dialog.getByLabel(/^To \(Seoul/);
      const until = await to.inputValue();
      await to.fill(new Date(Date.now() + 10 * 60 * MINUTE).toISOString().slice(0, 19));
      await dialog.getByRole('button', { name: 'Replay it' }).press('Enter');
      await dialog.getByTestId('problem').waitFor(SOON);
      await to.fill(until);
      await dialog.getByRole('button', { name: 'Replay it' }).press('Enter');
      await dialog.waitFor({ state: 'hidden', ...SOON });

      const panel = page.locator('[data-replay]');
      await page.locator('[data-state="playing"]').waitFor(SOON);
      await panel.getByRole('button', { name: '❚❚ Pause' }).press('Enter');
      await page.locator('[data-state="paused"]').waitFor(SOON);
      const bar = panel.getByRole('slider');
      await bar.focus();
      const ordered = page.waitForResponse(/\/replays\/\d+\/orders$/, SOON);
      await page.keyboard.press('End');
      await ordered;
      const end = await bar.getAttribute('aria-valuetext');
      // It is not only where somebody has put it, but where the replay has come to.
      await page.reload();
      await expect.poll(() => panel.getByRole('slider').getAttribute('aria-valuetext'), SOON).toBe(end);
      await panel.getByRole('button', { name: /^Remove/ }).press('Enter');
      await dialog.getByRole('button', { name: 'Remove' }).press('Enter');
      await page.getByText('No replay', { exact: true }).waitFor(SOON);
    },
  );
});
