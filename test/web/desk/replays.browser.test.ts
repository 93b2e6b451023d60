import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NewReplay, ReplayItem, ReplayOrder } from '../../../server/contract/replay-rest.ts';
import { onOneEngine } from '../../support/engines.ts';
import { cutText, seriousFaults } from './accessibility.ts';
import { startDeskServer, type DeskServer, type OpenDesk } from './desk-browser.ts';

const SOON = { timeout: 10_000 };
const FROM = Date.parse('2026-11-25T15:00:00Z');
const at = (minutes: number) => new Date(FROM + minutes * 60_000).toISOString();
const item = (change: Partial<ReplayItem> = {}): ReplayItem => ({
  id: 4,
  realm: 'replay_4',
  ofRealm: 'live',
  from: at(0),
  to: at(180),
  known: 'then',
  state: 'playing',
  speed: 10,
  shows: at(20),
  made: null,
  madeBy: '당직 관리자',
  createdAt: at(200),
  ...change,
});

/** Replays in a few lines, whose clocks stand where the test puts them. */
class ReplayServer {
  replays: ReplayItem[];
  readonly sent: { method: string; path: string; body: unknown }[] = [];

  constructor(...replays: ReplayItem[]) {
    this.replays = replays;
  }

  async answer(route: Route): Promise<void> {
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api/v1/replays', '');
    const method = request.method();
    if (method === 'GET') return route.fulfill({ json: { replays: this.replays } });
    const body: unknown = JSON.parse(request.postData() ?? 'null');
    this.sent.push({ method, path, body });
    const id = Number(path.split('/')[1]);
    if (method === 'DELETE') {
      this.replays = this.replays.filter((each) => each.id !== id);
      return route.fulfill({ status: 204 });
    }
    if (path === '') {
      const { from, known = 'then', realm = 'live', speed = 1, to } = body as NewReplay;
      const made = item({ id: 5, realm: 'replay_5', ofRealm: realm, from, to, known, speed, shows: from });
      this.replays = [made, ...this.replays];
      return route.fulfill({ status: 201, json: made });
    }
    const { paused, speed, to } = body as ReplayOrder;
    this.replays = this.replays.map((each) =>
      each.id !== id
        ? each
        : {
            ...each,
            ...(paused !== undefined && { state: paused ? ('paused' as const) : ('playing' as const) }),
            ...(speed !== undefined && { speed }),
            ...(to !== undefined && { shows: to }),
          },
    );
    return route.fulfill({ json: this.replays.find((each) => each.id === id) });
  }
}

onOneEngine('the page of replays', (engine) => {
  let desks: DeskServer;
  let desk: OpenDesk;
  let page: Page;
  let present: ReplayServer;
  beforeAll(async () => {
    desks = await startDeskServer(engine);
    desk = await desks.openDesk({ roles: ['viewer'], size: { width: 1920, height: 1080 } });
    ({ page } = desk);
    await page.route(/\/api\/v1\/replays(\/|\?|$)/, (route) => present.answer(route));
  });
  afterAll(() => desks?.close());
  const panel = () => page.locator('[data-replay="4"]');
  const bodies = () => present.sent.map(({ body }) => body);

  it('plays, pauses, changes the speed and moves by keyboard', async () => {
    present = new ReplayServer(item());
    await desk.open('/desk/replays?lang=en');
    await panel().getByRole('button', { name: 'Pause' }).press('Enter');
    await panel().getByRole('button', { name: '▶ Play' }).waitFor();
    // The focus has stayed where it was.
    await page.keyboard.press('Enter');
    await panel().getByRole('button', { name: 'Pause' }).waitFor();
    await panel().getByRole('button', { name: '60×' }).press('Enter');
    await expect.poll(bodies, SOON).toEqual([{ paused: true }, { paused: false }, { speed: 60 }]);

    const bar = panel().getByRole('slider');
    expect(await bar.getAttribute('aria-valuetext')).toMatch(/00:20:00/);
    await bar.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'PageUp']) await page.keyboard.press(key);
    expect(await bar.getAttribute('aria-valuetext')).toMatch(/00:32:00/);
    // Of keys that follow each other, only where they end is asked for.
    await expect.poll(() => bodies().slice(3), SOON).toEqual([{ to: at(32) }]);
    await expect.poll(() => present.replays[0]?.shows, SOON).toBe(at(32));
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Home');
    await expect.poll(() => bodies().slice(4), SOON).toEqual([{ to: at(0) }]);
    await page.keyboard.press('End');
    await expect.poll(() => bodies().slice(5), SOON).toEqual([{ to: at(180) }]);
    expect(await bar.getAttribute('aria-valuetext')).toMatch(/03:00:00/);
  });

  it('stays where somebody has put it while the server is still on its way', async () => {
    present = new ReplayServer(item({ state: 'paused' }));
    await desk.open('/desk/replays?lang=en');
    const slow = present.answer.bind(present);
    // The order is answered at once, and carried out later.
    present.answer = async (route) => {
      if (route.request().method() !== 'POST') return slow(route);
      present.sent.push({ method: 'POST', path: '', body: null });
      await route.fulfill({ json: present.replays[0] });
    };
    const bar = panel().getByRole('slider');
    await bar.focus();
    await page.keyboard.press('End');
    await expect.poll(() => present.sent.length, SOON).toBe(1);
    // Two looks at where the server stands change nothing.
    for (let looks = 2; looks > 0; looks--)
      await (await page.waitForResponse(/\/api\/v1\/replays$/, SOON)).finished();
    await desk.answered();
    expect(await panel().getByTestId('shows').textContent()).toMatch(/03:00:00/);
    present.replays = [item({ state: 'paused', shows: at(179) })];
    await expect.poll(() => panel().getByTestId('shows').textContent(), SOON).toMatch(/02:59:00/);
  });

  it('goes where somebody went on to while the order before was under way', async () => {
    present = new ReplayServer(item({ state: 'paused' }));
    await desk.open('/desk/replays?lang=en');
    const answer = present.answer.bind(present);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    present.answer = async (route) => {
      if (present.sent.length === 0 && route.request().method() === 'POST') {
        present.sent.push({ method: 'POST', path: '', body: 'first' });
        await held;
        return route.fulfill({ json: present.replays[0] });
      }
      return answer(route);
    };
    const bar = panel().getByRole('slider');
    await bar.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => present.sent.length, SOON).toBe(1);
    await page.keyboard.press('ArrowRight');
    letGo();
    await expect.poll(() => bodies().slice(1), SOON).toEqual([{ to: at(22) }]);
    await expect.poll(() => present.replays[0]?.shows, SOON).toBe(at(22));
    expect(await bar.getAttribute('aria-valuetext')).toMatch(/00:22:00/);
    present.replays = [item({ state: 'preparing', made: 0.427 })];
    await panel().getByText('42% read').waitFor(SOON);
  });

  it('makes one of a period, as it was known then or is now, and removes it once asked', async () => {
    present = new ReplayServer();
    await desk.open('/desk/replays?lang=en');
    await page.getByText('No replay', { exact: true }).waitFor();
    await page.waitForSelector('[data-testid="link"][data-state="live"]');
    await page.getByRole('button', { name: 'New replay' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.getByLabel(/^To \(Seoul/).inputValue()).toMatch(/T\d\d:\d\d(:00)?$/);
    await dialog.getByLabel(/^From/).fill('2026-11-26T00:00');
    await dialog.getByLabel(/^To \(Seoul/).fill('2026-11-25T23:00');
    await dialog.getByRole('button', { name: 'Replay it' }).press('Enter');
    await dialog.getByText('It has to end after it begins').waitFor();
    await dialog.getByLabel(/^To \(Seoul/).fill('2026-11-26T03:00:30');
    await dialog.getByLabel(/As it is known now/).press('Space');
    await dialog.getByLabel(/^Speed/).fill('30');
    await dialog.getByLabel(/^Speed/).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(bodies()).toEqual([{ realm: 'live', from: at(0), to: at(180.5), known: 'now', speed: 30 }]);
    const made = page.locator('[data-replay="5"]');
    expect(await made.textContent()).toMatch(/Thu 26 Nov 00:00 – 03:00.*30×.*As it is known now/s);
    const links = await made.locator('a').evaluateAll((all) => all.map((each) => each.getAttribute('href')));
    expect(links).toEqual(['/wall?realm=replay_5&lang=en', '/desk?realm=replay_5&lang=en']);
    await made.getByRole('button', { name: /^Remove the replay/ }).press('Enter');
    await dialog.getByRole('button', { name: 'Remove' }).press('Enter');
    await page.getByText('No replay', { exact: true }).waitFor();
    expect(present.sent.at(-1)).toEqual({ method: 'DELETE', path: '/5', body: null });
  });

  it('offers what somebody came for from a drill, to the second', async () => {
    present = new ReplayServer();
    const query = new URLSearchParams({ of: 'drill_7', from: at(10), to: at(55.25) }).toString();
    await desk.open(`/desk/replays?lang=en&${query}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Replay it' }).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(bodies()).toMatchObject([{ realm: 'drill_7', from: at(10), to: at(55.25) }]);
    expect(new URL(page.url()).search).toBe('');
  });

  for (const language of ['ko', 'en'] as const) {
    it(`has no serious fault and cuts nothing off (${language})`, async () => {
      present = new ReplayServer(
        item(),
        item({ id: 3, state: 'paused', to: at(1_440), known: 'now' }),
        item({ id: 2, state: 'ended', to: at(7) }),
        item({ id: 1, state: 'failed' }),
      );
      await desk.open(`/desk/replays?lang=${language}`);
      await panel().waitFor();
      for (const width of [1_920, 1_280]) {
        await page.setViewportSize({ width, height: width === 1_920 ? 1_080 : 800 });
        expect(await seriousFaults(page)).toEqual([]);
        expect(await page.evaluate(cutText)).toEqual([]);
      }
      await page.waitForSelector('[data-testid="link"][data-state="live"]');
      await page.locator('main button').first().press('Enter');
      await page.getByRole('dialog').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      const sticksOut = (dialog: Element) => dialog.scrollWidth - dialog.clientWidth;
      expect(await page.getByRole('dialog').evaluate(sticksOut)).toBe(0);
    });
  }
});
