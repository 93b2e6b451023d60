import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSION_COOKIE } from '../../server/routes/guard.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { arrivalRow, insertRows } from '../support/rows.ts';
import { pairedScreen, signedIn } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { closeWindows, openWindow } from './chromium.ts';
import { builtPages, laterPages } from './built-pages.ts';
import { forgetBoards, keptBoards, scriptOf } from './kept-page.ts';
import { shot } from './shots.ts';
import { watchPicture } from './watch-picture.ts';
import { HD, UHD } from './wall-page.ts';

/** A page looks for another build a minute after it was loaded at the earliest. */
const CHANGEOVER_MS = 60_000;
/** A page keeps its figures after its first two seconds, and then every ten. */
const KEEP_MS = 10_000;

onOneEngine('screens', (engine) => {
  let folder: string;
  let files: string;
  let database: TestDatabase;
  let server: TestServer;
  let cable: TcpProxy;
  let desk: Page;
  /** The wall of all tests but one, whose time can be put forward; its browser keeps no page. */
  let wall: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gwanje-screens-'));
    files = join(folder, 'served');
    await cp(builtPages(), files, { recursive: true });
    database = await openTestDatabase(engine);
    await insertRows(database.db, 'arrival', [arrivalRow({ port: 'ICN-T1', units: 4_321 })]);
    server = await startTestServer(database.db, { webFolder: files, env: { GUESTS: 'off' } });
    cable = await startTcpProxy(server.url);
    const manager = await signedIn(database.db, ['duty-manager']);
    const context = await openWindow({ viewport: HD });
    await context.addCookies([
      { name: SESSION_COOKIE, value: manager.session, url: server.url, httpOnly: true, sameSite: 'Lax' },
    ]);
    desk = await context.newPage();
    const walls = await openWindow({ viewport: HD, serviceWorkers: 'block' });
    await walls.clock.install();
    wall = await walls.newPage();
  }, 300_000);
  afterAll(async () => {
    await closeWindows();
    await cable?.close();
    await server?.close();
    await database?.drop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** A wall in a browser that knows nothing, which reaches the server over a wire that can be cut. */
  async function openWall(): Promise<void> {
    await forgetScreen(wall);
    await wall.goto(`${cable.url}wall`);
  }
  /** On a page that is no wall. */
  async function forgetScreen(page: Page): Promise<void> {
    await page.goto(`${cable.url}healthz`);
    await page.evaluate(() => localStorage.clear());
    await forgetBoards(page);
  }
  /** The same of a wall that was paired before. */
  async function openPaired(page: Page, more: Parameters<typeof pairedScreen>[1] = {}): Promise<void> {
    const { id, key } = await pairedScreen(database.db, more);
    const settings = {
      id,
      name: more.name ?? 'test screen',
      realm: 'live',
      scope: more.scope ?? 'headquarters',
      views: more.views ?? ['overview'],
      dwellSeconds: 20,
      inches: 98,
      metres: 6,
      language: 'ko',
    };
    await forgetScreen(page);
    await page.evaluate(
      (kept) => localStorage.setItem('gwanje-screen', kept),
      JSON.stringify({ key, settings }),
    );
    await page.goto(`${cable.url}wall`);
    await live(page);
  }
  const live = (wall: Page) =>
    wall.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 20_000 });
  const codeOn = async (wall: Page) => {
    await expect.poll(() => wall.getByTestId('code').textContent(), { timeout: 15_000 }).toMatch(/^\w{8}$/);
    return (await wall.getByTestId('code').textContent()) ?? '';
  };
  const travellers = (wall: Page) =>
    wall.locator('[data-figure="today.units"][data-route="traveller"]').getAttribute('data-value');
  const keptKey = (wall: Page) =>
    wall.evaluate(
      () => (JSON.parse(localStorage.getItem('gwanje-screen') ?? '{}') as { key?: string }).key ?? null,
    );
  async function openScreens(language = 'en'): Promise<void> {
    await desk.goto(`${server.url}/desk/screens`);
    await desk.evaluate((lang) => localStorage.setItem('gwanje-desk-language', lang), language);
    await desk.reload();
    await desk.locator('main h1').first().waitFor();
    await desk.locator('table').waitFor();
  }
  /** Goes from field to field as one does without a mouse. */
  async function tabTo(name: RegExp): Promise<void> {
    for (let step = 0; step < 60; step++) {
      const focused = await desk.evaluate(() => {
        const { activeElement: element } = document;
        const label =
          element instanceof HTMLInputElement || element instanceof HTMLSelectElement
            ? element.labels?.[0]
            : null;
        return (
          element?.getAttribute('aria-label') ??
          label?.textContent ??
          element?.textContent ??
          ''
        ).trim();
      });
      if (name.test(focused)) return;
      await desk.keyboard.press('Tab');
    }
    throw new Error(`nothing called ${String(name)} is in reach of the Tab key`);
  }
  async function write(field: RegExp, text: string): Promise<void> {
    await tabTo(field);
    await desk.keyboard.press('ControlOrMeta+a');
    await desk.keyboard.type(text);
  }

  describe('a wall that nobody knows', () => {
    it(
      'shows a code, and shows figures once a manager has confirmed it with the keyboard',
      { meta: { slow: 'a form is filled in key by key, on two screens' } },
      async () => {
        await openWall();
        const code = await codeOn(wall);
        const address = `${new URL(cable.url).host}/desk/screens`;
        expect(await wall.getByTestId('pairing').textContent()).toContain(address);
        await wall.evaluate(() => document.fonts.ready);
        await shot(wall, 'pairing-1080p');
        for (const size of [UHD, HD]) {
          await wall.setViewportSize(size);
          expect(await wall.evaluate(textOffScreen)).toEqual([]);
          if (size === UHD) await shot(wall, 'pairing-4k');
        }

        await openScreens();
        await tabTo(/^Pair a screen$/);
        await desk.keyboard.press('Enter');
        await write(/^Code on the screen/, `${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`);
        await write(/^Name/, '인천 T1 상황실 동쪽 벽');
        await tabTo(/^Scope/);
        await desk.keyboard.type('Incheon Airport C');
        await tabTo(/^Language/);
        await desk.keyboard.type('English');
        await shot(desk, 'screens-pair');
        await tabTo(/^Pair a screen$/);
        await desk.keyboard.press('Enter');
        await desk.getByRole('status').getByText('is paired').waitFor({ timeout: 10_000 });

        await live(wall);
        await expect.poll(() => travellers(wall), { timeout: 10_000 }).toBe('4321');
        expect(await wall.locator('html').getAttribute('lang')).toBe('en');
        expect(await keptKey(wall)).toMatch(/^gws_/);
        const row = desk.locator('tr', { hasText: '인천 T1 상황실 동쪽 벽' });
        await expect.poll(() => row.getAttribute('data-faults'), { timeout: 20_000 }).toBe('');
        await expect.poll(() => row.textContent(), { timeout: 5_000 }).toContain('the present build');
        expect(await row.textContent()).toMatch(/Incheon Airport Customs.*alive.*this server/s);
        await shot(desk, 'screens-en');

        // What its address says does not move a paired screen.
        await wall.goto(`${cable.url}wall?scope=headquarters&lang=ko&views=record`);
        await live(wall);
        expect(await wall.locator('html').getAttribute('lang')).toBe('en');
        expect(await wall.locator('main').getAttribute('data-view')).toBe('overview');
      },
    );

    it(
      'shows another code when one is over, and codes that are over or used are refused in words',
      { meta: { slow: 'a form is filled in key by key, several times' } },
      async () => {
        await openWall();
        const code = await codeOn(wall);
        await database.db.query('UPDATE gwanje.pairing SET expires_at = now() WHERE screen IS NULL');
        await expect.poll(() => wall.getByTestId('code').textContent(), { timeout: 10_000 }).not.toBe(code);
        await openScreens();
        await desk.getByRole('button', { name: 'Pair a screen' }).click();
        await write(/^Code on the screen/, code);
        await write(/^Name/, 'late');
        await desk.keyboard.press('Enter');
        await desk.getByText('is not known, over or used').waitFor({ timeout: 10_000 });
        expect(await desk.getByLabel(/^Code on the screen/).getAttribute('aria-invalid')).toBe('true');
        const second = await codeOn(wall);
        await write(/^Code on the screen/, second);
        await desk.keyboard.press('Enter');
        await live(wall);
        await desk.getByRole('button', { name: 'Pair a screen' }).click();
        await write(/^Code on the screen/, second);
        await write(/^Name/, 'again');
        await desk.keyboard.press('Enter');
        await desk.getByText('is not known, over or used').waitFor({ timeout: 10_000 });
      },
    );
  });

  describe('a paired wall', () => {
    it(
      'takes new settings within five seconds, without being paired again and without an empty picture',
      { meta: { slow: 'a screen has five seconds to move' } },
      async () => {
        await openPaired(wall, { name: 'west wall', scope: 'port:ICN-T1' });
        const key = await keptKey(wall);
        const shots = await watchPicture(wall);
        await openScreens();
        await desk.getByRole('button', { name: 'Change west wall' }).click();
        await tabTo(/^Language/);
        await desk.keyboard.type('English');
        await tabTo(/^Save$/);
        await desk.keyboard.press('Enter');
        const sentAt = Date.now();
        await expect
          .poll(
            () =>
              wall
                .locator('html')
                .getAttribute('lang')
                .catch(() => null),
            { timeout: 6_000, interval: 50 },
          )
          .toBe('en');
        console.log(`new settings after ${Date.now() - sentAt} ms`);
        await live(wall);
        await wall.waitForTimeout(1_000);
        expect(await keptKey(wall)).toBe(key);
        expect(await shots.emptyPictures()).toEqual([]);
      },
    );

    it(
      'keeps its figures while the network is cut, and never asks to be paired',
      { meta: { slow: 'a network is cut for six seconds' } },
      async () => {
        await openPaired(wall);
        await expect.poll(() => travellers(wall), { timeout: 10_000 }).toBe('4321');
        cable.cut();
        await wall.locator('[data-banner="link-lost"]').waitFor({ timeout: 8_000 });
        for (let second = 0; second < 6; second++) {
          await wall.clock.runFor(1_000);
          // What the page asked before this has failed by then.
          await wall.evaluate(() => fetch('/healthz').catch(() => null));
        }
        expect([await wall.getByTestId('pairing').count(), await wall.getByTestId('dark').count()]).toEqual([
          0, 0,
        ]);
        expect(await travellers(wall)).toBe('4321');
        cable.mend();
        await live(wall);
        expect(await keptKey(wall)).toMatch(/^gws_/);
      },
    );

    it(
      'is one window: a second one of the browser pairs itself, and each is itself again after a restart',
      { meta: { slow: 'a window waits five seconds for the one before it to go' } },
      async () => {
        const context = await openWindow({ viewport: HD, serviceWorkers: 'block' });
        const at = (left: number) => `Object.defineProperty(window, 'screenX', { get: () => ${left} })`;
        async function open(left: number): Promise<Page> {
          const page = await context.newPage();
          await page.addInitScript(at(left));
          return page;
        }
        const [left, right] = [await open(0), await open(1920)];
        await openPaired(left, { name: 'left' });
        const key = await keptKey(left);
        await right.goto(`${cable.url}wall`);
        await codeOn(right);
        expect(await left.getByTestId('link').getAttribute('data-state')).toBe('live');
        expect(await keptKey(left)).toBe(key);

        // It is paired, to show something else.
        const second = await pairedScreen(database.db, {
          name: 'right',
          scope: 'route:mail',
          views: ['mail'],
        });
        const settings = {
          ...{ id: second.id, name: 'right', realm: 'live', scope: 'route:mail', views: ['mail'] },
          ...{ dwellSeconds: 20, inches: 98, metres: 6, language: 'ko' },
        };
        await right.evaluate(
          (kept) => localStorage.setItem('gwanje-screen:2', kept),
          JSON.stringify({ key: second.key, settings, at: `1920,${await right.evaluate(() => screenY)}` }),
        );
        await right.reload();
        await live(right);
        for (const page of [left, right]) await page.close();
        // The one that was second is the first to open.
        const [rightAgain, leftAgain] = [await open(1920), await open(0)];
        for (const page of [rightAgain, leftAgain]) {
          await page.goto(`${cable.url}wall`);
          await live(page);
        }
        await leftAgain.waitForSelector('[data-view="overview"]');
        await rightAgain.waitForSelector('[data-view="mail"]');
        await context.close();
      },
    );

    it('goes dark within five seconds when it is revoked, keeps nothing, and is paired anew when a key is pressed', async () => {
      await openPaired(wall, { name: 'old wall' });
      await expect.poll(() => travellers(wall), { timeout: 10_000 }).toBe('4321');
      await wall.clock.fastForward(KEEP_MS);
      await expect.poll(() => keptBoards(wall), { timeout: 20_000 }).not.toEqual([]);
      await openScreens('ko');
      await tabTo(/^old wall 등록 해제$/);
      await desk.keyboard.press('Enter');
      await tabTo(/^해제$/);
      await desk.keyboard.press('Enter');
      const sentAt = Date.now();
      await wall.getByTestId('dark').waitFor({ timeout: 5_000 });
      console.log(`dark after ${Date.now() - sentAt} ms`);
      expect(await wall.locator('.wall').count()).toBe(0);
      expect(await wall.locator('body').textContent()).toMatch(/^\s*등록이 해제된 화면.*pair it anew\s*$/s);
      expect(await keptKey(wall)).toBeNull();
      await expect.poll(() => keptBoards(wall), { timeout: 5_000 }).toEqual([]);
      await wall.clock.runFor(2 * KEEP_MS);
      expect(await keptBoards(wall)).toEqual([]);
      await shot(wall, 'revoked');
      await expect
        .poll(() => desk.locator('tr', { hasText: 'old wall' }).count(), { timeout: 8_000 })
        .toBe(0);

      await wall.reload();
      await wall.getByTestId('dark').waitFor({ timeout: 5_000 });
      await wall.keyboard.press('Enter');
      await codeOn(wall);
    });

    it('says on the page what is wrong with it', async () => {
      const report = `reported_at = now() - interval '3 s', painted_version = 12, heap_bytes = 88000000`;
      const put = async (name: string, what: string) => {
        const { id } = await pairedScreen(database.db, {
          name,
          scope: 'route:mail',
          views: ['mail', 'record'],
        });
        await database.db.query(`UPDATE gwanje.screen SET ${what} WHERE id = $1`, [id]);
      };
      await put('lagging', `${report}, lag_ms = 2600, drift_ms = 12, build = '/assets/index-old.js'`);
      await put(
        'wrong clock',
        `${report}, lag_ms = 260, drift_ms = -7400000, build = '/assets/index-old.js'`,
      );
      await put('gone', `lag_ms = 2600, drift_ms = 12, reported_at = now() - interval '16 s'`);
      await put('never', 'name = name');
      await openScreens('ko');
      const faults = (name: string) =>
        desk
          .locator('tr', { has: desk.getByRole('rowheader', { name, exact: true }) })
          .getAttribute('data-faults');
      expect(await faults('lagging')).toBe('lag build');
      expect(await faults('wrong clock')).toBe('drift build');
      expect(await faults('gone')).toBe('silent');
      expect(await faults('never')).toBe('silent');
      expect(await desk.locator('tr', { hasText: 'lagging' }).textContent()).toContain(
        '▲ 표시 지연, 다른 빌드',
      );
      expect(await desk.locator('tr', { hasText: 'wrong clock' }).textContent()).toContain('다른 서버');
      await desk.evaluate(() => document.fonts.ready);
      await shot(desk, 'screens-ko');
      await desk.evaluate(axe.source);
      const { violations } = await desk.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      const found = violations.map(
        ({ id, impact, nodes }) => `${impact ?? ''} ${id} ${nodes[0]?.html ?? ''}`,
      );
      expect(found.filter((each) => /^(serious|critical)/.test(each))).toEqual([]);
    });

    it(
      'changes over to a new build by itself once it answers, stays paired, and never shows an empty picture',
      { meta: { slow: 'a server is started again with another build' } },
      async () => {
        // With all that a browser keeps; its time was not put forward before.
        const context = await openWindow({ viewport: HD });
        await context.clock.install();
        const own = await context.newPage();
        await openPaired(own, { name: 'build' });
        const [old, key] = [await scriptOf(own), await keptKey(own)];
        const shots = await watchPicture(own);
        const { port } = new URL(server.url);
        await server.close();
        const later = await laterPages();
        await cp(join(later, 'assets'), join(files, 'assets'), { recursive: true });
        for (const page of ['sw.js', 'index.html'])
          await writeFile(join(files, page), await readFile(join(later, page)));
        server = await startTestServer(database.db, {
          port: Number(port),
          webFolder: files,
          env: { GUESTS: 'off' },
        });
        await live(own);
        expect(await scriptOf(own)).toBe(old);
        await own.clock.fastForward(CHANGEOVER_MS);
        await expect.poll(() => scriptOf(own).catch(() => old), { timeout: 20_000 }).not.toBe(old);
        await live(own);
        await expect.poll(() => travellers(own), { timeout: 10_000 }).toBe('4321');
        await own.waitForTimeout(1_000);
        expect(await keptKey(own)).toBe(key);
        expect(await shots.emptyPictures()).toEqual([]);
        await context.close();
      },
    );
  });
});

/** Runs in the page: texts that reach beyond the screen. */
function textOffScreen(): (string | null)[] {
  return [...document.querySelectorAll('main *')]
    .filter((each) => {
      const { bottom, right } = each.getBoundingClientRect();
      return bottom > window.innerHeight || right > window.innerWidth;
    })
    .map((each) => each.textContent);
}
