import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { holdJudgement, raiseAlarms } from './alarm-rows.ts';
import { startDeskServer, type DeskServer, type OpenDesk } from './desk-browser.ts';

const BLOCKED = '--autoplay-policy=document-user-activation-required';
const ALLOWED = '--autoplay-policy=no-user-gesture-required';
/** How long the three tones of a test take at most, and how soon a critical alarm comes again, in milliseconds. */
const TEST_MS = 4_000;
const AGAIN_MS = 4_000;

interface Listener {
  /** Pitch of every pulse that the page has made. */
  heard: number[];
  /** Seconds of sound that have gone to the loudspeaker. */
  played(): number;
}

/** Runs in the page, before its scripts. */
function listen(): void {
  const contexts: AudioContext[] = [];
  const listener: Listener = { heard: [], played: () => contexts.at(-1)?.currentTime ?? 0 };
  Object.assign(globalThis, { listener });
  const Context = AudioContext;
  Object.assign(globalThis, {
    AudioContext: class extends Context {
      constructor() {
        super();
        contexts.push(this);
        console.debug('the desk makes sounds');
      }
    },
  });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    listener.heard.push(this.frequency.value);
    return start.apply(this, when);
  };
}
const heard = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { listener: Listener }).listener.heard);
const played = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { listener: Listener }).listener.played());

/**
 * Runs in the page: from here on it is hidden as browsers hide tabs that nobody looks at. There are no frames, and its timers
 * wait for the minute.
 */
function hideTab(): void {
  const timer = globalThis.setTimeout;
  Object.defineProperty(document, 'hidden', { get: () => true });
  Object.assign(globalThis, {
    requestAnimationFrame: () => 0,
    setTimeout: (run: () => void, ms = 0) => timer(run, Math.max(ms, 60_000)),
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

onOneEngine('the sound of alarms', (engine) => {
  let desks: DeskServer;
  beforeAll(async () => {
    desks = await startDeskServer(engine, { prepare: holdJudgement });
  });
  afterAll(() => desks?.close());
  const state = (page: Page) => page.getByTestId('sound').getAttribute('data-state');
  const testing = (page: Page) => page.getByTestId('sound').getAttribute('data-testing');

  /** No alarm of another test calls. */
  const silence = () =>
    desks.database.db.query("UPDATE live.alarm SET state = 'ended', holds = false, ended_at = now()");
  /** A desk that listens to itself, and begins its shift. */
  async function open(flag: string): Promise<OpenDesk> {
    const desk = await desks.openDesk({ flags: [flag], clock: true, path: '/sign-in' });
    await desk.context.addInitScript(listen);
    return desk;
  }
  async function begin({ context, server }: OpenDesk, language: 'ko' | 'en'): Promise<Page> {
    const page = await context.newPage();
    // Whatever Playwright asks a page counts as a gesture, also a look at an element: nothing before the desk makes sounds.
    const begun = page.waitForEvent('console', {
      predicate: (message) => message.text() === 'the desk makes sounds',
      timeout: 20_000,
    });
    await page.goto(`${server.url}/desk?lang=${language}`);
    await begun;
    await page.getByTestId('sound').waitFor({ timeout: 20_000 });
    return page;
  }
  /** The tones of a test are over. They are heard in real time, and measured at their beginning. */
  async function testEnds(page: Page): Promise<void> {
    await expect.poll(() => testing(page)).toBe('true');
    const from = await played(page);
    await expect.poll(() => played(page)).toBeGreaterThan(from + 0.3);
    await page.clock.fastForward(TEST_MS);
    await expect.poll(() => testing(page)).toBe('false');
  }

  for (const [language, off, what] of [
    ['en', 'SOUND OFF', 'any key'],
    ['ko', '소리 꺼짐', '아무 키'],
  ] as const) {
    // A browser of its own for each: no gesture has ever been made in it.
    it(`that the browser blocks is said to be off, and what to do (${language})`, async () => {
      const desk = await open(BLOCKED);
      await silence();
      await raiseAlarms(desks.database.db, { rule: 'sound', priority: 'critical' });
      const page = await begin(desk, language);
      await page.locator('[data-alarm]').waitFor({ timeout: 20_000 });
      expect(await state(page)).toBe('off');
      const text = await page.getByTestId('sound').textContent();
      expect(text).toContain(off);
      expect(text).toContain(what);
      // It plays into no closed ear either: what was blocked does not come all at once later.
      expect(await heard(page)).toEqual([]);

      await page.keyboard.press('Shift');
      await page.mouse.click(2, 300);
      await expect.poll(() => state(page)).toBe('on');
      // A shift begins with a test of all three tones, which measures that something came out.
      await expect.poll(() => testing(page)).toBe('true');
      expect(new Set(await heard(page))).toEqual(new Set([988, 740, 523]));
      await testEnds(page);
      expect(await state(page)).toBe('on');
      await desk.close();
    });
  }

  it('does not come on while the pointer is down, which would move what was pressed from under it', async () => {
    const desk = await open(BLOCKED);
    await silence();
    const page = await begin(desk, 'en');
    expect(await state(page)).toBe('off');
    const link = page.getByRole('navigation').getByRole('link', { name: 'Tasks' });
    await link.hover();
    await page.mouse.down();
    // As long as a person presses.
    await page.waitForTimeout(200);
    expect(await state(page)).toBe('off');
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/desk/tasks');
    await expect.poll(() => state(page)).toBe('on');
    await desk.close();
  });

  it(
    'comes from a tab that nobody looks at as soon as the alarm does, and its title says so',
    { meta: { slow: 'an alarm calls for seconds, and a clock runs on' } },
    async () => {
      const desk = await open(ALLOWED);
      await silence();
      const page = await begin(desk, 'en');
      await testEnds(page);
      await expect.poll(() => page.getByTestId('link').getAttribute('data-state')).toBe('live');
      await page.evaluate(hideTab);
      const before = (await heard(page)).length;
      await raiseAlarms(desks.database.db, { rule: 'hidden', priority: 'critical' });
      // Five seconds and what a busy machine adds; what waits for a timer of the page waits for a minute.
      await expect.poll(async () => (await heard(page)).length).toBeGreaterThanOrEqual(before + 5);
      expect(await page.title()).toMatch(/^◆ CRITICAL 1 · /);
      // Timers run on, at the ticks of a worker: the clock goes.
      const times = new Set<string | null>();
      await expect
        .poll(async () => times.add(await page.getByTestId('clock').textContent()).size)
        .toBeGreaterThan(3);
      await desk.close();
    },
  );

  it(
    'comes again until somebody acknowledges, and is tested at will',
    { meta: { slow: 'a sound comes again after seconds' } },
    async () => {
      const desk = await open(ALLOWED);
      await silence();
      const page = await begin(desk, 'en');
      await testEnds(page);
      const tested = (await heard(page)).length;
      expect(tested).toBe(9);
      expect(await state(page)).toBe('on');
      const link = () => page.getByTestId('link').getAttribute('data-state');
      /** As long as a call takes to come again; what the board has missed meanwhile has come, and is painted. */
      async function pass(): Promise<void> {
        await page.clock.fastForward(AGAIN_MS);
        await page.clock.runFor(1_000);
        await expect.poll(link).toBe('live');
        await page.clock.runFor(1_000);
      }
      const [id] = await raiseAlarms(desks.database.db, { rule: 'again', priority: 'critical' });
      await page.locator(`[data-alarm="${id}"]`).waitFor({ timeout: 40_000 });
      // Bursts of five pulses, four seconds apart.
      await expect.poll(async () => (await heard(page)).length).toBe(tested + 5);
      await pass();
      await expect.poll(async () => (await heard(page)).length).toBeGreaterThanOrEqual(tested + 10);
      await expect.poll(link).toBe('live');
      await page.keyboard.press('j');
      await page.keyboard.press('a');
      await page.locator(`[data-alarm="${id}"][data-state="acknowledged"]`).waitFor({ timeout: 20_000 });
      // The paint that showed it may still have called.
      await page.clock.runFor(600);
      const before = (await heard(page)).length;
      await pass();
      expect(await heard(page)).toHaveLength(before);
      await page.getByRole('button', { name: 'Test sound' }).click();
      await expect.poll(() => testing(page)).toBe('true');
      expect((await heard(page)).length).toBe(before + 9);
      await desk.close();
    },
  );
});
