import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cellKey, type TodayCell } from '../../server/contract/cells.ts';
import { CONTRACT_VERSION } from '../../server/contract/version.ts';
import { closeWindows, launchWithProfile, openWindow } from './chromium.ts';
import { FIXTURE_NOW, fixtureBoard, type Cells } from './fixture-board.ts';
import { builtPages, laterPages } from './built-pages.ts';
import { forgetBoards, keptBoards, keptBuilds, scriptOf, spoil } from './kept-page.ts';
import { misplacedText } from './looks.ts';
import { shot } from './shots.ts';
import { TinyBoardServer } from './tiny-board-server.ts';
import { HD, settled } from './wall-page.ts';

const HEADQUARTERS = `${CONTRACT_VERSION}||headquarters`;
/** The server's clock starts here; figures are confirmed up to about this long later when a test stops it. */
const AS_OF = /14:3[23]:\d\d/;
/** A page keeps its first figures after this long. */
const FIRST_KEPT_MS = 2_000;
/** Without a message for longer than this the link is lost. */
const LOST_MS = 3_100;

let later: string;
let server: TinyBoardServer;
/** Most tests share what their browser keeps of the build, and no figures. */
let shared: BrowserContext;
let page: Page;

beforeAll(async () => {
  later = await laterPages();
  server = new TinyBoardServer(builtPages(), fixtureBoard('normal'), FIXTURE_NOW);
  shared = await newContext();
});
afterAll(closeWindows);
beforeEach(async () => {
  server.files = builtPages();
  server.away = null;
  server.become(fixtureBoard('normal'), FIXTURE_NOW);
  await server.start();
});
afterEach(async () => {
  await page.goto('about:blank');
  await server.stop();
});

/** A browser whose time a test can put forward. */
async function newContext(): Promise<BrowserContext> {
  const context = await openWindow({ viewport: HD });
  await context.clock.install();
  return context;
}
/** Loads the wall and waits until the browser could do without the server. */
async function open(query = 'lang=en', context = shared): Promise<void> {
  // The same page as before where there is one: it has read the letters.
  page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${server.url}/openapi.json`);
  await forgetBoards(page);
  await page.goto(`${server.url}/wall?${query}`);
  await reached('live');
  await page.clock.fastForward(FIRST_KEPT_MS);
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

async function showsLast(moment: RegExp): Promise<void> {
  await banner('link-lost').waitFor({ timeout: 5_000 });
  expect(await travellers()).toBe(BEFORE);
  expect(await page.locator('.wall.stale').count()).toBe(1);
  expect(await banner('link-lost').textContent()).toMatch(moment);
  expect((await page.getByTestId('clock').textContent())?.trim()).toBe('--:--:--');
  expect(await page.getByTestId('date').textContent()).toBe('');
  expect(await page.getByTestId('link').getAttribute('data-age-ms')).toBe('');
  await settled(page);
  expect(await page.evaluate(misplacedText)).toEqual([]);
}

describe('a screen refreshed while nobody answers', () => {
  it(
    'shows its last figures, dimmed, with their moment and no age, and is right at once when it is answered',
    { meta: { slow: 'a page is refreshed while nobody answers' } },
    async () => {
      await open();
      await server.stop();
      await page.reload();
      await showsLast(/Last figures, as of 10\sNov\s2026\s14:3[23]:\d\d KST/);
      await shot(page, 'refreshed-in-outage-en');

      server.set(grown);
      await server.start();
      await rightWithin3s();
      // Whatever the disk did to the kept board, the server sends everything and nothing of it stays.
      expect(server.handshakes.at(-1)).toMatchObject({ epoch: '', version: 0 });
      expect((await page.getByTestId('clock').textContent())?.trim()).toMatch(AS_OF);
    },
  );

  it(
    'does so in its language, and fits a screen that shows few things',
    { meta: { slow: 'a page is loaded for each of its languages' } },
    async () => {
      await open();
      await server.stop();
      await page.goto(`${server.url}/wall?lang=ko`);
      await showsLast(/마지막 수치: 2026년\s11월\s10일\s14:3[23]:\d\d 기준/);
      await shot(page, 'refreshed-in-outage-ko');
      for (const language of ['ko', 'en']) {
        await page.goto(`${server.url}/wall?lang=${language}&inches=55&metres=6`);
        await banner('link-lost').waitFor({ timeout: 5_000 });
        await settled(page);
        expect(await page.evaluate(misplacedText), language).toEqual([]);
        await shot(page, `refreshed-in-outage-55-${language}`);
      }
      server.set(grown);
      await server.start();
      await expect.poll(() => banner('link-lost').count(), { timeout: 3_000 }).toBe(0);
    },
  );

  it(
    'does so behind a proxy that answers for the server, and in a dead network',
    { meta: { slow: 'a page that nobody answers is given seconds' } },
    async () => {
      await open();
      server.away = 'failing';
      await page.reload();
      await reached('link-lost');
      expect(await travellers()).toBe(BEFORE);
      server.away = 'silent';
      await page.reload({ timeout: 6_000 });
      await reached('link-lost');
      expect(await travellers()).toBe(BEFORE);
    },
  );

  it(
    'does so after its browser was started anew',
    { meta: { slow: 'two browsers of their own' } },
    async () => {
      const profile = await mkdtemp(join(tmpdir(), 'gwanje-refresh-'));
      const first = await launchWithProfile(profile);
      await first.clock.install();
      await open('lang=en', first);
      const url = page.url();
      await first.close();
      await server.stop();
      const second = await launchWithProfile(profile);
      page = await second.newPage();
      await page.goto(url);
      await banner('link-lost').waitFor({ timeout: 5_000 });
      expect(await travellers()).toBe(BEFORE);
      server.set(grown);
      await server.start();
      await rightWithin3s();
      await second.close();
      page = shared.pages()[0] ?? page;
      await rm(profile, { recursive: true, force: true });
    },
  );

  it(
    'starts empty, and goes live, when what it kept is damaged or foreign',
    { meta: { slow: 'a page is refreshed for each kind of damage' } },
    async () => {
      await open();
      const foreign = {
        asOf: FIXTURE_NOW,
        cells: [
          ['news|ICN-T1|traveller', {}],
          ['x', { a: 1 }],
        ],
      };
      // What else is refused: keep/packed.test.ts.
      for (const content of [[1, 2, 3], '{"asOf":1e99,"cells":[["a",{}]]}', JSON.stringify(foreign)]) {
        await page.goto(`${server.url}/openapi.json`);
        await spoil(page, HEADQUARTERS, content);
        await server.stop();
        await page.goto(`${server.url}/wall?lang=en`);
        // A paint that cannot read foreign cells throws, here at whoever puts the time forward, and the next one follows.
        await page.clock.fastForward(LOST_MS).catch(() => undefined);
        await banner('link-lost').waitFor({ timeout: 5_000 });
        expect((await travellers()) || null).toBeNull();
        await server.start();
        await reached('live');
        await expect.poll(travellers, { timeout: 3_000 }).toBe(BEFORE);
      }
    },
  );
});

describe('what the browser keeps', () => {
  it('is one board for each realm and scope, and no more than eight', async () => {
    await open();
    for (let scope = 1; scope <= 9; scope++) await spoil(page, `${CONTRACT_VERSION}||old-${scope}`, 'x');
    await page.goto(`${server.url}/wall?scope=route:mail&realm=drill`);
    await reached('live');
    await page.clock.fastForward(FIRST_KEPT_MS);
    await expect
      .poll(() => keptBoards(page), { timeout: 15_000 })
      .toContain(`${CONTRACT_VERSION}|drill|route:mail`);
    expect(await keptBoards(page)).toHaveLength(8);
    expect(await keptBoards(page)).toContain(HEADQUARTERS);
  });

  it(
    'gives way by itself to a build that came during the outage, and is never an old page while the server answers',
    { meta: { slow: 'two builds are fetched and kept whole' } },
    async () => {
      // Of its own: nothing was kept in it, and its time was not put forward.
      const context = await newContext();
      await open('lang=en', context);
      const [kept, old] = [await keptBuilds(page), await scriptOf(page)];
      await server.stop();
      await page.reload();
      await reached('link-lost');
      server.files = later;
      await server.start();
      await reached('live');
      expect(await scriptOf(page)).toBe(old);
      // Which it does a minute after it was loaded, at a moment of its own within five seconds.
      await page.clock.fastForward(65_000);
      await expect.poll(() => scriptOf(page).catch(() => old), { timeout: 10_000 }).not.toBe(old);
      await reached('live');
      const script = await scriptOf(page);
      await expect.poll(() => keptBuilds(page), { timeout: 20_000 }).not.toEqual(kept);
      await expect.poll(() => keptBuilds(page), { timeout: 5_000 }).toHaveLength(1);

      server.files = builtPages();
      await page.reload();
      expect(await scriptOf(page)).toBe(old);
      await reached('live');
      await expect.poll(() => keptBuilds(page), { timeout: 20_000 }).toEqual(kept);
      await server.stop();
      await page.reload();
      await banner('link-lost').waitFor({ timeout: 5_000 });
      expect([await scriptOf(page), await travellers()]).toEqual([old, BEFORE]);
      expect(script).not.toBe(old);
      await context.close();
      page = shared.pages()[0] ?? page;
    },
  );
});
