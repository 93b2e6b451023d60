import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES } from '../../../server/contract/roles.ts';
import { PAGES } from '../../../web/src/desk/pages.ts';
import { onOneEngine } from '../../support/engines.ts';
import { cutText, seriousFaults } from './accessibility.ts';
import { holdJudgement, raiseAlarms } from './alarm-rows.ts';
import { startDeskServer, type DeskServer, type OpenDesk } from './desk-browser.ts';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/** What holds for every page of the desk that is registered, so that a new one is held to it as it comes. */
onOneEngine('every page of the desk', (engine) => {
  let server: DeskServer;
  let desk: OpenDesk;
  let guest: OpenDesk;
  beforeAll(async () => {
    server = await startDeskServer(engine, {
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
    desk = await server.openDesk({ roles: ROLES });
    // A page of a guest may ask for what only others get.
    guest = await server.openDesk({ roles: [], expected: /401|403|404/ });
  });
  afterAll(() => server?.close());

  /** Waits until the page has what it asks the server for. */
  async function settled(whose: OpenDesk): Promise<void> {
    if (whose === desk) await whose.page.waitForSelector('[data-testid="link"][data-state="live"]');
    await whose.answered();
  }

  it('has no serious fault in the windows of the alarm desk either', async () => {
    const { page } = desk;
    await desk.open('/desk?lang=en');
    await page.locator('[data-alarm]').first().waitFor();
    await page.keyboard.press('j');
    for (const open of [
      () => page.keyboard.press('s'),
      () => page.keyboard.press('?'),
      () => page.locator('[data-deed="assign"]').first().click(),
      () => page.locator('[data-deed="task"]').first().click(),
    ]) {
      await open();
      await page.getByRole('dialog').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      expect(await page.evaluate(cutText)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    // The control of this test: a fault is found.
    await page.evaluate(() => document.querySelector('h1')?.append(document.createElement('button')));
    expect(await seriousFaults(page)).toHaveLength(1);
    await page.evaluate(() => document.querySelector('h1 button')?.remove());
  });

  // One after the other in one window, as somebody would go through them.
  for (const { path, right, title } of PAGES) {
    it(`${path} has no serious fault, cuts nothing off and is all in reach of the Tab key`, async () => {
      const whose = right === 'public' ? guest : desk;
      const { page } = whose;
      if (right === 'public') await whose.open(path);
      else await page.locator(`header nav a[href="${path}"]`).click();
      await expect.poll(() => page.title(), { timeout: 20_000 }).toContain(title.en);
      await page.locator('main h1').first().waitFor();
      await settled(whose);
      await look(page, 'en');
      await reachAll(page);
      await page.getByRole('button', { name: '한국어' }).click();
      await expect.poll(() => page.title(), { timeout: 20_000 }).toContain(title.ko);
      await settled(whose);
      await look(page, 'ko');
      await page.getByRole('button', { name: 'English' }).click();
    });
  }

  async function look(page: Page, language: 'ko' | 'en'): Promise<void> {
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await page.evaluate(() => document.fonts.ready);
    expect(await seriousFaults(page), language).toEqual([]);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await page.evaluate(cutText), `${language} ${size.width}`).toEqual([]);
    }
  }
  async function reachAll(page: Page): Promise<void> {
    const controls = await page.evaluate(markControls);
    expect(controls.length).toBeGreaterThan(0);
    let missing = controls;
    // Some are several stops, such as a field for a date.
    for (let rounds = 4; rounds > 0 && missing.length > 0; rounds--) {
      for (let left = controls.length + 5; left > 0; left--) await page.keyboard.press('Tab');
      const reached = await page.evaluate(reachedControls);
      missing = controls.filter(({ mark }) => !reached.includes(mark));
    }
    expect(missing).toEqual([]);
  }
});

/**
 * Runs in the page: numbers what can be pressed or filled in, and notes what the focus comes to. Of a group of radio
 * buttons the Tab key reaches one.
 */
function markControls(): { mark: string; html: string }[] {
  const reached = new Set<string>();
  Object.assign(globalThis, { reached });
  document.addEventListener('focusin', ({ target }) => {
    const mark = target instanceof HTMLElement ? target.dataset['control'] : undefined;
    if (mark !== undefined) reached.add(mark);
  });
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

/** Runs in the page, after {@link markControls}. */
function reachedControls(): string[] {
  return [...(globalThis as unknown as { reached: Set<string> }).reached];
}
