import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { cutText, seriousFaults } from './accessibility.ts';
import { startDeskServer, type DeskServer, type OpenDesk } from './desk-browser.ts';
import { at, DRILL_ROUTES, drillDetail, drillItem, drillReport, DrillServer } from './drill-fixtures.ts';

const LARGE = { width: 1920, height: 1080 };
const SIZES = [LARGE, { width: 1280, height: 800 }];

/** The pages alone, over a server of drills in a few lines: what they show, send and refuse. */
onOneEngine('the pages of drills', (engine) => {
  let desks: DeskServer;
  let desk: OpenDesk;
  let page: Page;
  let present: DrillServer;
  beforeAll(async () => {
    // What the test's server refuses, the browser's console says.
    desks = await startDeskServer(engine);
    desk = await desks.openDesk({ roles: ['drill-director'], size: LARGE, expected: /400|409|422/ });
    ({ page } = desk);
    // A page that is being left asks the one that comes.
    await page.route(DRILL_ROUTES, (route) => present.answer(route));
  });
  afterAll(() => desks?.close());

  const serve = (server: DrillServer) => (present = server);
  const press = (name: string | RegExp, of = page) =>
    of.getByRole('button', { name, exact: typeof name === 'string' }).press('Enter');
  const dialog = () => page.getByRole('dialog');

  it('start a drill by keyboard: which, who acts, how fast, when', async () => {
    const server = serve(new DrillServer());
    server.drills = [];
    await desk.open('/desk/drills?lang=en');
    await page.getByText('No open drill', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Empty container' }).press('Enter');
    const panel = page.getByTestId('scenario');
    await panel.getByText('A shadow in the image').waitFor();
    expect(await panel.textContent()).toMatch(
      /45 min.*From a partner.*T−10:00:00.*More traffic.*Declared empty/s,
    );
    expect(page.url()).toContain('scenario=empty-container');
    await press('Start a drill');
    await dialog().getByLabel('The board acts a play: Played right').press('Space');
    await dialog()
      .getByLabel(/^Speed/)
      .fill('10');
    await dialog().getByLabel('At once').press('Space');
    await dialog()
      .getByLabel(/^Speed/)
      .press('Enter');
    await page.waitForURL('**/desk/drills/7');
    expect(server.sent).toEqual([
      {
        method: 'POST',
        path: '',
        body: { scenario: 'empty-container', play: 'right', speed: 10, paused: false },
      },
    ]);
    await expect.poll(() => page.getByTestId('since').textContent()).toBe('T+00:00');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Empty container');
  });

  it('show what is wrong with a file, line by line, and lead to the line', async () => {
    const server = serve(new DrillServer());
    server.refuse = {
      status: 422,
      detail: 'the scenario is wrong',
      errors: [
        { path: 'line 3 /timeline/0/at', reason: 'must match pattern' },
        { path: 'line 1 ', reason: 'lacks criteria' },
      ],
    };
    await desk.open('/desk/drills?lang=en');
    await press('Start from a file');
    await dialog()
      .getByLabel(/^File/)
      .setInputFiles({
        name: 'own.yaml',
        mimeType: 'application/yaml',
        // As another system ends its lines.
        buffer: Buffer.from('name: own\r\ntimeline:\r\n  - at: 20 minutes\r\n    do: send\r\n'),
      });
    await expect.poll(() => dialog().getByLabel('Scenario').inputValue()).toContain('20 minutes');
    const start = () => dialog().getByRole('button', { name: 'Start a drill' }).press('Enter');
    await start();
    const row = dialog().locator('tr[data-line="3"]');
    await row.waitFor();
    expect(await row.textContent()).toMatch(/3.*- at: 20 minutes.*must match pattern.*\/timeline\/0\/at/s);
    expect(await page.evaluate(alertText)).toContain('2 things are wrong in the scenario');
    await press('Go to line 3');
    const marked = await dialog()
      .getByLabel('Scenario')
      .evaluate((text: HTMLTextAreaElement) => text.value.slice(text.selectionStart, text.selectionEnd));
    expect(marked).toBe('  - at: 20 minutes');
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.evaluate(cutText)).toEqual([]);
    server.refuse = null;
    await dialog().getByLabel('Scenario').fill('name: own');
    await start();
    await page.waitForURL('**/desk/drills/7');
    expect(server.sent.at(-1)?.body).toEqual({ file: 'name: own', speed: 1, paused: true });
  });

  it('direct: pause, speed, go on, inject, end once asked, archive, drop once asked', async () => {
    const server = serve(new DrillServer());
    await desk.open('/desk/drills/7?lang=en');
    const orders = () => server.sent.map(({ body }) => body);
    const next = page.locator('[data-inject="cocaine"]');
    await next.waitFor();
    expect(await next.textContent()).toMatch(/T\+30:00.*300 kg of cocaine.*next.*in 02:30/s);
    expect(await page.locator('[data-inject="shadow"]').textContent()).toMatch(/done 03:15:03/);
    expect(await page.locator('[data-inject="hand-x1"]').textContent()).toMatch(/Short readings.*by hand/s);
    const stands = await page
      .getByTestId('verdicts')
      .locator('li')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-stand')));
    expect(stands).toEqual(['passed', 'passed', 'open']);

    await press('❚❚ Pause');
    await page.locator('[data-testid="drill-clock"] [data-state="paused"]').waitFor();
    // Who uses the keyboard is on the button that lets it go on.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('▶ Go on');
    await press('30×');
    await page.getByLabel('Another speed (1–60)').fill('45');
    await page.getByLabel('Another speed (1–60)').press('Enter');
    await expect.poll(() => page.getByTestId('drill-clock').textContent()).toContain('45×');
    await press('▶ Go on');
    await page.locator('[data-testid="drill-clock"] [data-state="running"]').waitFor();
    expect(orders()).toEqual([
      { do: 'pause' },
      { do: 'pause', speed: 30 },
      { do: 'pause', speed: 45 },
      { do: 'start' },
    ]);

    await press('+ Inject');
    await dialog().getByLabel('Kind').selectOption('slow-readers');
    await dialog().getByLabel('Place').selectOption('port:ICN-T2');
    server.refuse = {
      status: 400,
      detail: 'the body is not as it should be',
      errors: [{ path: '/body/inject/scanMs', reason: 'is too long' }],
    };
    await dialog()
      .getByLabel(/^Length of a reading/)
      .press('Enter');
    await dialog().getByText('▲ is too long').waitFor();
    expect(
      await dialog()
        .getByLabel(/^Length of a reading/)
        .getAttribute('aria-invalid'),
    ).toBe('true');
    server.refuse = null;
    await dialog()
      .getByLabel(/^Length of a reading/)
      .press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    expect(server.sent.at(-1)).toMatchObject({
      path: '/7/injects',
      body: {
        inject: { do: 'slow-readers', ports: ['ICN-T2'], share: 0.2, scanMs: 4_000, for: '10m', at: 'T27.5' },
      },
    });
    await expect
      .poll(() => page.getByTestId('timeline').textContent())
      .toMatch(/T\+27:30\s+Short readings\s+by hand/);

    await press('+ Inject');
    await dialog().getByLabel('Events (JSON)').fill('[{"type": ');
    await dialog().getByRole('button', { name: 'Inject' }).press('Enter');
    await dialog()
      .getByText(/This is not JSON/)
      .first()
      .waitFor();
    await dialog().getByLabel('Example').selectOption('seizure');
    await dialog().getByRole('button', { name: 'Inject' }).press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    expect(server.sent.at(-1)?.body).toMatchObject({
      inject: { do: 'send', events: [{ type: 'border.seizure.v1', data: { port: 'ICN-EXP' } }] },
    });

    const before = server.sent.length;
    await press('End the drill');
    await dialog().getByText('It is judged by what was recorded').waitFor();
    await page.keyboard.press('Escape');
    expect(server.sent).toHaveLength(before);
    await press('End the drill');
    await dialog().getByRole('button', { name: 'End the drill' }).press('Enter');
    await press('Archive');
    await page.locator('[data-testid="drill-clock"] [data-state="archived"]').waitFor();
    await press('Drop');
    await dialog().getByRole('button', { name: 'Drop' }).press('Enter');
    await page.locator('[data-testid="drill-clock"] [data-state="dropped"]').waitFor();
    expect(orders().slice(before)).toEqual([{ do: 'end' }, { do: 'archive' }, { do: 'drop' }]);
    expect(await page.getByRole('button', { name: 'Drop' }).count()).toBe(0);
  });

  it('never lose whoever uses the keyboard', async () => {
    const server = serve(new DrillServer(drillDetail({ participants: [] })));
    await desk.open('/desk/drills/7?lang=en');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    await press('Join');
    await expect.poll(() => page.getByText('You take part in this drill').count()).toBe(1);
    expect(await focused()).toBe('Leave');
    await press('+ Inject');
    await dialog().getByRole('button', { name: 'Cancel' }).press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    await expect.poll(focused).toBe('+ Inject');
    await press('End the drill');
    await dialog().getByRole('button', { name: 'End the drill' }).press('Enter');
    await page.locator('[data-testid="drill-clock"] [data-state="ended"]').waitFor();
    // The button that began it is gone.
    await expect.poll(focused).toContain('Empty container');
    server.refuse = { status: 409, detail: 'it is archived' };
    await press('Archive');
    await page.getByText('The drill stands otherwise by now').waitFor();
  });

  it('lead nobody away who has gone elsewhere while a drill was made', async () => {
    const server = serve(new DrillServer());
    const answer = server.answer.bind(server);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    server.answer = async (route) => {
      if (route.request().method() === 'POST') await held;
      return answer(route);
    };
    await desk.open('/desk/drills?lang=en');
    await press('Start a drill');
    await dialog().getByRole('button', { name: 'Start a drill' }).press('Enter');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await press('Start from a file');
    const made = page.waitForResponse((response) => response.request().method() === 'POST');
    letGo();
    await (await made).finished();
    await desk.answered();
    expect(new URL(page.url()).pathname).toBe('/desk/drills');
    await dialog().getByLabel('Scenario').waitFor();
  });

  it('open wall and desk of the drill in windows of their own', async () => {
    serve(new DrillServer());
    await desk.open('/desk/drills/7?lang=en');
    const links = await page
      .locator('a[target="_blank"]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('href')));
    expect(links).toEqual(['/wall?realm=drill_7&lang=en', '/desk?realm=drill_7&lang=en']);
  });

  it('let others join and bring screens, and do not tell them what is to come', async () => {
    const other = await desk.another({ path: '/desk/tasks' });
    const server = serve(new DrillServer(drillDetail({ participants: [] })));
    await other.route(DRILL_ROUTES, (route) => server.answer(route));
    await other.route('**/api/v1/screens', (route) =>
      route.fulfill({ json: { screens: [{ id: 3, name: 'North wall' }], presentBuild: null } }),
    );
    await other.getByRole('link', { name: 'Drills' }).press('Enter');
    await other.getByRole('link', { name: 'Empty container #7', exact: true }).press('Enter');
    await other.getByRole('button', { name: 'Join' }).waitFor();
    expect(await other.getByTestId('timeline').count()).toBe(0);
    expect(await other.getByTestId('verdicts').count()).toBe(0);
    expect(await other.getByTestId('log').count()).toBe(0);
    expect(await other.getByRole('button', { name: /Pause|End|Inject/ }).count()).toBe(0);
    await press('Add the screen', other);
    await other.getByRole('button', { name: 'Take out 화면 3' }).press('Enter');
    await other.getByText('Nobody has joined').waitFor();
    await press('Join', other);
    await expect
      .poll(() => server.sent)
      .toEqual([
        { method: 'POST', path: '/7/participants', body: { screen: 3 } },
        { method: 'DELETE', path: '/7/participants', body: { screen: 3 } },
        { method: 'POST', path: '/7/participants', body: {} },
      ]);
    await other.context().close();
  });

  it('ask again and again, and not at all while nobody sees them', async () => {
    const own = await desks.openDesk({ roles: ['drill-director'], clock: true });
    const watched = own.page;
    serve(new DrillServer());
    await watched.route(DRILL_ROUTES, (route) => present.answer(route));
    await own.open('/desk/drills/7');
    await watched.getByTestId('timeline').waitFor();
    await watched.evaluate(countLooks);
    const looks = () => watched.evaluate(() => (globalThis as unknown as { looks: number }).looks);
    await expect.poll(looks).toBeGreaterThanOrEqual(2);
    const hide = (hidden: boolean) =>
      watched.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    const before = await looks();
    await watched.clock.runFor(3_000);
    expect(await looks()).toBe(before);
    await watched.clock.pauseAt(await watched.evaluate(() => Date.now() + 1_000));
    // No timer goes: it asks because somebody sees it again.
    await hide(false);
    await expect.poll(looks).toBe(before + 1);
    await own.close();
  });

  it('report: what was not met, by what, how fast each alarm was met, and what was missed', async () => {
    const server = serve(new DrillServer());
    await desk.open('/desk/drills/7/report?lang=en');
    await page.getByText('The drill has not ended').waitFor();
    server.report = drillReport();
    server.detail = drillDetail({ drill: drillItem({ state: 'ended' }) });
    await desk.open('/desk/drills/7/report?lang=en');
    const report = page.getByTestId('report');
    await report.waitFor();
    expect(await page.getByTestId('headline').textContent()).toMatch(/Not passed.*2 of 3 criteria passed/s);
    const failed = report.locator('[data-criterion="accepted"]');
    expect(await failed.textContent()).toMatch(/failed.*Seizure: 300 kg.*07:12 > 05:00.*03:37:12/s);
    const rows = await page.getByTestId('times').locator('tbody tr').allTextContents();
    expect(rows[0]).toMatch(/CRITICAL.*Major case · DRILL-6.*03:30:06.*00:06.*00:42.*01:35.*never/s);
    expect(rows).toHaveLength(4);
    expect(await report.getByText('nobody acknowledged it').count()).toBe(1);
    expect(await page.getByTestId('report-timeline').locator('tbody tr').count()).toBe(46);
    expect(
      await report.locator('[data-chart]').evaluateAll((all) => all.map((each) => each.textContent)),
    ).toEqual([
      expect.stringMatching(/most 700 · 03:33/),
      expect.stringMatching(/most 60 · 03:28/),
      expect.stringMatching(/most 3 · 03:15/),
    ]);
    const links = await page
      .locator('a[download]')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(links).toEqual(['/api/v1/drills/7/report', '/api/v1/drills/7/report.csv']);
    expect(await page.getByRole('link', { name: 'Replay this drill' }).getAttribute('href')).toBe(
      `/desk/replays?${new URLSearchParams({ of: 'drill_7', from: at(0), to: at(45) }).toString()}`,
    );
  });

  it('report on paper: A4, black on white, the heading on every page, charts in grey', async () => {
    const server = serve(new DrillServer());
    server.report = drillReport();
    await desk.open('/desk/drills/7/report?lang=ko');
    await page.getByTestId('report').waitFor();
    const colours = () => page.locator('[data-chart] canvas').evaluateAll(coloursOf);
    const onScreen = await colours();
    await page.emulateMedia({ media: 'print' });
    const look = await page.evaluate(() => {
      const of = (query: string) => getComputedStyle(document.querySelector(query) ?? document.body);
      return {
        ground: of('html').backgroundColor,
        ink: of('[data-testid=report] td').color,
        nav: of('body header').display,
        top: of('main .top').display,
        heading: of('[data-testid=report] .running').display,
      };
    });
    expect(look).toEqual({
      ground: 'rgb(255, 255, 255)',
      ink: 'rgb(0, 0, 0)',
      nav: 'none',
      top: 'none',
      heading: 'table-header-group',
    });
    expect(onScreen.every(({ black }) => black === 0)).toBe(true);
    for (const { black, coloured, painted } of await colours()) {
      expect(painted).toBeGreaterThan(100);
      expect(black).toBeGreaterThan(20);
      expect(coloured).toBe(0);
    }
    const paper = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await page.emulateMedia({ media: null });
    expect((await colours()).every(({ black }) => black === 0)).toBe(true);
    const text = paper.toString('latin1');
    expect(/\/MediaBox \[0 0 (595|594)(\.\d+)? (842|841)(\.\d+)?\]/.test(text)).toBe(true);
    expect(text.match(/\/Type \/Page\b/g)?.length).toBe(3);
  });

  for (const language of ['ko', 'en'] as const) {
    it(
      `have no serious fault and cut nothing off (${language})`,
      { meta: { slow: 'three pages of drills, in each width, and every dialog' } },
      async () => {
        const server = serve(new DrillServer());
        server.report = drillReport();
        server.drills = [
          drillItem(),
          drillItem({ id: 8, realm: 'drill_8', state: 'paused', speed: 30, play: 'right' }),
          drillItem({ id: 6, state: 'ended', passed: 2, endedAt: at(0) }),
        ];
        for (const path of ['/desk/drills', '/desk/drills/7', '/desk/drills/7/report']) {
          await desk.open(`${path}?lang=${language}`);
          await page.locator('[data-drill], [data-inject], [data-chart] canvas').first().waitFor();
          expect(await seriousFaults(page), path).toEqual([]);
          for (const size of SIZES) {
            await page.setViewportSize(size);
            expect(await page.evaluate(cutText), `${path} ${size.width}`).toEqual([]);
          }
        }
        await desk.open(`/desk/drills/7?lang=${language}`);
        await page.getByRole('button', { name: /^\+/ }).press('Enter');
        for (const kind of [
          'send',
          'silence',
          'slow-readers',
          'faults',
          'skew',
          'board-stall',
          'server-restart',
        ]) {
          await dialog().locator('select').first().selectOption(kind);
          expect(await seriousFaults(page, { within: 'dialog[open]' }), kind).toEqual([]);
          expect(await page.evaluate(cutText), kind).toEqual([]);
        }
        await page.setViewportSize(LARGE);
      },
    );
  }
});

/** Runs in the page: what alerts say. */
function alertText(): string {
  return [...document.querySelectorAll('[role="alert"]')].map((each) => each.textContent).join(' ');
}

/** Runs in the page: dots of each canvas that are painted, black, or of a colour. */
function coloursOf(all: Element[]): { painted: number; black: number; coloured: number }[] {
  return all.map((canvas) => {
    const count = { painted: 0, black: 0, coloured: 0 };
    if (!(canvas instanceof HTMLCanvasElement)) return count;
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    for (let dot = 0; dot < data.length; dot += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.slice(dot, dot + 4);
      if (alpha < 250) continue;
      count.painted += 1;
      if (red + green + blue === 0) count.black += 1;
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 16) count.coloured += 1;
    }
    return count;
  });
}

/** Runs in the page: counts what it asks about drills from now on. */
function countLooks(): void {
  const page = Object.assign(globalThis, { looks: 0 });
  const ask = fetch;
  page.fetch = (...request) => {
    if (typeof request[0] === 'string' && request[0].startsWith('/api/v1/drills/')) page.looks += 1;
    return ask(...request);
  };
}
