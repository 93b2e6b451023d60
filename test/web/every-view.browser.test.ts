import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtPages } from './built-pages.ts';
import { closeWindows, sharedChromium } from './chromium.ts';
import { FIXTURE_EVENING, FIXTURE_NOW, fixtureBoard, type Cells } from './fixture-board.ts';
import { misplacedText, saturatedPixels, smallText, unansweredDigits } from './looks.ts';
import { TinyBoardServer } from './tiny-board-server.ts';

/** What holds for every view that is registered, so that a new one is held to it as it comes. */

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const SHOTS = root('test/screenshots');
const HD = { width: 1920, height: 1080 };
const UHD = { width: 3840, height: 2160 };
/** Greys may lean to blue by this much of 255; amber and red lie far above 100. */
const GREY_CHROMA = 30;
/** `started`: what a board had half an hour after its first `npm start`, as `/api/v1/board` gave it: real figures are longer. */
type Kind = 'normal' | 'abnormal' | 'started';
const FIRST_START = new URL('fixtures/first-start.json', import.meta.url);

let browser: Browser;
let blank: Page;
let page: Page;
const servers = new Map<Kind, TinyBoardServer>();

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  browser = await sharedChromium();
  blank = await browser.newPage();
  const started = JSON.parse(await readFile(FIRST_START, 'utf8')) as { serverTime: number; cells: Cells };
  const boards: Record<Kind, [cells: Cells, now: number]> = {
    normal: [fixtureBoard('normal', FIXTURE_NOW), FIXTURE_NOW],
    // The bad day ends at ten to midnight, when figures are longest.
    abnormal: [fixtureBoard('abnormal', FIXTURE_EVENING), FIXTURE_EVENING],
    started: [started.cells, started.serverTime],
  };
  for (const kind of ['normal', 'abnormal', 'started'] as const) {
    const server = new TinyBoardServer(builtPages(), ...boards[kind]);
    server.totals = {
      total: { cases: 1_032, grams: 2_913_000 },
      comparison: { total: { cases: 712, grams: 602_000 } },
    };
    servers.set(kind, server);
    await server.start();
  }
}, 180_000);
afterAll(async () => {
  await closeWindows();
  for (const server of servers.values()) await server.stop();
});
afterEach(async () => {
  await page?.context().close();
});

async function open(kind: Kind, query: string, size = HD): Promise<TinyBoardServer> {
  const server = servers.get(kind);
  if (!server) throw new Error(`no ${kind} board`);
  server.rewind();
  page = await (await browser.newContext({ viewport: size })).newPage();
  await page.goto(`${server.url}/wall?views=all&dwell=600&${query}`);
  await page.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(600);
  return server;
}

/** Looks at each view in turn and ends at the first one again. */
async function eachView(look: (view: string) => Promise<void>): Promise<string[]> {
  const current = () => page.evaluate(() => document.querySelector('main')?.dataset['view'] ?? '');
  const seen: string[] = [];
  for (let view = await current(); !seen.includes(view); view = await current()) {
    seen.push(view);
    // Two frames: maps and charts take their size in the first one.
    await page.evaluate(
      () => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))),
    );
    expect(await page.getByTestId('failed-view').count(), view).toBe(0);
    expect(await page.locator('main p.failed').count(), view).toBe(0);
    await look(view);
    await page.keyboard.press('ArrowRight');
  }
  expect(await page.getByTestId('rotation').textContent()).toContain(`/${seen.length}`);
  return seen;
}

const shot = (name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) });
/** The page's own policy allows no data: pictures, so a blank one counts. */
const saturated = (picture: Buffer) =>
  blank.evaluate(saturatedPixels, {
    picture: `data:image/png;base64,${picture.toString('base64')}`,
    chroma: GREY_CHROMA,
  });

describe('every view', () => {
  it('is grey on a good day', async () => {
    await open('normal', 'lang=ko');
    const coloured: string[] = [];
    await eachView(async (view) => {
      if ((await saturated(await shot(`${view}-98-1080p-ko-normal`))) > 0) coloured.push(view);
    });
    expect(coloured).toEqual([]);
  });

  it('has colour on a bad day only with a shape beside it', async () => {
    await open('abnormal', 'lang=ko');
    const coloured: string[] = [];
    await eachView(async (view) => {
      await shot(`${view}-98-1080p-ko-abnormal`);
      const pixels = await saturated(await page.locator('main').screenshot());
      const shapes = await page.evaluate(
        () =>
          document.querySelectorAll('main [data-broken]').length +
          (document.querySelector('main')?.textContent?.match(/[▲◆]/g)?.length ?? 0),
      );
      if (pixels === 0) return;
      coloured.push(view);
      expect(shapes, view).toBeGreaterThan(0);
    });
    // Where the bad day is bad; a view may have nothing of it.
    expect(coloured).toEqual(expect.arrayContaining(['overview', 'screening', 'trade']));
  });

  it('that shows cells which are not confirmed says so on them, since when, and stays in place', async () => {
    for (const [inches, language] of [
      [98, 'en'],
      [75, 'ko'],
      [55, 'en'],
    ] as const) {
      const server = await open('normal', `lang=${language}&inches=${inches}`);
      const kinds = [
        ...new Set(Object.keys(fixtureBoard('normal')).map((key) => key.slice(0, key.indexOf('|')))),
      ];
      const since = new Date(FIXTURE_NOW - 29 * 60_000).toISOString();
      server.push({ 'fault|all': { kinds, since } });
      await page.locator('[data-testid="fault"]').first().waitFor();
      const faults: Record<string, string[]> = {};
      await eachView(async (view) => {
        faults[view] = await page.evaluate(misplacedText);
        const notes = await page.locator('main [data-testid="fault"]').allTextContents();
        for (const note of notes) expect(note, view).toMatch(/14:03/);
        if (inches === 98 || view === 'overview') await shot(`${view}-${inches}-1080p-${language}-fault`);
        if (view === 'overview') expect(notes.length).toBeGreaterThan(1);
      });
      server.push({ 'fault|all': { kinds: [], since } });
      await page.context().close();
      expect(Object.fromEntries(Object.entries(faults).filter(([, found]) => found.length > 0))).toEqual({});
    }
  }, 180_000);

  for (const inches of [55, 75, 98]) {
    it(`fits ${inches} inches in both resolutions and languages, and leaves no number unanswered`, async () => {
      const wrong: string[] = [];
      for (const language of ['ko', 'en']) {
        for (const kind of ['normal', 'abnormal', 'started'] as const) {
          const pinned = kind === 'abnormal' ? '&record=2025-10-31&knownAt=2025-12-05' : '';
          await open(kind, `lang=${language}&inches=${inches}&metres=6${pinned}`);
          for (const size of [HD, UHD]) {
            await page.setViewportSize(size);
            const name = `${inches}-${size.height}p-${language}-${kind}`;
            // 16 arc minutes at 6 m are 27.93 mm of cap height, and caps are 0.7 em.
            const mmPerPx = (inches * 25.4 * 9) / Math.hypot(16, 9) / size.height;
            const least = 27.93 / mmPerPx / 0.7 - 0.1;
            await eachView(async (view) => {
              const found = [
                ...(await page.evaluate(misplacedText)),
                ...(await page.evaluate(smallText, least)).map((text) => `small: ${text}`),
                ...(await page.evaluate(unansweredDigits)).map((text) => `unanswered: ${text}`),
              ];
              wrong.push(...found.map((text) => `${view} ${name}: ${text}`));
              if (size === HD || (inches === 98 && language === 'ko')) await shot(`${view}-${name}`);
            });
          }
          await page.context().close();
        }
      }
      expect(wrong).toEqual([]);
    }, 360_000);
  }

  it('says of a first day that there are no scores to compare with', async () => {
    await open('started', 'lang=en');
    const psi: (string | null)[] = [];
    await eachView(async (view) => {
      if (view === 'screening')
        psi.push(...(await page.locator('[data-figure="model.psi"]').allTextContents()));
    });
    expect(psi.map((text) => text?.trim())).toEqual(Array(4).fill('0 before'));
  });

  for (const [language, by] of [
    ['ko', 'click'],
    ['en', 'key'],
    ['ko', 'key'],
    ['en', 'click'],
  ] as const) {
    it(`answers for each of its figures in ${language} by ${by}`, async () => {
      await open('abnormal', `lang=${language}`);
      const silent: string[] = [];
      await eachView(async (view) => {
        const figures = await page.evaluate(numberFigures, view !== 'overview');
        for (const { index, name, x, y } of figures) {
          if (by === 'click') await page.mouse.click(x, y);
          else {
            await page.evaluate(focusFigure, index);
            await page.keyboard.press('Enter');
          }
          const fault = await page.evaluate(lackingAnswer, language);
          if (fault !== null) silent.push(`${view} ${name} #${index}: ${fault}`);
          await page.keyboard.press('Escape');
        }
      });
      expect(silent).toEqual([]);
    }, 240_000);
  }
});

/** Figures that can be seen, numbered; those of header and footer belong to the first view. */
function numberFigures(
  onlyMain: boolean,
): { index: number; name: string | undefined; x: number; y: number }[] {
  const all = [...document.querySelectorAll<HTMLElement | SVGElement>('[data-figure]')];
  return all.flatMap((element, index) => {
    element.dataset['index'] = String(index);
    if (onlyMain && !element.closest('main')) return [];
    const box = element.getBoundingClientRect();
    const hider = element.closest('.told, .where, [data-whole]')?.getBoundingClientRect();
    if (box.width === 0 || (hider && box.top > hider.bottom - box.height / 2)) return [];
    return [
      { index, name: element.dataset['figure'], x: box.left + box.width / 2, y: box.top + box.height / 2 },
    ];
  });
}

function focusFigure(index: number): void {
  document.querySelector<HTMLElement | SVGElement>(`[data-index="${index}"]`)?.focus();
}

/** What the open answer lacks; `null`: nothing. */
function lackingAnswer(language: string): string | null {
  const answers = document.querySelectorAll('[data-testid="about"]');
  const [answer] = answers;
  if (!answer || answers.length !== 1) return `${answers.length} answers`;
  const part = (name: string) => answer.querySelector(`[data-about="${name}"]`)?.textContent?.trim() ?? '';
  for (const name of ['what', 'divided', 'source']) {
    if (part(name).length < 3) return `nothing under ${name}`;
    if (/[가-힣]/.test(part(name)) !== (language === 'ko')) return `${name} is not in ${language}`;
  }
  return /\d/.test(part('time')) ? null : 'no time';
}
