import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Role } from '../../../server/contract/roles.ts';
import type { Database } from '../../../server/db/database.ts';
import { openTestDatabase, type Engine, type TestDatabase } from '../../support/engines.ts';
import { SESSION_COOKIE } from '../../../server/routes/guard.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { builtPages } from '../built-pages.ts';
import { launchChromium, openWindow, type WindowOptions } from '../chromium.ts';

export interface DeskServerOptions {
  /** What the database holds before the server starts. */
  prepare?: (db: Database) => Promise<unknown>;
  /** Further settings of the server. */
  env?: Record<string, string>;
}

export interface DeskOptions {
  /** Of the person whose desk it is; nobody is signed in where there are none. */
  roles?: readonly Role[];
  scopes?: readonly string[];
  /** Where the desk opens. */
  path?: string;
  /** `null`: as in a browser in which nobody has chosen one. */
  language?: 'ko' | 'en' | null;
  size?: { width: number; height: number };
  /** Further arguments of Chromium: this desk has one of its own then. */
  flags?: readonly string[];
  wholeFont?: WindowOptions['wholeFont'];
  /** The page's clock and timers are the test's, from its first script on: `page.clock` moves them. */
  clock?: boolean;
  /** Messages of the page's console that are part of the test, such as refusals that it provokes. */
  expected?: RegExp;
}

/** A whole server on one engine, for the desks of a test file: making one costs more than most tests. */
export interface DeskServer {
  readonly server: TestServer;
  readonly database: TestDatabase;
  /** A desk of it in a window of its own. */
  openDesk(options?: DeskOptions): Promise<OpenDesk>;
  /** Closes the desks that are open, and itself; fails as {@link OpenDesk.close} does. */
  close(): Promise<void>;
}

export interface SuiteDesks {
  readonly db: Database;
  readonly server: TestServer;
  /** A desk in a window of its own, until the test ends. */
  open(options?: DeskOptions): Promise<OpenDesk>;
}

/** A desk in a real browser. */
export interface OpenDesk {
  page: Page;
  context: BrowserContext;
  server: TestServer;
  database: TestDatabase;
  /** Who is signed in; `null`: nobody. */
  person: Person | null;
  /** Opens an address of the desk in the page. */
  open(path: string): Promise<void>;
  /** Waits until its page has an answer to everything that it has asked the server so far, and shows it. */
  answered(): Promise<void>;
  /** Whoever looks next in its window is a person with these roles. */
  signInAs(roles: readonly Role[], scopes?: readonly string[]): Promise<Person>;
  /** The desk of somebody else, in a window of their own. */
  another(options: Pick<DeskOptions, 'roles' | 'scopes' | 'path'> & { name?: string }): Promise<Page>;
  /** Closes its windows, and fails when a page of it had an error that the test did not expect. */
  close(): Promise<void>;
}

const DESKTOP = { width: 1280, height: 800 };

export async function startDeskServer(engine: Engine, options: DeskServerOptions = {}): Promise<DeskServer> {
  const database = await openTestDatabase(engine);
  await options.prepare?.(database.db);
  const server = await startTestServer(database.db, {
    webFolder: builtPages(),
    env: { GUESTS: 'off', ...options.env },
  });
  const open = new Set<OpenDesk>();
  return {
    server,
    database,
    openDesk: async (options = {}) => {
      const desk = await openDeskOn(server, database, options);
      const opened = { ...desk, close: () => (open.delete(opened), desk.close()) };
      open.add(opened);
      return opened;
    },
    close: async () => {
      try {
        for (const desk of open) await desk.close();
      } finally {
        await server.close();
        await database.drop();
      }
    },
  };
}

/** The desks of a suite's tests: all on one server, each closed after its test. */
export function desksOf(engine: Engine, options: DeskServerOptions = {}): SuiteDesks {
  let own: DeskServer | undefined;
  let open: OpenDesk[] = [];
  const running = () => {
    if (own === undefined) throw new Error('the server of this suite has not started');
    return own;
  };
  beforeAll(async () => void (own = await startDeskServer(engine, options)));
  afterEach(async () => {
    const closing = open;
    open = [];
    for (const desk of closing) await desk.close();
  });
  afterAll(() => own?.close());
  return {
    get db() {
      return running().database.db;
    },
    get server() {
      return running().server;
    },
    open: async (desk) => {
      const opened = await running().openDesk(desk);
      open.push(opened);
      return opened;
    },
  };
}

async function openDeskOn(
  server: TestServer,
  database: TestDatabase,
  options: DeskOptions,
): Promise<OpenDesk> {
  const { clock = false, language = 'en', size = DESKTOP, wholeFont = false } = options;
  const own: Browser | undefined = options.flags && (await launchChromium(...options.flags));
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  /** Requests of the page that are under way. */
  const asked = new Set<Request>();

  async function windowOf(person: Person | null): Promise<BrowserContext> {
    const context = await openWindow({ viewport: size, wholeFont }, own);
    contexts.push(context);
    if (person !== null) await give(context, person);
    if (language !== null) await context.addInitScript(chooseAtFirst, language);
    if (clock) await context.clock.install();
    context.on('page', (page) => {
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        if (message.type() !== 'error' || options.expected?.test(message.text())) return;
        faults.push(`${message.text()} ${message.location().url}`);
      });
    });
    return context;
  }
  async function give(context: BrowserContext, { session }: Person): Promise<void> {
    await context.addCookies([
      { name: SESSION_COOKIE, value: session, url: server.url, httpOnly: true, sameSite: 'Lax' },
    ]);
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
  page.on('request', (request) => {
    if (request.url().startsWith(`${server.url}/api/`)) asked.add(request);
  });
  page.on('requestfinished', (request) => asked.delete(request));
  page.on('requestfailed', (request) => asked.delete(request));
  if (options.path !== undefined || person !== null) await show(page, options.path ?? '/desk');

  return {
    page,
    context,
    server,
    database,
    person,
    open: (path) => show(page, path),
    answered: async () => {
      for (let calm = 0; calm < 2;) {
        await page.evaluate(() => new Promise((frame) => requestAnimationFrame(frame)));
        calm = asked.size === 0 ? calm + 1 : 0;
      }
    },
    signInAs: async (theirs, scopes) => {
      const next = await signIn(theirs, scopes);
      await give(context, next);
      return next;
    },
    another: async ({ name, path = '/desk', roles: theirs = ['duty-manager'], scopes }) => {
      const other = await (await windowOf(await signIn(theirs, scopes, name ?? '다른 당직자'))).newPage();
      await show(other, path);
      return other;
    },
    close: async () => {
      for (const each of contexts) await each.close();
      await own?.close();
      expect(faults).toEqual([]);
    },
  };
}

/** Runs in the page, before its scripts: a language as somebody has chosen it before. */
function chooseAtFirst(language: string): void {
  try {
    const name = 'gwanje-desk-language';
    if (localStorage.getItem(name) === null) localStorage.setItem(name, language);
  } catch {
    // An empty page keeps nothing.
  }
}
