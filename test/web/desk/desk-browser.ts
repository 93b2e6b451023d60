import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../../server/contract/roles.ts';
import type { Database } from '../../../server/db/database.ts';
import { openTestDatabase, type Engine, type TestDatabase } from '../../support/engines.ts';
import { SESSION_COOKIE } from '../../../server/routes/guard.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { builtPages } from '../built-pages.ts';
import { launchChromium } from '../chromium.ts';

export interface DeskOptions {
  /** Of the person whose desk it is; nobody is signed in where there are none. */
  roles?: readonly Role[];
  scopes?: readonly string[];
  /** Where the desk opens. */
  path?: string;
  language?: 'ko' | 'en';
  size?: { width: number; height: number };
  /** What the database holds before the server starts. */
  prepare?: (db: Database) => Promise<unknown>;
  /** Further settings of the server. */
  env?: Record<string, string>;
  /** Further arguments of Chromium. */
  flags?: readonly string[];
  /** Messages of the page's console that are part of the test, such as refusals that it provokes. */
  expected?: RegExp;
}

/** A whole server on one engine, and a desk of it in a real browser. */
export interface OpenDesk {
  page: Page;
  context: BrowserContext;
  browser: Browser;
  server: TestServer;
  database: TestDatabase;
  /** Who is signed in; `null`: nobody. */
  person: Person | null;
  /** Opens an address of the desk in the page. */
  open(path: string): Promise<void>;
  /** The desk of somebody else, in a window of their own. */
  another(options: Pick<DeskOptions, 'roles' | 'scopes' | 'path'> & { name?: string }): Promise<Page>;
  /** Ends everything, and fails when the page had a fault that nobody looked at. */
  close(): Promise<void>;
}

const DESKTOP = { width: 1280, height: 800 };

export async function openDesk(engine: Engine, options: DeskOptions = {}): Promise<OpenDesk> {
  const { language = 'en', size = DESKTOP } = options;
  const webFolder = await builtPages();
  const database = await openTestDatabase(engine);
  await options.prepare?.(database.db);
  const server = await startTestServer(database.db, { webFolder, env: { GUESTS: 'off', ...options.env } });
  const browser = await launchChromium(...(options.flags ?? []));
  const faults: string[] = [];

  async function windowOf(person: Person | null): Promise<BrowserContext> {
    const kept = { name: 'gwanje-desk-language', value: language };
    const context = await browser.newContext({
      viewport: size,
      storageState: { cookies: [], origins: [{ origin: server.url, localStorage: [kept] }] },
    });
    if (person !== null) {
      await context.addCookies([
        { name: SESSION_COOKIE, value: person.session, url: server.url, httpOnly: true, sameSite: 'Lax' },
      ]);
    }
    context.on('page', (page) => {
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        if (message.type() !== 'error' || options.expected?.test(message.text())) return;
        faults.push(`${message.text()} ${message.location().url}`);
      });
    });
    return context;
  }
  async function signIn(roles: readonly Role[], scopes?: readonly string[], name?: string): Promise<Person> {
    return signedIn(database.db, roles, { ...(scopes && { scopes }), ...(name && { name }) });
  }
  async function show(page: Page, path: string): Promise<void> {
    await page.goto(server.url + path);
    await page.locator('main h1').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
  }

  const roles = options.roles ?? ['duty-manager'];
  const person = roles.length === 0 ? null : await signIn(roles, options.scopes, '당직 관리자');
  const context = await windowOf(person);
  const page = await context.newPage();
  if (options.path !== undefined || person !== null) await show(page, options.path ?? '/desk');

  return {
    page,
    context,
    browser,
    server,
    database,
    person,
    open: (path) => show(page, path),
    another: async ({ name, path = '/desk', roles: theirs = ['duty-manager'], scopes }) => {
      const other = await (await windowOf(await signIn(theirs, scopes, name ?? '다른 당직자'))).newPage();
      await show(other, path);
      return other;
    },
    close: async () => {
      await browser.close();
      await server.close();
      await database.drop();
      expect(faults).toEqual([]);
    },
  };
}
