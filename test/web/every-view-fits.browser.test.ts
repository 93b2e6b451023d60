import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeWindows } from './chromium.ts';
import { EveryBoard, KINDS } from './every-board.ts';
import { misplacedText, smallText, unansweredDigits } from './looks.ts';
import { HD, leastPx, roundOf, settled, shotOfEach, UHD } from './wall-page.ts';

/** What holds for every view that is registered, so that a new one is held to it as it comes. */

let boards: EveryBoard;

beforeAll(async () => {
  boards = await EveryBoard.start();
});
afterAll(async () => {
  await boards?.stop();
  await closeWindows();
});

describe('every view', () => {
  for (const inches of [55, 75, 98]) {
    it(
      `fits ${inches} inches in both resolutions and languages, and leaves no number unanswered`,
      { timeout: 120_000, meta: { slow: '12 pages of 11 views' } },
      async () => {
        const wrong: string[] = [];
        for (const language of ['ko', 'en']) {
          for (const kind of KINDS) {
            const pinned = kind === 'abnormal' ? '&record=2025-10-31&knownAt=2025-12-05' : '';
            await boards.open(kind, `lang=${language}&inches=${inches}&metres=6${pinned}`);
            for (const size of [HD, UHD]) {
              await boards.page.setViewportSize(size);
              await settled(boards.page);
              const { found, views } = await roundOf(
                boards.page,
                { misplaced: misplacedText, small: smallText, unanswered: unansweredDigits },
                leastPx(inches, size.height),
              );
              expect(views.length).toBeGreaterThan(10);
              const name = `${inches}-${size.height}p-${language}-${kind}`;
              wrong.push(...found.map((text) => `${name} ${text}`));
              await shotOfEach(boards.page, name);
            }
          }
        }
        expect(wrong).toEqual([]);
      },
    );
  }
});
