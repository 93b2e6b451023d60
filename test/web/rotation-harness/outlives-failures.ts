import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { koreaOutline } from '../../../web/korea-outline.ts';
import { buildPage } from '../built-pages.ts';
import { launchChromium } from '../chromium.ts';
import { FIXTURE_NOW } from '../fixture-board.ts';
import { misplacedText } from '../looks.ts';
import { shot } from '../shots.ts';
import type { Ran } from './harness.ts';
import { TinyBoardServer } from '../tiny-board-server.ts';
import { HD, UHD } from '../wall-page.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/**
 * The engine's compilers keep machine code on the heap, ever more of it for hours: 9.7 MB after 1,200 changes, 11.4 after
 * 12,000. Without them it is level from the start, 7.42 and 7.43 MB after 1,200 and 3,600, and shows what the page holds.
 */
const NO_COMPILERS = '--js-flags=--no-opt --no-maglev';
const GROWTH = 1.05;

/**
 * The rotation outlives views that fail, and holds on to nothing: a few changes in `npm test`, which show what is held
 * for each of them; the many of a night in the lane `long`, which show what grows slowly.
 * @param warmUp changes until caches of the engine, the fonts and the charts are filled
 */
export function outlivesFailures({ warmUp, changes }: { warmUp: number; changes: number }): void {
  let browser: Browser;
  let files: string;
  let server: TinyBoardServer;
  let page: Page;

  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), 'gwanje-rotation-'));
    await buildPage({
      configFile: false,
      root: here('.'),
      publicDir: false,
      plugins: [svelte({ configFile: here('../../../web/svelte.config.js') }), koreaOutline()],
      build: { outDir: files, emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
    });
    server = new TinyBoardServer(files, {}, FIXTURE_NOW);
    await server.start();
    browser = await launchChromium(NO_COMPILERS);
    page = await (await browser.newContext({ viewport: HD })).newPage();
    await page.goto(server.url);
    // Not `waitForFunction`, which compiles what it waits for within the page: the board's policy forbids that.
    await vi.waitFor(async () => expect(await page.evaluate('typeof window.run')).toBe('function'), {
      timeout: 30_000,
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    if (files) await rm(files, { recursive: true, force: true });
  });

  const run = (turns: number): Promise<Ran> => page.evaluate<Ran>(`window.run(${turns})`);
  async function memory(cdp: CDPSession): Promise<{ heap: number; nodes: number; listeners: number }> {
    // Twice: what only finalizers held goes at the second collection.
    for (let time = 0; time < 2; time++) await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
    return { heap: usedSize, nodes, listeners: jsEventListeners };
  }

  it('shows a view that failed as such, by its title, in words and with a shape; the next one is as ever', async () => {
    await page.evaluate('window.rest()');
    for (const [name, size] of [
      ['1080p', HD],
      ['2160p', UHD],
    ] as const) {
      await page.setViewportSize(size);
      await page.evaluate("window.failNext('effect')");
      const failed = page.getByTestId('failed-view');
      await failed.waitFor();
      const title = (await page.getByTestId('rotation').locator('span').first().textContent()) ?? '';
      expect(await failed.textContent()).toContain(`▲${title}`);
      expect(await failed.textContent()).toContain('다음 차례에 다시 시도함');
      expect(await page.evaluate(misplacedText)).toEqual([]);
      await shot(page, `failed-view-${name}`);
      await page.evaluate('window.rest()');
      expect(await failed.count()).toBe(0);
    }
    await page.setViewportSize(HD);
  });

  it(
    `outlives ${changes} changes of which a fifth fail: no view is left out, none is blank, nothing gathers`,
    { timeout: 900_000, meta: { slow: `${warmUp + changes} changes of the whole wall` } },
    async () => {
      const cdp = await page.context().newCDPSession(page);
      await run(warmUp);
      await page.evaluate('window.rest()');
      const before = await memory(cdp);
      const started = performance.now();
      const ran = await run(changes);
      await page.evaluate('window.rest()');
      const after = await memory(cdp);
      const seconds = Math.round((performance.now() - started) / 1_000);
      console.log(`${changes} changes in ${seconds} s`, before, after, ran.seen);
      expect(ran.wrong).toEqual([]);
      expect(ran.turns).toBe(changes);
      for (const [view, { shown, failed }] of Object.entries(ran.seen)) {
        expect(shown, view).toBeGreaterThanOrEqual(Math.floor(changes / Object.keys(ran.seen).length));
        expect(failed / shown, view).toBeGreaterThan(0.1);
      }
      // The clocks of the server and of the realm, the drift and the rotation.
      expect(ran.waiting).toBeLessThanOrEqual(4);
      expect(after.heap).toBeLessThan(before.heap * GROWTH);
      expect(after.nodes).toBeLessThanOrEqual(before.nodes);
      expect(after.listeners).toBeLessThanOrEqual(before.listeners);
    },
  );
}
