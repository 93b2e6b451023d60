import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cellKey, type TodayCell } from '../../server/contract/cells.ts';
import { builtPages } from './built-pages.ts';
import { closeWindows, openWindow } from './chromium.ts';
import { FIXTURE_NOW, fixtureBoard } from './fixture-board.ts';
import * as shots from './shots.ts';
import { TinyBoardServer } from './tiny-board-server.ts';
import { HD, saturated, showWall } from './wall-page.ts';

/** Any state of the link but the first. */
const REACHED = '[data-testid="link"]:not([data-state="waiting"])';

let server: TinyBoardServer;
let blank: Page;
/** In the browser's time; and one whose time a test can put forward. */
let plain: Page;
let clocked: Page;
let page: Page;

beforeAll(async () => {
  server = new TinyBoardServer(builtPages(), fixtureBoard('normal'), FIXTURE_NOW);
  blank = await (await openWindow()).newPage();
  plain = await (await newContext()).newPage();
  const context = await newContext();
  await context.clock.install();
  clocked = await context.newPage();
  page = plain;
});
afterAll(closeWindows);
beforeEach(async () => {
  server.become(fixtureBoard('normal'), FIXTURE_NOW);
  await server.start();
});
afterEach(async () => {
  Object.assign(server, { confirmedAgoMs: 120, refusal: null, totals: null });
  await page.goto('about:blank');
  await server.stop();
});

/** What a page keeps for outages is no part of these tests: see refresh.browser.test.ts. */
async function newContext(): Promise<BrowserContext> {
  return openWindow({ viewport: HD, serviceWorkers: 'block' });
}
async function open(query = 'lang=en', where = plain): Promise<void> {
  page = where;
  await showWall(page, `${server.url}/wall?${query}`, REACHED);
}
const figure = (name: string, route: string) =>
  page.locator(`[data-figure="${name}"][data-route="${route}"]`);
const banner = (id: string) => page.locator(`[data-banner="${id}"]`);
const shot = (name: string) => shots.shot(page, name);
function grown(units: number): Record<string, TodayCell> {
  const key = cellKey.today('ICN-T1', 'traveller');
  return { [key]: { ...(fixtureBoard('normal')[key] as TodayCell), units } };
}
const sumOf = (route: string) =>
  Object.entries(fixtureBoard('normal'))
    .filter(([key]) => key.startsWith('today|') && key.endsWith(`|${route}`))
    .reduce((sum, [, cell]) => sum + (cell as TodayCell).units, 0);

describe('figures', () => {
  it('appear in both languages and follow the cells', async () => {
    await open('lang=en');
    await expect
      .poll(() => figure('today.units', 'traveller').getAttribute('data-value'), { timeout: 10_000 })
      .toBe(String(sumOf('traveller')));
    expect(await page.locator('h1').textContent()).toBe('Gwanje');
    const own = (fixtureBoard('normal')[cellKey.today('ICN-T1', 'traveller')] as TodayCell).units;
    server.push(grown(own + 1_000));
    await expect
      .poll(() => figure('today.units', 'traveller').textContent(), { timeout: 1_500 })
      .toContain((sumOf('traveller') + 1_000).toLocaleString('en'));
    await page.goto(`${server.url}/?lang=ko`);
    await page.locator('h1', { hasText: '관제' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await expect
      .poll(() => page.locator('[data-row="mail"] th').textContent(), { timeout: 10_000 })
      .toBe('우편');
  });

  it(
    'are acknowledged about once a second, and at most twice a second change',
    { meta: { slow: 'changes are counted for seconds' } },
    async () => {
      await open();
      const before = server.painted.length;
      const since = performance.now();
      await expect
        .poll(() => server.painted.length - before, { timeout: 10_000, interval: 20 })
        .toBeGreaterThanOrEqual(3);
      // The first may come at once, the others a second after one another.
      expect(performance.now() - since).toBeGreaterThan(1_800);
      await page.evaluate(() => {
        const times: number[] = [];
        Object.assign(window, { times });
        const target = document.querySelector('[data-figure="today.units"][data-route="traveller"]');
        if (target)
          new MutationObserver(() => times.push(performance.now())).observe(target, { attributes: true });
      });
      for (let step = 1; step <= 30; step++) {
        server.push(grown(50_000 + step));
        await page.waitForTimeout(60);
      }
      const times = await page.evaluate(() => (window as unknown as { times: number[] }).times);
      expect(times.length).toBeGreaterThan(1);
      // A paint that came late on a busy machine is nearer to the next one.
      const lasted = (times.at(-1) ?? 0) - (times[0] ?? 0);
      expect(times.length).toBeLessThanOrEqual(1 + Math.ceil(lasted / 500));
    },
  );

  it('of no data and of zero look different', async () => {
    const key = cellKey.today('KRPUS', 'traveller');
    const cells = fixtureBoard('normal');
    cells[key] = { ...(cells[key] as TodayCell), day: '2026-11-09' };
    for (const each of Object.keys(cells)) if (each.startsWith('today|KRPUS|cargo')) delete cells[each];
    server.become(cells, FIXTURE_NOW);
    await open('scope=port:KRPUS&lang=en');
    expect((await figure('today.units', 'traveller').textContent())?.trim()).toBe('0');
    expect((await figure('today.units', 'cargo').textContent())?.trim()).toBe('—');
  });

  it('of the record are pinned to what was announced, and outlive a failing server with their age', async () => {
    server.totals = {
      total: { cases: 1_032, grams: 2_913_000 },
      comparison: { total: { cases: 712, grams: 602_000 } },
    };
    await open('lang=en&record=2025-10-31&knownAt=2025-12-05');
    const text = (name: string) => page.locator(`[data-figure="${name}"]`).textContent();
    await expect.poll(() => text('record.cases'), { timeout: 10_000 }).toBe('1,032');
    expect(await text('record.grams')).toBe('2,913');
    expect((await text('record.cases.change'))?.trim()).toBe('+45%');
    expect((await text('record.grams.change'))?.trim()).toBe('+384%');
    expect(await page.locator('[data-testid="record-known"]').textContent()).toMatch(
      /as announced by 5\sDec\s2025/,
    );
    await shot('record-announced');
  });

  it('say what they count, one key away', async () => {
    await open();
    await page.locator('[data-panel="flow"] h2 button').focus();
    await page.getByTestId('about').waitFor();
    expect(await page.getByTestId('about').textContent()).toContain('divided by units arrived');
    await shot('about');
    expect(await saturated(page, blank)).toBe(0);
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('about').count()).toBe(0);
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('about').count()).toBe(1);
    await page.locator('[data-panel="feeds"] h2 button').click();
    expect(await page.getByTestId('about').textContent()).toContain('Feeds');
  });
});

describe('a fault', () => {
  it(
    'of the link shows within 5 s, keeps the state, and is right within 3 s of the return',
    { meta: { slow: 'a link is lost for five seconds' } },
    async () => {
      await open('lang=en');
      const known = server.epoch;
      await server.stop();
      await banner('link-lost').waitFor({ timeout: 5_000 });
      expect(await figure('today.units', 'traveller').getAttribute('data-value')).toBe(
        String(sumOf('traveller')),
      );
      expect(await page.getByTestId('link').getAttribute('data-state')).toBe('link-lost');
      // It goes on with the time.
      await expect.poll(() => banner('link-lost').textContent(), { timeout: 5_000 }).toMatch(/[5-9] s old/);
      await shot('link-lost-en');
      server.set(grown(99_999));
      await server.start();
      const expected =
        sumOf('traveller') + 99_999 - (fixtureBoard('normal')['today|ICN-T1|traveller'] as TodayCell).units;
      await expect
        .poll(() => figure('today.units', 'traveller').getAttribute('data-value'), {
          timeout: 3_000,
          interval: 50,
        })
        .toBe(String(expected));
      await expect.poll(() => banner('link-lost').count(), { timeout: 1_000 }).toBe(0);
      // It asks for what it lacks of the board that it knew.
      expect(server.handshakes.at(-1)?.epoch).toBe(known);
    },
  );

  it('of 40 seconds is over as quickly: the browser has no failed WebSockets to hold against us', async () => {
    await open('lang=en', clocked);
    await server.stop();
    // Second by second, so that each attempt of the page fails at the network before the next one.
    for (let second = 0; second < 40; second++) {
      await page.clock.runFor(1_000);
      await page.evaluate(() => fetch('/healthz').catch(() => null));
    }
    server.set(grown(77_777));
    await server.start();
    const value = () => figure('today.units', 'traveller').getAttribute('data-value');
    const own = (fixtureBoard('normal')['today|ICN-T1|traveller'] as TodayCell).units;
    await expect
      .poll(value, { timeout: 3_000, interval: 50 })
      .toBe(String(sumOf('traveller') + 77_777 - own));
  });

  it('of a half-open link is found and mended without help', async () => {
    await open('lang=en', clocked);
    const before = server.handshakes.length;
    server.silence();
    await page.clock.fastForward(3_100);
    await banner('link-lost').waitFor({ timeout: 10_000 });
    await expect.poll(() => server.handshakes.length, { timeout: 6_000 }).toBeGreaterThan(before);
  });

  it('of the database shows as such, with the time of the figures', async () => {
    server.confirmedAgoMs = 47_000;
    await open('lang=ko');
    await banner('not-confirming').waitFor({ timeout: 3_000 });
    expect(await banner('not-confirming').textContent()).toMatch(/14:31:\d\d/);
    await shot('not-confirming-ko');
    server.confirmedAgoMs = 100;
    await expect.poll(() => banner('not-confirming').count(), { timeout: 3_000 }).toBe(0);
  });

  it('of what comes in looks like no quiet border: the reason, since when, and no word of live', async () => {
    for (const [language, words, title] of [
      ['ko', '데이터베이스 디스크 용량 부족', '새 자료가 들어오지 않음'],
      ['en', 'The disk of the database is full', 'Nothing new comes in'],
    ] as const) {
      await open(`lang=${language}`);
      const since = new Date(FIXTURE_NOW - 60_000).toISOString();
      server.push({ [cellKey.notice('intake')]: { what: 'intake', reason: 'full', since } });
      await banner('not-receiving').waitFor({ timeout: 3_000 });
      expect(await banner('not-receiving').textContent()).toMatch(
        new RegExp(`${title}.*${words}.*14:31:07`, 's'),
      );
      expect(await page.getByTestId('link').getAttribute('data-state')).toBe('not-receiving');
      await shot(`not-receiving-${language}`);
      server.take(cellKey.notice('intake'));
      await expect.poll(() => banner('not-receiving').count(), { timeout: 3_000 }).toBe(0);
      expect(await page.getByTestId('link').getAttribute('data-state')).toBe('live');
    }
  });

  it('of some figures is not called live', async () => {
    await open('lang=en');
    const since = new Date(FIXTURE_NOW - 20_000).toISOString();
    server.push({ 'fault|requests': { kinds: ['requests'], since } });
    const link = page.getByTestId('link');
    await expect.poll(() => link.getAttribute('data-state'), { timeout: 3_000 }).toBe('partly-old');
    expect(await link.textContent()).toContain('Partly old');
    server.take('fault|requests');
    await expect.poll(() => link.getAttribute('data-state'), { timeout: 3_000 }).toBe('live');
  });

  it('of the server’s clock is said beside the time', async () => {
    for (const [language, words] of [
      ['ko', '서버 시계 10분 늦음'],
      ['en', 'The server’s clock is 10 min behind'],
    ] as const) {
      await open(`lang=${language}`);
      server.push({ [cellKey.notice('clock')]: { what: 'clock', aheadSeconds: -600 } });
      const differs = banner('clock-differs');
      await differs.waitFor({ timeout: 3_000 });
      expect(await differs.textContent()).toContain(words);
      expect(await page.getByTestId('clock').getAttribute('title')).toContain(words);
      await shot(`clock-differs-${language}`);
      server.take(cellKey.notice('clock'));
      await expect.poll(() => differs.count(), { timeout: 3_000 }).toBe(0);
    }
  });

  it('of a refusal is told in words and tried again', async () => {
    server.refusal = { code: 'unknown-realm', reason: 'no realm "x"' };
    page = plain;
    await showWall(page, `${server.url}/wall?lang=en`, '[data-banner="refused"]');
    expect(await banner('refused').textContent()).toContain('There is no realm of this name');
    server.refusal = null;
    await expect
      .poll(() => page.getByTestId('link').getAttribute('data-state'), { timeout: 3_000 })
      .toBe('live');
    await expect.poll(() => banner('refused').count(), { timeout: 10_000 }).toBe(0);
  });

  it('of the client’s clock changes nothing', async () => {
    const wrong = await plain.context().newPage();
    await wrong.addInitScript(() => {
      const real = Date.now.bind(Date);
      const Wrong = class extends Date {
        constructor(...given: unknown[]) {
          if (given.length === 0) super(real() + 9 * 3_600_000);
          else super(...(given as [number]));
        }
        static override now = () => real() + 9 * 3_600_000;
      };
      Object.assign(window, { Date: Wrong });
    });
    await open('lang=en', wrong);
    const shown = Number(await page.getByTestId('clock').getAttribute('data-value'));
    expect(Math.abs(server.now() - shown)).toBeLessThan(1_500);
    expect((await page.getByTestId('clock').textContent())?.trim()).toMatch(/^14:32:\d\d$/);
    expect(await page.getByTestId('date').textContent()).toBe('Tue 10 Nov');
    expect(await page.locator('[data-state="silent"]').count()).toBe(0);
    expect(await banner('not-confirming').count()).toBe(0);
    await wrong.close();
    page = plain;
  });
});

describe('several views', () => {
  it('come by turns, say where they are in the round, and are held by space', async () => {
    await open('lang=en&views=record,overview&dwell=600', clocked);
    const view = () => page.locator('main').getAttribute('data-view');
    const place = page.getByTestId('rotation');
    expect(await view()).toBe('record');
    expect(await place.textContent()).toMatch(/Record\s+1\/2/);
    await page.clock.fastForward(590_000);
    expect(await view()).toBe('record');
    await page.clock.fastForward(10_000);
    await expect.poll(view, { timeout: 10_000 }).toBe('overview');
    expect(await place.textContent()).toMatch(/Overview\s+2\/2/);
    await page.keyboard.press(' ');
    await expect.poll(() => place.textContent(), { timeout: 10_000 }).toContain('paused');
    await page.clock.fastForward(700_000);
    expect(await view()).toBe('overview');
    await page.keyboard.press('ArrowLeft');
    expect(await view()).toBe('record');
  });

  it('do not rotate where there is one, and a name that is none is said on the screen', async () => {
    await open('lang=en&views=overview,overveiw&dwell=5', clocked);
    expect(await page.getByTestId('unknown-views').textContent()).toContain('overveiw');
    expect(await page.getByTestId('rotation').count()).toBe(0);
    await page.clock.runFor(6_000);
    expect(await page.locator('main').getAttribute('data-turn')).toBe('0');
    await shot('unknown-view');
  });

  it('of which none exists leave no empty wall without a word', async () => {
    await open('lang=ko&views=nope');
    expect(await page.getByTestId('unknown-views').textContent()).toContain('nope');
    expect((await page.locator('main').textContent())?.trim()).toContain('nope');
  });
});

describe('the picture', () => {
  it('shows the one abnormal route, its port and the silent feed in colour, shape and word', async () => {
    server.become(fixtureBoard('abnormal'), FIXTURE_NOW);
    await open('lang=ko');
    await shot('abnormal-ko');
    expect(await saturated(page, blank)).toBeGreaterThan(2_000);
    expect(await page.locator('tr.broken').count()).toBe(1);
    expect(await figure('today.screened', 'mail').textContent()).toContain('▲');
    expect(await page.locator('[data-broken]').count()).toBe(1);
    expect(await page.getByTestId('silence').textContent()).toContain('icn-mail-xray 4분 무응답');
    expect(await page.locator('[data-figure="feeds.speaking"]').getAttribute('data-value')).toBe('11');
  });
});
