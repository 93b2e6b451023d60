import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cellKey, type TodayCell } from '../../server/contract/cells.ts';
import { CONTRACT_VERSION } from '../../server/contract/version.ts';
import { closeWindows, launchWithProfile, sharedChromium } from './chromium.ts';
import { FIXTURE_NOW, fixtureBoard, type Cells } from './fixture-board.ts';
import { builtPages, laterPages } from './built-pages.ts';
import { keptBoards, keptBuilds, scriptOf, spoil } from './kept-page.ts';
import { misplacedText } from './looks.ts';
import { TinyBoardServer } from './tiny-board-server.ts';

const SHOTS = fileURLToPath(new URL('../screenshots', import.meta.url));
const HD = { width: 1920, height: 1080 };
const HEADQUARTERS = `${CONTRACT_VERSION}||headquarters`;
/** The server's clock starts here; figures are confirmed up to about this long later when a test stops it. */
const AS_OF = /14:3[23]:\d\d/;

let folder: string;
let later: string;
let browser: Browser;
let server: TinyBoardServer;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gwanje-refresh-'));
  await mkdir(SHOTS, { recursive: true });
  later = await laterPages();
  browser = await sharedChromium();
}, 120_000);
afterAll(async () => {
  await closeWindows();
  if (folder) await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  server = new TinyBoardServer(builtPages(), fixtureBoard('normal'), FIXTURE_NOW);
  await server.start();
});
afterEach(async () => {
  await page?.context().close();
  await server.stop();
});

/** Loads the wall and waits until the browser could do without the server. */
async function open(query = 'lang=en', context?: BrowserContext): Promise<void> {
  page = await (context ?? (await browser.newContext({ viewport: HD }))).newPage();
  await page.goto(`${server.url}/wall?${query}`);
  await reached('live');
  await expect.poll(() => keptBuilds(page), { timeout: 20_000 }).toHaveLength(1);
  await expect.poll(() => keptBoards(page), { timeout: 20_000 }).not.toEqual([]);
}
const reached = (state: string) =>
  page.waitForSelector(`[data-testid="link"][data-state="${state}"]`, { timeout: 10_000 });
const banner = (id: string) => page.locator(`[data-banner="${id}"]`);
const travellers = () =>
  page.locator('[data-figure="today.units"][data-route="traveller"]').getAttribute('data-value');
const sumOf = (cells: Cells) =>
  Object.entries(cells)
    .filter(([key]) => key.startsWith('today|') && key.endsWith('|traveller'))
    .reduce((sum, [, cell]) => sum + (cell as TodayCell).units, 0);
const own = cellKey.today('ICN-T1', 'traveller');
const grown: Cells = { [own]: { ...(fixtureBoard('normal')[own] as TodayCell), units: 99_999 } };
const BEFORE = String(sumOf(fixtureBoard('normal')));
const AFTER = String(sumOf({ ...fixtureBoard('normal'), ...grown }));
async function rightWithin3s(): Promise<void> {
  await expect.poll(travellers, { timeout: 3_000, interval: 50 }).toBe(AFTER);
  await expect.poll(() => banner('link-lost').count(), { timeout: 1_000 }).toBe(0);
  expect(await page.locator('.stale').count()).toBe(0);
}

describe('a screen refreshed while nobody answers', () => {
  for (const [language, moment] of [
    ['en', /Last figures, as of 10\sNov\s2026\s14:3[23]:\d\d KST/],
    ['ko', /마지막 수치: 2026년\s11월\s10일\s14:3[23]:\d\d 기준/],
  ] as const) {
    it(`shows its last figures, dimmed, with their moment and no age (${language})`, async () => {
      await open(`lang=${language}`);
      await server.stop();
      await page.reload();
      await banner('link-lost').waitFor({ timeout: 5_000 });
      expect(await travellers()).toBe(BEFORE);
      expect(await page.locator('.wall.stale').count()).toBe(1);
      expect(await banner('link-lost').textContent()).toMatch(moment);
      expect((await page.getByTestId('clock').textContent())?.trim()).toBe('--:--:--');
      expect(await page.getByTestId('date').textContent()).toBe('');
      expect(await page.getByTestId('link').getAttribute('data-age-ms')).toBe('');
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(600);
      expect(await page.evaluate(misplacedText)).toEqual([]);
      await page.screenshot({ path: join(SHOTS, `refreshed-in-outage-${language}.png`) });

      server.set(grown);
      await server.start();
      await rightWithin3s();
      // Whatever the disk did to the kept board, the server sends everything and nothing of it stays.
      expect(server.handshakes.at(-1)).toMatchObject({ epoch: '', version: 0 });
      expect((await page.getByTestId('clock').textContent())?.trim()).toMatch(AS_OF);
    });
  }

  it('fits a screen that shows few things', async () => {
    for (const language of ['ko', 'en']) {
      await open(`lang=${language}&inches=55&metres=6`);
      await server.stop();
      await page.reload();
      await banner('link-lost').waitFor({ timeout: 5_000 });
      await page.waitForTimeout(600);
      expect(await page.evaluate(misplacedText), language).toEqual([]);
      await page.screenshot({ path: join(SHOTS, `refreshed-in-outage-55-${language}.png`) });
      await page.context().close();
      await server.start();
    }
  });

  it('does so behind a proxy that answers for the server, and in a dead network', async () => {
    await open();
    server.away = 'failing';
    await page.reload();
    await reached('link-lost');
    expect(await travellers()).toBe(BEFORE);
    server.away = 'silent';
    await page.reload({ timeout: 6_000 });
    await reached('link-lost');
    expect(await travellers()).toBe(BEFORE);
  });

  it('does so after its browser was started anew', async () => {
    const profile = join(folder, 'profile');
    await open('lang=en', await launchWithProfile(profile));
    const url = page.url();
    await page.context().close();
    await server.stop();
    page = await (await launchWithProfile(profile)).newPage();
    await page.goto(url);
    await banner('link-lost').waitFor({ timeout: 5_000 });
    expect(await travellers()).toBe(BEFORE);
    server.set(grown);
    await server.start();
    await rightWithin3s();
  });

  it('starts empty, and goes live, when what it kept is damaged or foreign', async () => {
    await open();
    const foreign = {
      asOf: FIXTURE_NOW,
      cells: [
        ['news|ICN-T1|traveller', {}],
        ['x', { a: 1 }],
      ],
    };
    const spoiled = [[1, 2, 3], 'not json', '{"cells":5}', '{"asOf":1e99,"cells":[["a",{}]]}'];
    for (const content of [...spoiled, JSON.stringify(foreign)]) {
      await page.goto(`${server.url}/openapi.json`);
      await spoil(page, HEADQUARTERS, content);
      await server.stop();
      await page.goto(`${server.url}/wall?lang=en`);
      await banner('link-lost').waitFor({ timeout: 5_000 });
      expect((await travellers()) || null).toBeNull();
      await server.start();
      await reached('live');
      await expect.poll(travellers, { timeout: 3_000 }).toBe(BEFORE);
    }
  });
});

describe('what the browser keeps', () => {
  it('is one board for each realm and scope, and no more than eight', async () => {
    await open();
    for (let scope = 1; scope <= 9; scope++) await spoil(page, `${CONTRACT_VERSION}||old-${scope}`, 'x');
    await page.goto(`${server.url}/wall?scope=route:mail&realm=drill`);
    await reached('live');
    await expect
      .poll(() => keptBoards(page), { timeout: 15_000 })
      .toContain(`${CONTRACT_VERSION}|drill|route:mail`);
    expect(await keptBoards(page)).toHaveLength(8);
    expect(await keptBoards(page)).toContain(HEADQUARTERS);
  });

  it('is never an old page while the server answers, and the new one once it was seen', async () => {
    await open();
    const [old, oldScript] = [await keptBuilds(page), await scriptOf(page)];
    server.files = later;
    await page.reload();
    const script = await scriptOf(page);
    expect(script).not.toBe(oldScript);
    await reached('live');
    await expect.poll(() => keptBuilds(page), { timeout: 20_000 }).not.toEqual(old);
    await expect.poll(() => keptBuilds(page), { timeout: 5_000 }).toHaveLength(1);
    await server.stop();
    await page.reload();
    await banner('link-lost').waitFor({ timeout: 5_000 });
    expect([await scriptOf(page), await travellers()]).toEqual([script, BEFORE]);
  });

  it('gives way by itself to a build that came during the outage', async () => {
    await open();
    const old = await scriptOf(page);
    await server.stop();
    await page.reload();
    await reached('link-lost');
    server.files = later;
    await server.start();
    await reached('live');
    expect(await scriptOf(page)).toBe(old);
    await expect
      .poll(() => scriptOf(page).catch(() => old), { timeout: 75_000, interval: 500 })
      .not.toBe(old);
    await reached('live');
  }, 110_000);
});
