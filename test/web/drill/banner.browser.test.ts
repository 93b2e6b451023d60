import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cellKey, type RealmCell } from '../../../server/contract/cells.ts';
import type { UrgentAlarm } from '../../../server/contract/socket.ts';
import { builtPages } from '../built-pages.ts';
import { closeWindows, sharedChromium } from '../chromium.ts';
import { FIXTURE_EVENING, fixtureBoard } from '../fixture-board.ts';
import { misplacedText, saturatedPixels, smallText, unansweredDigits } from '../looks.ts';
import { TinyBoardServer } from '../tiny-board-server.ts';

const SHOTS = fileURLToPath(new URL('../../screenshots', import.meta.url));
const HD = { width: 1920, height: 1080 };
const UHD = { width: 3840, height: 2160 };
/** As in every-view.browser.test.ts. */
const GREY_CHROMA = 30;
const DRILL: RealmCell = {
  ...{ name: 'drill_12', kind: 'drill', simulated: true },
  ...{ ko: '우편 1차 통과 물품 2차 적발', en: 'Headquarters night shift' },
};
const REPLAY: RealmCell = {
  ...{ name: 'replay_3', kind: 'replay', simulated: false },
  ko: '실제 다시 보기 · 2026-11-26 13:05–14:05 · 당시 파악 기준',
  en: 'Replay of Live · 2026-11-26 13:05–14:05 KST · as known then',
};
const URGENT: UrgentAlarm = {
  ...{
    id: 91,
    rule: 'major-case',
    priority: 'critical',
    state: 'unacknowledged',
    owned: false,
    escalations: 0,
  },
  title: { ko: '중대 사건: 수사 미접수', en: 'Major case: investigation not accepted' },
  action: { ko: '수사팀을 호출하고 접수를 확인할 것', en: 'Page the investigators and see that they accept' },
  ...{ subject: '2026-ICN-0412 <b>', figure: 'investigations', value: 312, limit: 300, endedAt: null },
  ...{ raisedAt: new Date(FIXTURE_EVENING - 130_000).toISOString(), port: 'ICN-T2', route: 'express' },
};

let server: TinyBoardServer;
let browser: Browser;
let blank: Page;
let page: Page;

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  server = new TinyBoardServer(builtPages(), fixtureBoard('abnormal', FIXTURE_EVENING), FIXTURE_EVENING);
  await server.start();
  browser = await sharedChromium();
  blank = await browser.newPage();
}, 180_000);
afterAll(async () => {
  await closeWindows();
  await server?.stop();
});
afterEach(async () => {
  await page?.context().close();
});

async function open(realm: RealmCell, query: string, size = HD): Promise<void> {
  server.rewind();
  server.set({ [cellKey.realm()]: realm });
  page = await (await browser.newContext({ viewport: size })).newPage();
  await page.goto(`${server.url}/wall?views=all&dwell=600&${query}`);
  await page.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(600);
}
async function eachView(look: (view: string) => Promise<void>): Promise<void> {
  const seen = new Set<string>();
  for (;;) {
    const view = await page.evaluate(() => document.querySelector('main')?.dataset['view'] ?? '');
    if (seen.has(view)) return;
    seen.add(view);
    await look(view);
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(60);
  }
}
const shot = (name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) });
const banner = () => page.getByTestId('exercise');
const says = async () => (await banner().innerText()).replaceAll(/\s+/g, ' ').trim();

describe('the banner of a drill', () => {
  for (const inches of [98, 75, 55]) {
    it(`takes room on ${inches} inches, in both languages and resolutions, on every view`, async () => {
      const wrong: string[] = [];
      server.clock = { time: FIXTURE_EVENING, rate: 0 };
      for (const language of ['ko', 'en']) {
        for (const realm of [DRILL, REPLAY]) {
          await open(realm, `lang=${language}&inches=${inches}&metres=6`);
          for (const size of inches === 98 && realm === DRILL ? [HD, UHD] : [HD]) {
            await page.setViewportSize(size);
            await page.waitForTimeout(300);
            const name = `${realm.kind}-${inches}-${size.height}p-${language}`;
            const mmPerPx = (inches * 25.4 * 9) / Math.hypot(16, 9) / size.height;
            const least = 27.93 / mmPerPx / 0.7 - 0.1;
            await eachView(async (view) => {
              const found = [
                ...(await page.evaluate(misplacedText)),
                ...(await page.evaluate(smallText, least)).map((text) => `small: ${text}`),
                ...(await page.evaluate(unansweredDigits)).map((text) => `unanswered: ${text}`),
              ];
              wrong.push(...found.map((text) => `${view} ${name}: ${text}`));
              if (!(await banner().isVisible())) wrong.push(`${view} ${name}: no banner`);
              if (view === 'overview') await shot(name);
            });
          }
          await page.context().close();
        }
      }
      expect(wrong).toEqual([]);
    }, 240_000);
  }

  it('says what it is, its clock and its speed, without a colour, and cannot be taken away', async () => {
    server.clock = { time: Date.parse('2026-11-10T09:00:00+09:00'), rate: 60 };
    await open(DRILL, 'lang=en');
    expect(await says()).toMatch(/^DRILL Headquarters night shift SIMULATED Tue 10 Nov 09:0\d:\d\d ×60$/);
    expect(await banner().locator('button, a').count()).toBe(0);
    await page.keyboard.press('Escape');
    server.clock = { time: Date.parse('2026-11-10T09:05:00+09:00'), rate: 0 };
    await expect.poll(says).toMatch(/09:05:00 PAUSED$/);
    const box = await banner().boundingBox();
    expect([box?.x, box?.y, box?.width]).toEqual([0, 0, HD.width]);
    const png = (await banner().screenshot()).toString('base64');
    const picture = { picture: `data:image/png;base64,${png}`, chroma: GREY_CHROMA };
    expect(await blank.evaluate(saturatedPixels, picture)).toBe(0);

    server.clock = { time: FIXTURE_EVENING, rate: 1 };
    await page.context().close();
    await open(REPLAY, 'lang=en');
    expect(await says()).toMatch(/^REPLAY as known then Replay of Live 2026-11-26 13:05–14:05 KST .*×1$/);
  });

  it('is not that of an ordinary day, which has no clock of its own', async () => {
    server.clock = undefined;
    const ordinary = { ...DRILL, name: 'ordinary_day', en: 'ordinary day' };
    await open(ordinary, 'lang=en');
    expect(await banner().count()).toBe(0);
    expect(await page.getByTestId('realm').textContent()).toBe('SIMULATED · ordinary day');
  });
});

describe('a real alarm in a drill', () => {
  it('lies over the wall below the banner, says what to do, and is text', async () => {
    server.clock = { time: FIXTURE_EVENING, rate: 1 };
    server.urgent = [URGENT, { ...URGENT, id: 90 }, { ...URGENT, id: 89, port: null, route: null }];
    for (const [inches, language] of [
      [98, 'ko'],
      [98, 'en'],
      [55, 'ko'],
      [55, 'en'],
    ] as const) {
      await open(DRILL, `lang=${language}&inches=${inches}&metres=6`);
      const band = page.getByTestId('urgent');
      const text = await band.innerText();
      for (const part of [URGENT.title[language], URGENT.action[language], '<b>'])
        expect(text).toContain(part);
      expect(text).toMatch(language === 'ko' ? /실제 상황/ : /REAL ALARM/);
      const [box, over] = [await band.boundingBox(), await banner().boundingBox()];
      expect(box?.width).toBe(HD.width);
      expect(box?.y).toBeCloseTo(over?.height ?? 0, 0);
      expect((box?.height ?? HD.height) / HD.height).toBeLessThan(inches === 98 ? 0.24 : 0.38);
      expect(await band.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(false);
      await shot(`drill-urgent-${inches}-${language}`);
      await page.context().close();
    }
    server.urgent = [];
  }, 60_000);
});
