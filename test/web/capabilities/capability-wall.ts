import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import type { Database } from '../../../server/db/database.ts';
import { openTestDatabase, type Engine, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { builtPages } from '../built-pages.ts';
import { closeWindows, openWindow } from '../chromium.ts';
import { HD } from '../wall-page.ts';

/** How long a figure may take from the answer to the post until it is on the wall, in milliseconds, on a busy machine. */
const SOON_MS = 30_000;

/** A whole board on one engine with its wall in a real browser: events go in over the API, figures are read off the page. */
export class CapabilityWall {
  readonly page: Page;
  readonly #database: TestDatabase;
  readonly #server: TestServer;
  readonly #token: string;
  /** What went wrong in the page, unseen by whoever reads one figure. */
  readonly #pageErrors: string[] = [];

  readonly #clock: { aheadMs: number };

  private constructor(
    database: TestDatabase,
    server: TestServer,
    token: string,
    page: Page,
    clock: { aheadMs: number },
  ) {
    this.#database = database;
    this.#server = server;
    this.#token = token;
    this.page = page;
    this.#clock = clock;
    page.on('pageerror', (error) => this.#pageErrors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#pageErrors.push(message.text());
    });
  }

  /** @param prepare what the database holds before the board starts */
  static async open(
    engine: Engine,
    prepare: (db: Database) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<CapabilityWall> {
    const database = await openTestDatabase(engine);
    await prepare(database.db);
    const clock = { aheadMs: 0 };
    const server = await startTestServer(database.db, {
      webFolder: builtPages(),
      now: () => Date.now() + clock.aheadMs,
    });
    const token = await server.token('test', { maySetRecordedTime: true });
    // What a page keeps for outages is no part of these tests.
    const page = await (await openWindow({ viewport: HD, serviceWorkers: 'block' })).newPage();
    return new CapabilityWall(database, server, token, page, clock);
  }

  async close(): Promise<void> {
    await closeWindows();
    await this.#server.close();
    await this.#database.drop();
    expect(this.#pageErrors).toEqual([]);
  }

  /** The database, for a history that no feed would send. */
  get db(): Database {
    return this.#database.db;
  }

  /** The server's clock, in milliseconds since the Unix epoch. */
  now(): number {
    return Date.now() + this.#clock.aheadMs;
  }

  /** Puts the server's clock forward: so long nothing has come. */
  putForward(ms: number): void {
    this.#clock.aheadMs += ms;
  }

  /** Time passes for a server that listens meanwhile: a jump would be a stall, in which it judges no silence. */
  async letPass(ms: number): Promise<void> {
    const board = this.#server.realms.get('live')?.board;
    for (let left = ms; left > 0; left -= 2_000) {
      this.putForward(Math.min(left, 2_000));
      const now = this.now();
      await eventually(() => (board?.confirmedAt ?? 0) >= now);
    }
  }

  /** Panels that are read by the clock are due: most are so every few seconds, and none waits for longer than this. */
  hurry(): void {
    this.putForward(10_000);
  }

  /** Posts events in the order given; every one of them must be new and right. */
  async send(...events: BorderEvent[]): Promise<void> {
    const type = 'application/cloudevents-batch+json';
    const { body } = await this.#server.post('/api/v1/events', this.#token, type, JSON.stringify(events));
    expect(body, JSON.stringify(body)).toMatchObject({ accepted: events.length });
  }

  /** Opens a view of the wall, on a screen that has room for all of it. */
  async show(view: string, scope = 'headquarters'): Promise<void> {
    const query = new URLSearchParams({ lang: 'en', inches: '98', metres: '6', views: view, scope });
    await this.page.goto(`${this.#server.url}/wall?${query.toString()}`);
    await this.page.waitForSelector('[data-testid="link"][data-state="live"]');
  }

  figure(name: string, row?: string): Locator {
    const of = row === undefined ? '' : `[data-row="${row}"]`;
    return this.page.locator(`[data-figure="${name}"]${of}`).first();
  }

  /** The exact value behind a figure becomes this, and what it is divided by, where that is asked. */
  async expectFigure(
    name: string,
    value: number | string | RegExp,
    {
      row,
      of,
      text,
      alarm,
    }: { row?: string; of?: number; text?: RegExp; alarm?: 'amber' | 'red' | null } = {},
  ): Promise<void> {
    const figure = this.figure(name, row);
    const what = `${name}${row === undefined ? '' : ` of ${row}`}`;
    const wait = { timeout: SOON_MS, interval: 100 };
    const read = async (attribute: string) => {
      if ((await figure.count()) === 0) return 'not there';
      return figure.getAttribute(attribute, { timeout: 1_000 });
    };
    await expect
      .poll(() => read('data-value'), { ...wait, message: what })
      .toMatch(value instanceof RegExp ? value : new RegExp(`^${escaped(String(value))}$`));
    if (of !== undefined) await expect.poll(() => read('data-of'), wait).toBe(String(of));
    if (alarm !== undefined) await expect.poll(() => read('data-alarm'), wait).toBe(alarm);
    if (text !== undefined) await expect.poll(() => figure.textContent(), wait).toMatch(text);
  }

  /** Opens what a figure says about itself, and closes it again. */
  async definitionOf(name: string, row?: string): Promise<string> {
    await this.figure(name, row).click();
    const text = (await this.page.getByTestId('about').textContent()) ?? '';
    await this.page.keyboard.press('Escape');
    return text;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
