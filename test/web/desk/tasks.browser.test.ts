import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { insertRows, seizureRow } from '../../support/rows.ts';
import { seriousFaults } from './accessibility.ts';
import { desksOf } from './desk-browser.ts';

const MINUTE = 60_000;

onOneEngine('the page of tasks', (engine) => {
  const desks = desksOf(engine);

  it(
    'makes a task by keyboard, which is on every desk at once, and one of two has it',
    { timeout: 120_000, meta: { slow: 'two desks, worked key by key' } },
    async () => {
      // The one who comes second is refused, and the browser says so.
      const desk = await desks.open({ path: '/desk/tasks', expected: /409/ });
      const { page } = desk;
      const other = await desk.another({ name: 'Lee', path: '/desk/tasks' });
      await page.getByRole('button', { name: 'New task' }).focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('What is to be done').fill('Team for KE652 <b>gate 24</b>');
      await page.getByLabel('Place', { exact: true }).selectOption('ICN-T2');
      await page.getByLabel('Route').selectOption('traveller');
      await page.getByLabel('What is to be done').press('Enter');
      await expect.poll(() => page.url()).toMatch(/\/desk\/tasks\/\d+$/);
      const row = other.locator('tr[data-task]', { hasText: 'Team for KE652 <b>gate 24</b>' });
      await row.waitFor();
      expect(await row.textContent()).toMatch(/(15:00|14:\d\d) left.*nobody.*Waiting/);

      await row.getByRole('link').press('Enter');
      const accept = 'button:text-is("Accept")';
      await Promise.all([page.locator(accept).waitFor(), other.locator(accept).waitFor()]);
      // The slower one may see that it was taken before there is anything to press.
      const press = (each: Page) =>
        each.locator(accept).evaluateAll((buttons) => {
          for (const button of buttons) if (button instanceof HTMLButtonElement) button.click();
        });
      await Promise.all([press(page), press(other)]);
      await expect.poll(() => page.getByTestId('owner').textContent()).not.toBe('nobody');
      const owner = await page.getByTestId('owner').textContent();
      await expect.poll(() => other.getByTestId('owner').textContent()).toBe(owner);
      await page.getByLabel('Remark').fill('two bags');
      await page.getByLabel('Remark').press('Enter');
      await other.locator('q', { hasText: 'two bags' }).waitFor();
      await page.getByRole('button', { name: 'Done' }).press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).press('Enter');
      await other.getByText('Closed in the last ten minutes').first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    },
  );

  it('says what is late, by the clock of the server, and since when a case was seized', async () => {
    const time = new Date(Date.now() - 75 * MINUTE).toISOString();
    await insertRows(desks.db, 'seizure', [seizureRow({ time, case_no: 'C-1', grams: 3_000 })]);
    await desks.db.query(
      `WITH person AS (INSERT INTO gwanje.account (login, name) VALUES ('p', 'Park') RETURNING id), made AS (
         INSERT INTO live.task (kind, title, subject, port, route, created_by, created_at, deadline)
         SELECT 'investigation', 'Page the team', 'C-1', 'ICN-EXP', 'express', id, $1::timestamptz,
                $1::timestamptz + INTERVAL '1 hour' FROM person RETURNING id, created_by, created_at)
       INSERT INTO live.task_event (task, at, what, by_account) SELECT id, created_at, 'created', created_by FROM made`,
      [time],
    );
    const desk = await desks.open();
    const { page } = desk;
    // A client whose clock is off shows the same.
    await page.clock.install({ time: Date.now() + 5 * 3_600_000 });
    await desk.open('/desk/tasks');
    const row = page.locator('tr[data-task]', { hasText: 'Page the team' });
    await row.getByText('◆ overdue by 15 min').waitFor();
    expect(await row.getAttribute('data-mark')).toBe('red');
    await row.getByRole('link').click();
    await page.getByTestId('seizure').getByText('Since the seizure 75 min').waitFor();
    expect(await page.getByTestId('seizure').textContent()).toContain(
      'not accepted by the investigation unit',
    );
  });

  it('lets a viewer look, and offers only what may be done', async () => {
    // Where no other test has made a task.
    const desk = await desks.open({ path: '/desk/tasks', roles: ['viewer'], scopes: ['port:CJU'] });
    const { page } = desk;
    await page.getByText('No open task').waitFor();
    expect(await page.getByRole('button', { name: 'New task' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Closed tasks' }).click();
    await page.getByText('No closed task').waitFor();
    const mail = await desk.another({ path: '/desk/tasks', scopes: ['route:mail'] });
    await mail.getByRole('button', { name: 'New task' }).click();
    const options = (of: string) => mail.getByLabel(of, { exact: true }).locator('option');
    await expect.poll(() => options('Route').allTextContents()).toEqual(['Mail']);
    await expect.poll(() => options('Place').count()).toBeGreaterThan(20);
  });
});
