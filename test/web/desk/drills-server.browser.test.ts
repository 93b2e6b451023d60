import { expect, it } from 'vitest';
import type { DrillDetail, MadeDrill, NewDrill } from '../../../server/contract/drill-rest.ts';
import { onOneEngine } from '../../support/engines.ts';
import { seriousFaults } from './accessibility.ts';
import { desksOf } from './desk-browser.ts';

/** A realm is made while somebody waits. */
const SOON = { timeout: 60_000 };

onOneEngine('a drill that is directed from the desk', (engine) => {
  const desks = desksOf(engine);

  it(
    'is started, joined, injected into, driven, ended, reported and dropped',
    { timeout: 120_000, meta: { slow: 'a realm is made, filled and dropped while somebody waits' } },
    async () => {
      // Refusals that the test provokes: a wrong file, a wrong inject, a report before its time.
      const desk = await desks.open({
        roles: ['drill-director'],
        path: '/desk/drills',
        expected: /400|409|422/,
      });
      const { page, person, server } = desk;
      const press = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
      const dialog = () => page.getByRole('dialog');
      // The test drives it: it observes nothing, and lets the clock go on.
      await page.route('**/api/v1/drills', (route) =>
        route.request().method() === 'POST'
          ? route.continue({
              postData: { ...(route.request().postDataJSON() as NewDrill), drive: true },
            })
          : route.continue(),
      );
      const step = async ({ drill, token }: MadeDrill) => {
        const answer = await fetch(`${server.url}/api/v1/drills/${drill.id}/step`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ observed: [] }),
        });
        expect(answer.ok, await answer.clone().text()).toBe(true);
      };
      await page.locator('[data-scenario]').first().waitFor();
      expect(await page.locator('[data-scenario]').count()).toBe(12);

      await press('Start from a file');
      await dialog().getByLabel('Scenario').fill('name: own\nminutes: many\n');
      await dialog().getByRole('button', { name: 'Start a drill' }).press('Enter');
      await dialog().locator('tr[data-line="2"]').waitFor();
      expect(await dialog().locator('tr[data-line="2"]').textContent()).toContain('minutes: many');
      await page.keyboard.press('Escape');

      await page.locator('[data-scenario="empty-container"] a').press('Enter');
      await press('Start a drill');
      const [answer] = await Promise.all([
        page.waitForResponse((each) => each.status() === 201, SOON),
        dialog().getByRole('button', { name: 'Start a drill' }).press('Enter'),
      ]);
      const made = (await answer.json()) as MadeDrill;
      const { drill } = made;
      await page.waitForURL(/\/desk\/drills\/\d+$/, SOON);
      await page.locator('[data-testid="drill-clock"] [data-state="paused"]').waitFor(SOON);
      await press('Join');
      await page.getByText('You take part in this drill').waitFor(SOON);
      await press('+ Inject');
      await dialog().getByLabel('Events (JSON)').fill('{"type": "border.arrival.v1", "data": {}, "odd": 1}');
      await dialog().getByRole('button', { name: 'Inject' }).press('Enter');
      const wrong = dialog().getByTestId('problem').locator('li');
      await wrong.first().waitFor(SOON);
      expect(await wrong.allTextContents()).toEqual([
        '/body/inject/events/0: must not have additional properties',
      ]);
      await dialog().getByLabel('Example').selectOption('seizure');
      await dialog().getByRole('button', { name: 'Inject' }).press('Enter');
      await dialog().waitFor({ state: 'hidden', ...SOON });
      await page.locator('[data-kind="ordered"]').waitFor(SOON);
      await desk.open(`/desk/drills/${drill.id}/report`);
      await page.getByText('The drill has not ended').waitFor(SOON);

      await desk.open(`/desk/drills/${drill.id}`);
      await page.getByLabel('Another speed (1–60)').fill('60');
      await page.getByLabel('Another speed (1–60)').press('Enter');
      await expect.poll(() => page.getByTestId('drill-clock').textContent()).toContain('60×');
      await page.getByRole('button', { name: /^▶/ }).press('Enter');
      await page.locator('[data-testid="drill-clock"] [data-state="running"]').waitFor(SOON);
      const steps = (async () => {
        for (let left = 12; left > 0; left--) await step(made);
      })();
      await page.locator('[data-inject] .mark', { hasText: '✓' }).first().waitFor(SOON);
      await steps;
      expect(await page.getByTestId('verdicts').locator('[data-criterion]').count()).toBe(drill.criteria);
      await press('End the drill');
      await dialog().getByRole('button', { name: 'End the drill' }).press('Enter');
      await page.locator('[data-testid="drill-clock"] [data-state="ended"]').waitFor(SOON);
      await page.getByRole('link', { name: 'After-action report' }).press('Enter');
      await page.getByTestId('headline').waitFor(SOON);
      expect(await page.getByTestId('headline').getAttribute('data-passed')).toBe('false');
      expect(await page.locator('[data-criterion]').count()).toBe(drill.criteria);
      expect(await seriousFaults(page)).toEqual([]);
      for (const href of await page
        .locator('a[download]')
        .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href))) {
        const answer = await fetch(href, { headers: { cookie: person?.cookie ?? '' } });
        expect(answer.status, href).toBe(200);
        expect(await answer.text()).toMatch(href.endsWith('.csv') ? /^at,kind,/ : /^{"drill":/);
      }
      await page.getByRole('link', { name: /The drill$/ }).press('Enter');
      await press('Drop');
      await dialog().getByRole('button', { name: 'Drop' }).press('Enter');
      await page.locator('[data-testid="drill-clock"] [data-state="dropped"]').waitFor(SOON);
      const left = await page.evaluate(
        async (path) => (await (await fetch(path)).json()) as DrillDetail,
        `/api/v1/drills/${drill.id}`,
      );
      expect(left.drill.state).toBe('dropped');
    },
  );
});
