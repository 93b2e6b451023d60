import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { builtPages } from './built-pages.ts';
import { openWindow } from './chromium.ts';
import { FIXTURE_EVENING, FIXTURE_NOW, fixtureBoard, type Cells } from './fixture-board.ts';
import { TinyBoardServer } from './tiny-board-server.ts';
import { HD, showWall } from './wall-page.ts';

/** `started`: what a board had half an hour after its first `npm start`, as `/api/v1/board` gave it: real figures are longer. */
export const KINDS = ['normal', 'abnormal', 'started'] as const;
export type Kind = (typeof KINDS)[number];
type Boards = Record<Kind, readonly [cells: Cells, now: number]>;
const FIRST_START = new URL('fixtures/first-start.json', import.meta.url);

/** Recorded boards of three kinds in one window, for tests of what holds for every view of the wall. */
export class EveryBoard {
  readonly server: TinyBoardServer;
  /** The same for all of them: another one would read the letters of a whole language again, for 0.5 s of CPU. */
  readonly page: Page;
  readonly #boards: Boards;

  private constructor(server: TinyBoardServer, page: Page, boards: Boards) {
    this.server = server;
    this.page = page;
    this.#boards = boards;
  }

  static async start(): Promise<EveryBoard> {
    const started = JSON.parse(await readFile(FIRST_START, 'utf8')) as { serverTime: number; cells: Cells };
    const server = new TinyBoardServer(builtPages(), {}, FIXTURE_NOW);
    server.totals = {
      total: { cases: 1_032, grams: 2_913_000 },
      comparison: { total: { cases: 712, grams: 602_000 } },
    };
    await server.start();
    // What a page keeps for outages is no part of these tests.
    const context = await openWindow({ viewport: HD, serviceWorkers: 'block', wholeFont: true });
    return new EveryBoard(server, await context.newPage(), {
      normal: [fixtureBoard('normal', FIXTURE_NOW), FIXTURE_NOW],
      // The bad day ends at ten to midnight, when figures are longest.
      abnormal: [fixtureBoard('abnormal', FIXTURE_EVENING), FIXTURE_EVENING],
      started: [started.cells, started.serverTime],
    });
  }

  async open(kind: Kind, query: string): Promise<void> {
    this.server.become(...this.#boards[kind]);
    await this.page.setViewportSize(HD);
    await showWall(this.page, `${this.server.url}/wall?views=all&dwell=600&${query}`);
  }

  async stop(): Promise<void> {
    await this.page.context().close();
    await this.server.stop();
  }
}
