import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES } from '../../../server/contract/roles.ts';
import { PAGES } from '../../../web/src/desk/pages.ts';
import { onOneEngine } from '../../support/engines.ts';
import { cutText } from './accessibility.ts';
import { holdJudgement, raiseAlarms } from './alarm-rows.ts';
import { openDesk, type OpenDesk } from './desk-browser.ts';

const AXE = fileURLToPath(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url));
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/** What holds for every page of the desk that is registered, so that a new one is held to it as it comes. */
onOneEngine('every page of the desk', (engine) => {
  let axe: string;
  let desk: OpenDesk;
  let guest: Page;
  beforeAll(async () => {
    axe = await readFile(AXE, 'utf8');
    desk = await openDesk(engine, {
      roles: ROLES,
      // A page of a guest may ask for what only others get.
      expected: /401|403|404/,
      prepare: async (db) => {
        await holdJudgement(db);
        await raiseAlarms(
          db,
          ...(['critical', 'high', 'low'] as const).map((priority) => ({
            rule: `axe-${priority}`,
            priority,
          })),
        );
      },
    });
    guest = await (await desk.browser.newContext()).newPage();
  });
  afterAll(() => desk?.close());

  async function show(path: string, right: string, language: 'ko' | 'en'): Promise<Page> {
    const page = right === 'public' ? guest : desk.page;
    await page.goto(`${desk.server.url}${path}?lang=${language}`);
    await page.locator('main h1').first().waitFor();
    if (right !== 'public') await page.waitForSelector('[data-testid="link"][data-state="live"]');
    await page.evaluate(() => document.fonts.ready);
    // What it asks the server for is there.
    await page.waitForLoadState('networkidle').catch(() => {});
    return page;
  }

  it('has no serious fault in the windows of the alarm desk either', async () => {
    const page = await show('/desk', 'look', 'en');
    await page.locator('[data-alarm]').first().waitFor();
    await page.keyboard.press('j');
    await page.evaluate(axe);
    for (const open of [
      () => page.keyboard.press('s'),
      () => page.keyboard.press('?'),
      () => page.locator('[data-deed="assign"]').first().click(),
      () => page.locator('[data-deed="task"]').first().click(),
    ]) {
      await open();
      await page.getByRole('dialog').waitFor();
      expect(await page.evaluate(seriousFaults)).toEqual([]);
      expect(await page.evaluate(cutText)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    // The control of this test: a fault is found.
    await page.evaluate(() => document.querySelector('h1')?.append(document.createElement('button')));
    expect(await page.evaluate(seriousFaults)).toHaveLength(1);
  });

  for (const { path, right, title } of PAGES) {
    for (const language of ['ko', 'en'] as const) {
      it(`${path} has no serious fault and cuts nothing off (${language})`, async () => {
        const page = await show(path, right, language);
        expect(await page.title()).toContain(title[language]);
        expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
        await page.evaluate(axe);
        expect(await page.evaluate(seriousFaults)).toEqual([]);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          expect(await page.evaluate(cutText), `${size.width}`).toEqual([]);
        }
      });
    }

    it(`${path} is all in reach of the Tab key`, async () => {
      const page = await show(path, right, 'en');
      const controls = await page.evaluate(markControls);
      expect(controls.length).toBeGreaterThan(0);
      const reached = new Set<string>();
      for (let left = controls.length * 3 + 20; left > 0 && reached.size < controls.length; left--) {
        await page.keyboard.press('Tab');
        const mark = await page.evaluate(() => document.activeElement?.getAttribute('data-control') ?? null);
        if (mark !== null) reached.add(mark);
      }
      expect(controls.filter(({ mark }) => !reached.has(mark))).toEqual([]);
    });
  }
});

interface AxeResults {
  violations: { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] }[];
}

/** Runs in the page, after axe. */
async function seriousFaults(): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
  const { violations } = await axe.run();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ failureSummary, html }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
}

/** Numbers what can be pressed or filled in. Of a group of radio buttons the Tab key reaches one. */
function markControls(): { mark: string; html: string }[] {
  const all = document.querySelectorAll<HTMLElement>(
    'a[href], button:not([disabled]), input:not([disabled]):not([type="radio"]), select:not([disabled]), textarea:not([disabled]), summary',
  );
  return [...all]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0)
    .map((element, index) => {
      element.dataset['control'] = String(index);
      return { mark: String(index), html: element.outerHTML.slice(0, 120) };
    });
}
