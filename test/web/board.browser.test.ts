import type { ChildProcess } from 'node:child_process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishedSeizures } from '../../simulator/published.ts';
import { grantFeedToken } from '../../server/control/feed-access.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { arrival, verdict } from '../support/events.ts';
import { end, freePort, spawnBoard } from '../support/processes.ts';
import { eventually } from '../support/screen.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { closeWindows, openWindow } from './chromium.ts';
import { shot } from './shots.ts';

const BATCH = 'application/cloudevents-batch+json';
/** Of a cut that is longer than all that the page and the server wait for each other. */
const CUT_MS = 6_000;

onOneEngine('the wall of a real board', (engine) => {
  let database: TestDatabase;
  let board: ChildProcess;
  let boardPort: number;
  let cable: TcpProxy;
  let page: Page;
  let token: string;
  let units = 0;

  const figure = async (name: string, route?: string) => {
    const place = route === undefined ? '' : `[data-route="${route}"]`;
    return Number(await page.locator(`[data-figure="${name}"]${place}`).getAttribute('data-value'));
  };
  const banner = (id: string) => page.locator(`[data-banner="${id}"]`).count();
  async function post(events: readonly unknown[]): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${boardPort}/api/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': BATCH },
      body: JSON.stringify(events),
    });
    const answer = (await response.json()) as { accepted: number };
    expect(answer.accepted).toBe(events.length);
  }
  async function travellersLand(each: number, flights: number): Promise<void> {
    await post(Array.from({ length: flights }, () => arrival({ units: each })));
    units += each * flights;
  }

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const feed = { realm: 'live', feed: 'test', cadenceSeconds: 600, maySetRecordedTime: true };
    token = await grantFeedToken(database.db, feed);
    await database.db.close();
    boardPort = await freePort();
    board = await spawnBoard(boardPort, database.env);
    const history = publishedSeizures('1').map(({ dueAtMs, event }) => ({
      ...event,
      recordedtime: new Date(dueAtMs).toISOString(),
    }));
    for (let start = 0; start < history.length; start += 2_000)
      await post(history.slice(start, start + 2_000));
    await post([verdict(), verdict({ result: 'suspect' })]);
    cable = await startTcpProxy(`http://127.0.0.1:${boardPort}`);
    page = await (await openWindow({ viewport: { width: 1920, height: 1080 } })).newPage();
    await travellersLand(100, 3);
    await page.goto(`${cable.url}wall?lang=en&record=2025-10-31&knownAt=2025-12-05`);
    await eventually(async () => expect(await figure('today.units', 'traveller')).toBe(units));
  }, 300_000);
  afterAll(async () => {
    await closeWindows();
    await cable?.close();
    await end(board, 'SIGTERM');
    await database.reopen();
    await database.drop();
  });

  it('shows the published figures as announced, and what was disclosed later', async () => {
    const shown = async () => ({
      cases: await figure('record.cases'),
      grams: await figure('record.grams'),
      casesChange: await page.locator('[data-figure="record.cases.change"]').textContent(),
      weightChange: await page.locator('[data-figure="record.grams.change"]').textContent(),
    });
    await eventually(async () => expect(await figure('record.cases')).toBe(1_032));
    const { casesChange, weightChange, ...figures } = await shown();
    expect(figures).toEqual({ cases: 1_032, grams: 2_913_000 });
    expect([casesChange?.trim(), weightChange?.trim()]).toEqual(['+45%', '+384%']);
    await shot(page, `board-${engine}-announced`);

    const later = await (await openWindow()).newPage();
    await later.goto(`http://127.0.0.1:${boardPort}/wall?lang=ko&record=2025-10-31&knownAt=2026-01-31`);
    const cases = later.locator('[data-figure="record.cases"]');
    await eventually(async () => expect(await cases.getAttribute('data-value')).toBe('1033'));
    expect(await later.locator('[data-figure="record.grams"]').getAttribute('data-value')).toBe('3213000');
    await later.close();
  });

  it(
    'says within 5 s that the link is lost, keeps what it shows, and is right within 3 s of its return',
    { meta: { slow: 'a link is lost for six seconds' } },
    async () => {
      const before = units;
      cable.cut();
      const cutAt = Date.now();
      await eventually(async () => expect(await banner('link-lost')).toBe(1), 5_000);
      console.log(`${engine}: banner ${Date.now() - cutAt} ms after the cut`);
      await travellersLand(7, 11);
      await page.waitForTimeout(CUT_MS - (Date.now() - cutAt));
      expect(await figure('today.units', 'traveller')).toBe(before);
      await shot(page, `board-${engine}-lost`);
      cable.mend();
      const mendedAt = Date.now();
      await eventually(async () => expect(await figure('today.units', 'traveller')).toBe(units), 3_000);
      await eventually(
        async () => expect(await banner('link-lost')).toBe(0),
        3_000 - (Date.now() - mendedAt),
      );
      console.log(`${engine}: right ${Date.now() - mendedAt} ms after the return`);
    },
  );

  it(
    'is right within 3 s of the return of a server that was killed',
    { meta: { slow: 'a server is started again' } },
    async () => {
      await travellersLand(13, 2);
      await end(board, 'SIGKILL');
      const killedAt = Date.now();
      await eventually(async () => expect(await banner('link-lost')).toBe(1), 5_000);
      console.log(`${engine}: banner ${Date.now() - killedAt} ms after the kill`);
      board = await spawnBoard(boardPort, database.env);
      const backAt = Date.now();
      await eventually(async () => expect(await figure('today.units', 'traveller')).toBe(units), 3_000);
      await eventually(async () => expect(await banner('link-lost')).toBe(0), 3_000 - (Date.now() - backAt));
      console.log(`${engine}: right ${Date.now() - backAt} ms after the server was ready`);
      await travellersLand(1, 1);
      await eventually(async () => expect(await figure('today.units', 'traveller')).toBe(units), 3_000);
    },
  );
});
