import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { holdJudgement, raiseAlarms } from './alarm-rows.ts';
import { startDeskServer, type DeskServer, type OpenDesk } from './desk-browser.ts';

/** A change in the database is on the desk after this long at most, in milliseconds, on a busy machine. */
const SOON = { timeout: 20_000, interval: 100 };

onOneEngine('the alarm desk', (engine) => {
  let server: DeskServer;
  let desk: OpenDesk;
  let page: Page;
  beforeAll(async () => {
    server = await startDeskServer(engine, { prepare: holdJudgement });
    // 409s are said to the console by the browser itself.
    desk = await server.openDesk({ expected: /409/ });
    ({ page } = desk);
    await page.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 30_000 });
  });
  afterAll(() => server?.close());

  const row = (id: number, of: Page = page) => of.locator(`[data-alarm="${id}"]`);
  const stateOf = (id: number, of: Page = page) =>
    row(id, of).getAttribute('data-state', { timeout: 20_000 });
  /** Each begins with no alarm: what is open ends, and becomes old. */
  beforeEach(async () => {
    await desk.database.db.query(
      `UPDATE live.alarm SET state = 'ended', holds = false, ended_at = now() - interval '1 h', shelved_until = NULL,
              raised_at = now() - interval '2 h'`,
    );
    await desk.open('/desk');
    await page.getByTestId('none').waitFor({ timeout: 20_000 });
  });

  it('is calm when there is nothing to do', async () => {
    expect(await page.getByTestId('none').textContent()).toMatch(/No open alarms.*as of \d\d:\d\d:\d\d/s);
  });

  it('shows what it is, where, how much, since when and what to do', async () => {
    const [id = 0] = await raiseAlarms(desk.database.db, {
      ...{
        rule: 'shown',
        title: 'Queue is long',
        priority: 'critical',
        subject: 'KE690',
        value: 42,
        limit: 10,
      },
      ago: 185,
    });
    const text = async () => (await row(id).textContent({ timeout: 20_000 })) ?? '';
    for (const part of [
      '◆',
      'CRITICAL',
      'unseen',
      'Queue is long',
      'KE690',
      'Incheon T2 · Traveller',
      '42',
      'limit 10',
    ])
      await expect.poll(text, SOON).toContain(part);
    expect(await text()).toContain('Send everything to officers');
    expect(await text()).toMatch(/3 min/);
    expect(await text()).toContain('nobody');
    await expect.poll(() => page.getByTestId('alarm-counts').textContent(), SOON).toMatch(/CRITICAL\s*1/);
  });

  it('says a figure of seconds as a time', async () => {
    const [id = 0] = await raiseAlarms(desk.database.db, {
      rule: 'timed',
      value: 2_712,
      limit: 1_800,
      timed: true,
    });
    await expect.poll(() => row(id).textContent(), SOON).toMatch(/45 min.*limit 30 min/s);
  });

  it('says what it is now, and what it was when it was raised', async () => {
    const { db } = desk.database;
    const [id = 0] = await raiseAlarms(db, { rule: 'grows', value: 132, limit: 120, timed: true });
    await db.query(`UPDATE live.alarm SET instant = now() - interval '27 min 10 s' WHERE id = $1`, [id]);
    await expect.poll(() => row(id).textContent(), SOON).toMatch(/27 min.*limit 2 min.*when raised 2 min/s);
  });

  it('is worked by keyboard: to a row, acknowledged, taken, and it says whose it is', async () => {
    const { db } = desk.database;
    // The newest stands first, and goes below the others once it is acknowledged.
    const ids = await raiseAlarms(
      db,
      ...[1, 2, 3, 4].map((each) => ({ rule: `keys-${each}`, priority: 'critical' as const })),
    );
    for (const id of ids) await row(id).waitFor({ timeout: 20_000 });
    const [next = 0, first = 0] = ids.slice(-2);
    await page.keyboard.press('j');
    await expect.poll(() => row(first).locator('[aria-expanded="true"]').count(), SOON).toBe(1);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => row(next).locator('[aria-expanded="true"]').count(), SOON).toBe(1);
    await page.keyboard.press('k');
    await page.keyboard.press('a');
    await expect.poll(() => stateOf(first), SOON).toBe('acknowledged');
    expect(await stateOf(next)).toBe('unacknowledged');
    await expect.poll(() => row(first).textContent(), SOON).toContain('seen by 당직 관리자');
    // The row went to another place in the list, and the keyboard with it.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-nav')), SOON)
      .toBe(String(first));
    await page.keyboard.press('t');
    await expect.poll(() => row(first).textContent(), SOON).toMatch(/\bme\b/);
    const log = await db.query<{ event: string }>(
      'SELECT event FROM live.alarm_event WHERE alarm = $1 ORDER BY id',
      [first],
    );
    expect(log.map(({ event }) => event)).toEqual(['acknowledged', 'taken']);
  });

  it('shelves for a time and a reason, finds it again, and takes it off the shelf', async () => {
    const [id = 0] = await raiseAlarms(desk.database.db, { rule: 'shelf', priority: 'high' });
    await row(id).waitFor({ timeout: 20_000 });
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('For').selectOption('30');
    await dialog.getByRole('button', { name: 'Shelve' }).click();
    // Without a reason it is not even sent.
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByLabel(/^Why/).fill('sensor is being mended');
    await dialog.getByRole('button', { name: 'Shelve' }).click();
    await dialog.waitFor({ state: 'hidden', timeout: 20_000 });
    await page.getByTestId('none').waitFor({ timeout: 20_000 });
    await page.locator('[data-view="shelved"]').click();
    await row(id).locator('[data-nav]').click({ timeout: 20_000 });
    expect(await row(id).textContent()).toContain('sensor is being mended');
    expect(await row(id).textContent()).toMatch(/until \d\d:\d\d · 당직 관리자/);
    await row(id).locator('[data-deed="unshelve"]').press('Enter');
    await page.locator('[data-view="open"]').click();
    await expect.poll(() => stateOf(id), SOON).toBe('unacknowledged');
  });

  it('keeps what went unseen and what has just ended in lists of their own', async () => {
    const [gone = 0, ended = 0] = await raiseAlarms(
      desk.database.db,
      { rule: 'gone', state: 'returned' },
      { rule: 'over', state: 'ended' },
    );
    await row(gone).waitFor({ timeout: 20_000 });
    expect(await row(ended).count()).toBe(0);
    await page.locator('[data-view="returned"]').click();
    await row(gone).waitFor();
    await page.locator('[data-view="ended"]').click();
    await row(ended).waitFor();
    expect(await row(gone).count()).toBe(0);
  });

  it('says to the slower of two who has it', async () => {
    const other = await desk.another({ name: '김빠름' });
    const [id = 0] = await raiseAlarms(desk.database.db, { rule: 'race', priority: 'critical' });
    await row(id).waitFor({ timeout: 20_000 });
    await row(id, other).waitFor({ timeout: 20_000 });
    // Both have pressed before either has an answer: the first one's is held up on its way.
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let sent = () => {};
    const pressed = new Promise<void>((resolve) => (sent = resolve));
    await page.route('**/take', async (route) => {
      sent();
      await held;
      await route.continue();
    });
    await row(id).locator('[data-nav]').focus();
    await page.keyboard.press('t');
    await pressed;
    await row(id, other).locator('[data-nav]').focus();
    await other.keyboard.press('t');
    await expect.poll(() => row(id, other).textContent(), SOON).toMatch(/\bme\b/);
    release();
    await expect
      .poll(() => row(id).getByTestId('alarm-note').textContent(), SOON)
      .toContain('김빠름 has it already');
    await expect.poll(() => row(id).textContent(), SOON).toContain('김빠름');
    await page.unroute('**/take');
    await other.context().close();
  });

  it('takes no click for a row that has only just come under the pointer', async () => {
    const [id = 0] = await raiseAlarms(desk.database.db, { rule: 'moved', priority: 'low' });
    const next = row(id).getByRole('button', { name: /^Acknowledge/ });
    await next.waitFor({ timeout: 20_000 });
    await page.evaluate((selector) => {
      // Pressed in the very turn in which another row pushes this one down.
      const list = document.querySelector('[data-testid="alarms"]');
      if (!list) throw new Error('no list');
      new MutationObserver((_changes, observer) => {
        observer.disconnect();
        const button = document.querySelector<HTMLButtonElement>(`${selector} .next button`);
        button?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
      }).observe(list, { childList: true });
    }, `[data-alarm="${id}"]`);
    await raiseAlarms(desk.database.db, { rule: 'mover', priority: 'critical' });
    await expect.poll(() => row(id).getByTestId('alarm-note').textContent(), SOON).toContain('just moved');
    expect(await stateOf(id)).toBe('unacknowledged');
    // Once the rows have kept still for a moment it does.
    await expect
      .poll(async () => {
        // The button goes with what it has done.
        await next.click({ timeout: 1_000 }).catch(() => undefined);
        return stateOf(id);
      }, SOON)
      .toBe('acknowledged');
  });

  it('groups a flood by rule, but never what is critical, and ends it', async () => {
    const { db } = desk.database;
    const flood = Array.from({ length: 10 }, (_, each) => ({
      ...{ rule: 'flood-high', priority: 'high' as const, subject: `F-${each}`, ago: 30 },
    }));
    const criticals = [1, 2].map((each) => ({
      ...{ rule: 'flood-critical', priority: 'critical' as const, subject: `C-${each}`, ago: 30 },
    }));
    const ids = await raiseAlarms(db, ...flood, ...criticals);
    await page.getByTestId('flood').waitFor({ timeout: 20_000 });
    await expect
      .poll(() => page.getByTestId('flood').textContent(), SOON)
      .toContain('12 alarms in ten minutes');
    for (const id of ids.slice(-2)) expect(await row(id).count()).toBe(1);
    expect(await row(ids[0] ?? 0).count()).toBe(0);
    const group = page.locator('[data-group="flood-high"] button');
    expect(await group.textContent()).toMatch(/10 alarms.*10 unseen/s);
    await group.focus();
    await page.keyboard.press('Enter');
    await row(ids[0] ?? 0).waitFor();
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.closest('[data-alarm]') !== null)).toBe(true);
    await db.query(
      `UPDATE live.alarm SET raised_at = now() - interval '11 min' WHERE id = ANY($1::bigint[])`,
      [`{${ids.slice(0, 8).join(',')}}`],
    );
    await page.getByTestId('flood').waitFor({ state: 'detached', timeout: 20_000 });
    for (const id of ids) expect(await row(id).count()).toBe(1);
  });

  it('calls with a small symbol, less than once a second, and not at all for who does not want motion', async () => {
    const [id = 0] = await raiseAlarms(desk.database.db, { rule: 'calls', priority: 'critical' });
    await row(id).waitFor({ timeout: 20_000 });
    const moving = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('*')].flatMap((element) => {
          const { animationDuration, animationName } = getComputedStyle(element);
          return animationName === 'none'
            ? []
            : [{ text: element.textContent, seconds: parseFloat(animationDuration) }];
        }),
      );
    const calling = await moving();
    expect(calling).toEqual([{ text: '◆', seconds: 1.2 }]);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving()).toEqual([]);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('keeps what it shows when the link is lost, dimmed, says how old it is, and lets nobody act on it', async () => {
    const [id = 0] = await raiseAlarms(desk.database.db, { rule: 'stale', priority: 'critical' });
    const own = await server.openDesk({ clock: true, path: '/desk', expected: /ERR_FAILED|WebSocket/ });
    const cut = own.page;
    let open: WebSocketRoute[] = [];
    let away = false;
    await cut.routeWebSocket(/socket\.io/, (socket) => {
      if (away) return void socket.close();
      socket.connectToServer();
      open.push(socket);
    });
    await cut.route('**/api/**', (route) => (away ? route.abort() : route.continue()));
    await cut.route('**/healthz', (route) => (away ? route.abort() : route.continue()));
    await cut.reload();
    await row(id, cut).waitFor({ timeout: 20_000 });
    away = true;
    for (const socket of open) await socket.close();
    open = [];
    const banner = cut.getByTestId('desk-banner');
    expect(await banner.count()).toBe(0);
    // Three seconds without a message.
    await cut.clock.fastForward(3_000);
    await banner.waitFor({ timeout: 20_000 });
    await expect
      .poll(() => banner.textContent(), SOON)
      .toMatch(/Link to the board lost: as of \d\d:\d\d:\d\d, \d+ s old/);
    expect(await cut.locator('[data-stale="true"]').count()).toBe(1);
    await cut.keyboard.press('j');
    const acknowledge = row(id, cut).locator('[data-deed="acknowledge"]');
    expect(await acknowledge.getAttribute('aria-disabled')).toBe('true');
    expect(await acknowledge.getAttribute('title')).toContain('link is lost');
    await cut.keyboard.press('a');
    expect(new URL(cut.url()).pathname).toBe('/desk');
    away = false;
    await banner.waitFor({ state: 'detached', timeout: 20_000 });
    expect(await stateOf(id, cut)).toBe('unacknowledged');
    await cut.keyboard.press('a');
    await expect.poll(() => stateOf(id, cut), SOON).toBe('acknowledged');
    await own.close();
  });

  it('lets those who only look see everything and press nothing', async () => {
    const [id = 0] = await raiseAlarms(desk.database.db, { rule: 'look', priority: 'critical' });
    const viewer = await desk.another({ roles: ['viewer'] });
    await row(id, viewer).waitFor({ timeout: 20_000 });
    await viewer.keyboard.press('j');
    expect(await row(id, viewer).getByRole('button').count()).toBe(1);
    const sent: string[] = [];
    viewer.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await viewer.keyboard.press('a');
    // What the key had sent would have come before this.
    await viewer.evaluate(async () => (await fetch('/api/v1/me?after')).status);
    expect(sent).toContain('GET /api/v1/me');
    expect(sent.filter((each) => each.startsWith('POST'))).toEqual([]);
    expect(await stateOf(id, viewer)).toBe('unacknowledged');
    expect(await viewer.getByTestId('sound').count()).toBe(0);
    await viewer.context().close();
  });
});
