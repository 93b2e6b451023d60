import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { holdJudgement, raiseAlarms } from './alarm-rows.ts';
import { openDesk, type OpenDesk } from './desk-browser.ts';

const SOON = { timeout: 20_000, interval: 100 };
const BLOCKED = '--autoplay-policy=document-user-activation-required';

/** Remembers every pulse that the page makes: its pitch. Runs in the page, before its scripts. */
function listen(): void {
  const heard: number[] = [];
  Object.assign(globalThis, { heard });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    heard.push(this.frequency.value);
    return start.apply(this, when);
  };
}
const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as { heard: number[] }).heard);

onOneEngine('the sound of alarms', (engine) => {
  let desk: OpenDesk | null = null;
  afterEach(async () => {
    const open = desk;
    desk = null;
    await open?.close();
  });
  const state = (page: Page) => page.getByTestId('sound').getAttribute('data-state');
  const testing = (page: Page) => page.getByTestId('sound').getAttribute('data-testing');

  for (const [language, off, what] of [
    ['en', 'SOUND OFF', 'any key'],
    ['ko', '소리 꺼짐', '아무 키'],
  ] as const) {
    it(`that the browser blocks is said to be off, and what to do (${language})`, async () => {
      desk = await openDesk(engine, { language, flags: [BLOCKED], prepare: holdJudgement, path: '/sign-in' });
      const { context, database, server } = desk;
      await context.addInitScript(listen);
      const page = await context.newPage();
      await page.goto(`${server.url}/desk`);
      await page.getByTestId('sound').waitFor({ timeout: 20_000 });
      await raiseAlarms(database.db, { rule: 'sound', priority: 'critical' });
      await page.locator('[data-alarm]').waitFor({ timeout: 20_000 });
      expect(await state(page)).toBe('off');
      const text = await page.getByTestId('sound').textContent();
      expect(text).toContain(off);
      expect(text).toContain(what);
      // It plays into no closed ear either: what was blocked does not come all at once later.
      expect(await heard(page)).toEqual([]);

      await page.keyboard.press('Shift');
      await page.mouse.click(2, 300);
      await expect.poll(() => state(page), SOON).toBe('on');
      // A shift begins with a test of all three tones, which measures that something came out.
      await expect.poll(() => testing(page), SOON).toBe('true');
      expect(new Set(await heard(page))).toEqual(new Set([988, 740, 523]));
      await expect.poll(() => testing(page), SOON).toBe('false');
      expect(await state(page)).toBe('on');
    });
  }

  it('comes again until somebody acknowledges, and is tested at will', async () => {
    desk = await openDesk(engine, {
      flags: ['--autoplay-policy=no-user-gesture-required'],
      prepare: holdJudgement,
      path: '/sign-in',
    });
    const { context, database, server } = desk;
    await context.addInitScript(listen);
    const page = await context.newPage();
    await page.goto(`${server.url}/desk`);
    await expect.poll(() => testing(page), SOON).toBe('true');
    await expect.poll(() => testing(page), SOON).toBe('false');
    const tested = (await heard(page)).length;
    const [id] = await raiseAlarms(database.db, { rule: 'again', priority: 'critical' });
    // Bursts of five pulses, four seconds apart.
    await expect.poll(async () => (await heard(page)).length, SOON).toBeGreaterThanOrEqual(tested + 10);
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.locator(`[data-alarm="${id}"][data-state="acknowledged"]`).waitFor({ timeout: 20_000 });
    await page.waitForTimeout(600);
    const before = (await heard(page)).length;
    await page.waitForTimeout(5_000);
    expect(await heard(page)).toHaveLength(before);
    await page.getByRole('button', { name: 'Test sound' }).click();
    await expect.poll(() => testing(page), SOON).toBe('true');
    expect((await heard(page)).length).toBe(before + 9);
  });
});
