import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { arrival, seizure } from '../support/events.ts';
import { eventually } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { TEXTS } from '../server/hostile-list.ts';
import { builtPages } from './built-pages.ts';
import { closeWindows, openWindow } from './chromium.ts';
import { HD, roundOf } from './wall-page.ts';

/** Short enough for every field, and seen at once if a browser ever reads it as markup. */
const MARKUP = '<img src=x onerror=hit()>';
/** Views on which some of it must be. */
const SHOWING = ['overview', 'screening', 'routes', 'intelligence', 'record', 'programme'];

onOneEngine('text from outside in a browser', (engine) => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    const webFolder = builtPages();
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { webFolder });
    const token = await server.token('hostile');
    const time = new Date(Date.now() - 90 * 60_000).toISOString();
    const events = [
      ...TEXTS.filter(({ free }) => free).map(({ make }) => make(MARKUP)),
      // A major case, and a flight of high risk: those are shown by name.
      seizure({ caseNo: MARKUP, grams: 4_200, status: 'provisional' }, { time }),
      arrival({ conveyance: MARKUP, risk: 'high' }),
    ];
    for (const event of events) {
      const type = 'application/cloudevents+json';
      const { body, status } = await server.post('/api/v1/events', token, type, JSON.stringify(event));
      // Names with a form of their own are refused: they are on no screen.
      expect([200, 422], JSON.stringify(body)).toContain(status);
    }
  }, 180_000);
  afterAll(async () => {
    await closeWindows();
    await server?.close();
    await database?.drop();
  });

  /** A page of which it is written down what it should never do. */
  async function openPage(path: string): Promise<{ page: Page; wrongs: string[] }> {
    const page = await (await openWindow({ viewport: HD, serviceWorkers: 'block' })).newPage();
    const wrongs: string[] = [];
    page.on('pageerror', (error) => wrongs.push(String(error)));
    page.on('dialog', (dialog) => wrongs.push(`dialog ${dialog.message()}`));
    // A policy that was broken is an error there.
    page.on('console', (message) => {
      if (message.type() === 'error') wrongs.push(message.text());
    });
    await page.goto(server.url + path);
    return { page, wrongs };
  }

  it('is text on every view of the wall', async () => {
    const { page, wrongs } = await openPage('/wall?lang=en&views=all&dwell=600&inches=98&metres=1');
    await page.waitForSelector('[data-testid="link"][data-state="live"]', { timeout: 30_000 });
    await eventually(async () => {
      const { found } = await roundOf(page, { image: pictures, shown: markup });
      wrongs.push(...found.filter((each) => !each.includes(' shown: ')));
      const views = found.map((each) => each.slice(0, each.indexOf(' ')));
      expect(views).toEqual(expect.arrayContaining(SHOWING));
    }, 30_000);
    await page.close();
    expect(wrongs).toEqual([]);
  });

  it(
    'leaves the page that explains the API working under the same policy as all others',
    { meta: { slow: 'the page reads the whole API' } },
    async () => {
      const { page, wrongs } = await openPage('/docs/');
      await eventually(async () => expect(await page.locator('.opblock').count()).toBeGreaterThan(5), 30_000);
      await page.locator('.opblock-summary').first().click();
      await page.close();
      // One ornament of that page has a style of its own: it stays away, and everything else is there.
      expect(wrongs.filter((wrong) => !wrong.startsWith('Applying inline style violates'))).toEqual([]);
      const policy = (await fetch(`${server.url}/docs/`)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe/);
    },
  );
});

/** Run in the page: what was read as markup, and what is shown of it as text. */
function pictures(): string[] {
  return [...document.querySelectorAll('img[src="x"]')].map(({ outerHTML }) => outerHTML);
}
function markup(): string[] {
  return document.body.innerText.split('\n').filter((line) => line.includes('<img'));
}
