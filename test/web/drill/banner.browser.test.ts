import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellKey, type RealmCell } from '../../../server/contract/cells.ts';
import type { UrgentAlarm } from '../../../server/contract/socket.ts';
import { builtPages } from '../built-pages.ts';
import { closeWindows, openWindow } from '../chromium.ts';
import { FIXTURE_EVENING, fixtureBoard } from '../fixture-board.ts';
import { misplacedText, smallText, unansweredDigits } from '../looks.ts';
import { shot } from '../shots.ts';
import { TinyBoardServer } from '../tiny-board-server.ts';
import { HD, leastPx, roundOf, saturated, settled, showWall, UHD } from '../wall-page.ts';

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
  ...{
    subject: '2026-ICN-0412 <b>',
    figure: 'investigations',
    raisedValue: 312,
    unit: null,
    instant: null,
    value: 312,
    limit: 300,
    endedAt: null,
  },
  ...{ raisedAt: new Date(FIXTURE_EVENING - 130_000).toISOString(), port: 'ICN-T2', route: 'express' },
};

let server: TinyBoardServer;
let blank: Page;
/** The same for all tests: another one would read the letters again. */
let page: Page;

beforeAll(async () => {
  server = new TinyBoardServer(builtPages(), fixtureBoard('abnormal', FIXTURE_EVENING), FIXTURE_EVENING);
  await server.start();
  blank = await (await openWindow()).newPage();
  page = await (await openWindow({ viewport: HD, serviceWorkers: 'block', wholeFont: true })).newPage();
});
afterAll(async () => {
  await closeWindows();
  await server?.stop();
});

async function open(realm: RealmCell, query: string): Promise<void> {
  server.rewind();
  server.set({ [cellKey.realm()]: realm });
  await page.setViewportSize(HD);
  await showWall(page, `${server.url}/wall?views=all&dwell=600&${query}`);
}
const banner = () => page.getByTestId('exercise');
const says = async () => (await banner().innerText()).replaceAll(/\s+/g, ' ').trim();

describe('the banner of a drill', () => {
  for (const inches of [98, 75, 55]) {
    it(
      `takes room on ${inches} inches, in both languages and resolutions, on every view`,
      { meta: { slow: 'up to 6 pages of 11 views' } },
      async () => {
        const wrong: string[] = [];
        server.clock = { time: FIXTURE_EVENING, rate: 0 };
        for (const language of ['ko', 'en']) {
          for (const realm of [DRILL, REPLAY]) {
            await open(realm, `lang=${language}&inches=${inches}&metres=6`);
            for (const size of inches === 98 && realm === DRILL ? [HD, UHD] : [HD]) {
              await page.setViewportSize(size);
              await settled(page);
              const name = `${realm.kind}-${inches}-${size.height}p-${language}`;
              const { found } = await roundOf(
                page,
                {
                  misplaced: misplacedText,
                  small: smallText,
                  unanswered: unansweredDigits,
                  banner: noBanner,
                },
                leastPx(inches, size.height),
              );
              wrong.push(...found.map((text) => `${name} ${text}`));
              await shot(page, name);
            }
          }
        }
        expect(wrong).toEqual([]);
      },
    );
  }

  it('says what it is, its clock and its speed, without a colour, and cannot be taken away', async () => {
    server.clock = { time: Date.parse('2026-11-10T09:00:00+09:00'), rate: 60 };
    await open(DRILL, 'lang=en');
    expect(await says()).toMatch(/^DRILL Headquarters night shift SIMULATED Tue 10 Nov 09:0\d:\d\d ×60$/);
    expect(await banner().locator('button, a').count()).toBe(0);
    await page.keyboard.press('Escape');
    server.clock = { time: Date.parse('2026-11-10T09:05:00+09:00'), rate: 0 };
    await expect.poll(says, { timeout: 10_000 }).toMatch(/09:05:00 PAUSED$/);
    const box = await banner().boundingBox();
    expect([box?.x, box?.y, box?.width]).toEqual([0, 0, HD.width]);
    expect(await saturated(page, blank, '[data-testid="exercise"]')).toBe(0);

    server.clock = { time: FIXTURE_EVENING, rate: 1 };
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
  it(
    'lies over the wall below the banner, says what to do, and is text',
    { meta: { slow: 'four pages of 11 views' } },
    async () => {
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
        await shot(page, `drill-urgent-${inches}-${language}`);
      }
      server.urgent = [];
    },
  );
});

/** Runs in the page. */
function noBanner(): string[] {
  const box = document.querySelector('[data-testid="exercise"]')?.getBoundingClientRect();
  return box !== undefined && box.width > 0 && box.height > 0 ? [] : ['not there'];
}
