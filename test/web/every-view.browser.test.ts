import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeWindows, openWindow } from './chromium.ts';
import { EveryBoard, type Kind } from './every-board.ts';
import { FIXTURE_NOW, fixtureBoard } from './fixture-board.ts';
import { misplacedText } from './looks.ts';
import { shot } from './shots.ts';
import { eachView, roundOf, saturated, shotOfEach } from './wall-page.ts';

/** What holds for every view that is registered, so that a new one is held to it as it comes. */

let boards: EveryBoard;
let blank: Page;
let page: Page;
const open = (kind: Kind, query: string) => boards.open(kind, query);

beforeAll(async () => {
  blank = await (await openWindow()).newPage();
  boards = await EveryBoard.start();
  page = boards.page;
});
afterAll(async () => {
  await boards?.stop();
  await closeWindows();
});

describe('every view', () => {
  it('is grey on a good day', { meta: { slow: 'a picture of each of 11 views' } }, async () => {
    await open('normal', 'lang=ko');
    const coloured: string[] = [];
    await eachView(page, async (view) => {
      await shot(page, `${view}-98-1080p-ko-normal`);
      if ((await saturated(page, blank)) > 0) coloured.push(view);
    });
    expect(coloured).toEqual([]);
  });

  it(
    'has colour on a bad day only with a shape beside it',
    { meta: { slow: 'a picture of each of 11 views' } },
    async () => {
      await open('abnormal', 'lang=ko');
      const coloured: string[] = [];
      await eachView(page, async (view) => {
        await shot(page, `${view}-98-1080p-ko-abnormal`);
        const pixels = await saturated(page, blank, 'main');
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
    },
  );

  for (const [inches, language] of [
    [98, 'en'],
    [75, 'ko'],
    [55, 'en'],
  ] as const) {
    it(`that shows cells which are not confirmed says so on them, since when, and stays in place on ${inches} inches`, async () => {
      await open('normal', `lang=${language}&inches=${inches}`);
      const { server } = boards;
      const kinds = [
        ...new Set(Object.keys(fixtureBoard('normal')).map((key) => key.slice(0, key.indexOf('|')))),
      ];
      const since = new Date(FIXTURE_NOW - 29 * 60_000).toISOString();
      server.push({ 'fault|all': { kinds, since }, 'notice|clock': { what: 'clock', aheadSeconds: -600 } });
      await page.locator('[data-testid="fault"]').first().waitFor();
      await shotOfEach(page, `${inches}-1080p-${language}-fault`);
      const { found } = await roundOf(page, { misplaced: misplacedText, note: wrongNotes });
      server.take('fault|all');
      server.take('notice|clock');
      expect(found).toEqual([]);
    });
  }

  it('says of a first day that there are no scores to compare with', async () => {
    await open('started', 'lang=en');
    const psi: (string | null)[] = [];
    await eachView(page, async (view) => {
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
      await eachView(page, async (view) => {
        // The first figure by the hand of a person, the others by the events that this makes.
        const { first, answers } = await page.evaluate(askFigures, {
          ...{ language, by, onlyMain: view !== 'overview' },
        });
        silent.push(...answers.map((answer) => `${view} ${answer}`));
        if (first === null) return;
        if (by === 'click') await page.mouse.click(first.x, first.y);
        else {
          await page.evaluate(focusFirst);
          await page.keyboard.press('Enter');
        }
        expect(await page.getByTestId('about').locator('[data-about="what"]').count(), view).toBe(1);
        await page.keyboard.press('Escape');
        expect(await page.getByTestId('about').count(), view).toBe(0);
      });
      expect(silent).toEqual([]);
    });
  }
});

/** Runs in the page: marks of unconfirmed figures that do not say since when, or are not there. */
function wrongNotes(): string[] {
  const notes = [...document.querySelectorAll('main [data-testid="fault"]')].map(
    (note) => note.textContent ?? '',
  );
  const wrong = notes.filter((note) => !note.includes('14:03'));
  const view = document.querySelector('main')?.dataset['view'];
  return view === 'overview' && notes.length < 2 ? [...wrong, `${notes.length} notes`] : wrong;
}

/** Runs in the page. */
function focusFirst(): void {
  document.querySelector<HTMLElement | SVGElement>('[data-first]')?.focus();
}

/**
 * Runs in the page: asks each figure that can be seen what it is, at the point where it would be clicked or at the
 * element that a key would reach. Those of header and footer belong to the first view.
 * @returns what the answers lack, and where the first figure is
 */
async function askFigures({
  language,
  by,
  onlyMain,
}: {
  language: string;
  by: 'click' | 'key';
  onlyMain: boolean;
}): Promise<{ answers: string[]; first: { x: number; y: number } | null }> {
  const answers: string[] = [];
  const updated = () =>
    new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', done, { once: true });
      port1.start();
      port2.postMessage(null);
    });
  const key = (name: string) =>
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }),
    );
  /** What the open answer lacks; `null`: nothing. */
  const lack = (): string | null => {
    const open = document.querySelectorAll('[data-testid="about"]');
    const [answer] = open;
    if (!answer || open.length !== 1) return `${open.length} answers`;
    const part = (name: string) => answer.querySelector(`[data-about="${name}"]`)?.textContent?.trim() ?? '';
    for (const name of ['what', 'divided', 'source']) {
      if (part(name).length < 3) return `nothing under ${name}`;
      if (/[가-힣]/.test(part(name)) !== (language === 'ko')) return `${name} is not in ${language}`;
    }
    return /\d/.test(part('time')) ? null : 'no time';
  };

  const figures = [...document.querySelectorAll<HTMLElement | SVGElement>('[data-figure]')].flatMap(
    (element) => {
      if (onlyMain && !element.closest('main')) return [];
      const box = element.getBoundingClientRect();
      const hider = element.closest('.told, .where, [data-whole]')?.getBoundingClientRect();
      if (box.width === 0 || (hider && box.top > hider.bottom - box.height / 2)) return [];
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      return [{ element, x, y, hit: document.elementFromPoint(x, y) }];
    },
  );
  for (const [index, { element, hit }] of figures.entries()) {
    if (by === 'click') {
      // What a press does before the click.
      hit?.closest<HTMLElement | SVGElement>('button, [tabindex]')?.focus();
      hit?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    } else {
      element.focus();
      // A button turns the key into a click by itself.
      if (key('Enter') && document.activeElement instanceof HTMLButtonElement) document.activeElement.click();
    }
    await updated();
    const fault = lack();
    if (fault !== null) answers.push(`${element.dataset['figure'] ?? ''} #${index}: ${fault}`);
    key('Escape');
    await updated();
    if (document.querySelector('[data-testid="about"]') !== null)
      answers.push(`${element.dataset['figure'] ?? ''} #${index}: stays open`);
  }
  const [first] = figures;
  if (!first) return { answers, first: null };
  for (const before of document.querySelectorAll('[data-first]')) before.removeAttribute('data-first');
  first.element.dataset['first'] = '';
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  return { answers, first: { x: first.x, y: first.y } };
}
