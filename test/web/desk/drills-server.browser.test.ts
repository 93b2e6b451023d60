import { afterEach, expect, it } from 'vitest';
import type { DrillDetail, MadeDrill } from '../../../server/contract/drill-rest.ts';
import { onOneEngine } from '../../support/engines.ts';
import { seriousFaults } from './accessibility.ts';
import { openDesk, type OpenDesk } from './desk-browser.ts';

/** A realm is made while somebody waits. */
const SOON = { timeout: 60_000 };

onOneEngine('a drill that is directed from the desk', (engine) => {
  let desk: OpenDesk | null = null;
  afterEach(async () => {
    const open = desk;
    desk = null;
    await open?.close();
  });

  it(
    'is started, joined, injected into, driven, ended, reported and dropped',
    { timeout: 300_000 },
    async () => {
      // Refusals that the test provokes: a wrong file, a wrong inject, a report before its time.
      desk = await openDesk(engine, {
        roles: ['drill-director'],
        path: '/desk/drills',
        expected: /400|409|422/,
      });
      const { page, person, server } = desk;
      const press = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
      const dialog = () => page.getByRole('dialog');
      const ask = async <T>(path: string, body: unknown, headers: Record<string, string>) => {
        const answer = await fetch(server.url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        });
        expect(answer.ok, await answer.clone().text()).toBe(true);
        return (await answer.json()) as T;
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
      await dialog().getByRole('button', { name: 'Start a drill' }).press('Enter');
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
      await page.goto(`${page.url()}/report`);
      await page.getByText('The drill has not ended').waitFor(SOON);

      // One that the test drives: it tells nothing, and lets the clock go on.
      const { drill, token } = await ask<MadeDrill>(
        '/api/v1/drills',
        { scenario: 'empty-container', speed: 60, drive: true },
        { cookie: person?.cookie ?? '', origin: server.url },
      );
      await desk.open(`/desk/drills/${drill.id}`);
      const steps = (async () => {
        for (let left = 12; left > 0; left--)
          await ask(
            `/api/v1/drills/${drill.id}/step`,
            { observed: [] },
            { authorization: `Bearer ${token}` },
          );
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
