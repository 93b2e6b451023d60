import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { saturatedPixels } from './looks.ts';
import { shot, SHOTS_WANTED } from './shots.ts';

export const HD = { width: 1920, height: 1080 };
export const UHD = { width: 3840, height: 2160 };
/** Greys may lean to blue by this much of 255; amber and red lie far above 100. */
const GREY_CHROMA = 30;
/** 16 arc minutes at 6 m are 27.93 mm of cap height. */
const CAP_MM_AT_6_M = 27.93;
/** Cap height of the font in em, as the wall reckons with. */
const CAP_EM = 0.7;

/** Opens the wall in a page and waits until it shows what the server sent, in its own letters. */
export async function showWall(
  page: Page,
  address: string,
  until = '[data-testid="link"][data-state="live"]',
): Promise<void> {
  const totals = address.includes('record=')
    ? page.waitForResponse((response) => response.url().includes('/api/v1/totals'))
    : null;
  await page.goto(address);
  await page.waitForSelector(until, { timeout: 20_000 });
  await totals;
  await settled(page);
}

/** Until every part of the font is there, which the page loads by and by, and the page has its shape in it. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await Promise.all([...document.fonts].map((face) => face.load().catch(() => undefined)));
    await document.fonts.ready;
    await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
  });
}

/** Smallest font size in pixels that can be read from 6 m on a screen of these inches. */
export function leastPx(inches: number, height: number): number {
  const mmPerPx = (inches * 25.4 * 9) / Math.hypot(16, 9) / height;
  return CAP_MM_AT_6_M / mmPerPx / CAP_EM - 0.1;
}

/**
 * Counts the coloured pixels of a page, or of a part of it. The policy of the board's own pages allows no data:
 * pictures, so a blank page reads them.
 */
export async function saturated(page: Page, blank: Page, part?: string): Promise<number> {
  const box = part === undefined ? null : await page.locator(part).boundingBox();
  const cdp = await page.context().newCDPSession(page);
  const { data } = await cdp.send('Page.captureScreenshot', {
    format: 'png',
    // Large and quickly made: nobody keeps it.
    optimizeForSpeed: true,
    ...(box && { clip: { ...box, scale: 1 } }),
  });
  await cdp.detach();
  return blank.evaluate(saturatedPixels, {
    picture: `data:image/png;base64,${data}`,
    chroma: GREY_CHROMA,
  });
}

/** Runs in the page: what is wrong with the view that is shown. `least` is the smallest legible font size in pixels. */
export type Look = (least: number) => string[];

/**
 * Looks at each view in turn and ends at the first one again: all of it in the page, which costs a tenth of asking it
 * from outside.
 * @param looks by the names that their findings get
 * @returns the names of the views, and each finding as "VIEW NAME: text"
 */
export async function roundOf(
  page: Page,
  looks: Record<string, Look>,
  least = 0,
): Promise<{ views: string[]; found: string[] }> {
  const given = Object.entries(looks).map(([name, look]) => `${JSON.stringify(name)}: ${look.toString()}`);
  // One expression: functions are no arguments, and the page's policy forbids it to make any from text.
  return page.evaluate(`(${lookRound.toString()})({${given.join(',')}}, ${least})`);
}

/** Runs in the page. */
async function lookRound(
  looks: Record<string, Look>,
  least: number,
): Promise<{ views: string[]; found: string[] }> {
  const views: string[] = [];
  const found: string[] = [];
  // Everything has its place, and nothing is drawn, which would cost more than all that is looked at.
  const { style } = document.documentElement;
  style.opacity = '0';
  for (;;) {
    // Two frames: maps and charts take their size in the first one.
    await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
    const view = document.querySelector('main')?.dataset['view'] ?? '';
    if (views.includes(view)) break;
    views.push(view);
    if (document.querySelector('[data-testid="failed-view"], main p.failed') !== null)
      found.push(`${view}: failed`);
    for (const [name, look] of Object.entries(looks))
      found.push(...look(least).map((text) => `${view} ${name}: ${text}`));
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', cancelable: true }));
  }
  style.opacity = '';
  const place = document.querySelector('[data-testid="rotation"]')?.textContent ?? '';
  if (!place.includes(`/${views.length}`)) found.push(`${views.length} views were seen of ${place}`);
  return { views, found };
}

/** The same with the keyboard, for what can only be done from outside the page. */
export async function eachView(page: Page, look: (view: string) => Promise<void>): Promise<string[]> {
  const current = async () => {
    await page.evaluate(
      () => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))),
    );
    return page.evaluate(() => document.querySelector('main')?.dataset['view'] ?? '');
  };
  const seen: string[] = [];
  for (let view = await current(); !seen.includes(view); view = await current()) {
    seen.push(view);
    expect(await page.locator('[data-testid="failed-view"], main p.failed').count(), view).toBe(0);
    await look(view);
    await page.keyboard.press('ArrowRight');
  }
  expect(await page.getByTestId('rotation').textContent()).toContain(`/${seen.length}`);
  return seen;
}

/** Pictures of every view, where they are asked for. */
export async function shotOfEach(page: Page, name: string): Promise<void> {
  if (SHOTS_WANTED) await eachView(page, (view) => shot(page, `${view}-${name}`));
}
