import chromium from '@sparticuz/chromium';
import {
  chromium as playwright,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
} from 'playwright-core';

/** The Chromium that comes with the packages. Its own arguments contain --single-process, which dies at the second page. */
const options = async () => ({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
});

let shared: Promise<Browser> | undefined;

/**
 * The Chromium of this worker, which ends with it. A test opens a context of its own in it and closes the context; a
 * file ends with {@link closeWindows}, never by closing the browser, whose start costs a second of CPU.
 */
export async function sharedChromium(): Promise<Browser> {
  const browser = await (shared ??= launchChromium());
  if (browser.isConnected()) return browser;
  shared = launchChromium();
  return shared;
}

export interface WindowOptions extends BrowserContextOptions {
  /**
   * Fetches the parts of the font that nothing shown needs yet, as real screens do: 120 requests that cost a window
   * 1.5 s of CPU. For tests of the shape of more than what is shown at first.
   */
  wholeFont?: boolean;
}

/** A window that shares nothing with others, for pages to be opened in; of this worker's Chromium where no other is given. */
export async function openWindow(
  { wholeFont = false, ...options }: WindowOptions = {},
  browser?: Browser,
): Promise<BrowserContext> {
  const context = await (browser ?? (await sharedChromium())).newContext(options);
  if (!wholeFont) await context.addInitScript(leaveFontInParts);
  return context;
}

/** Runs in the page, before its scripts: what asks for a part of the font without need gets none. */
function leaveFontInParts(): void {
  FontFace.prototype.load = () => Promise.reject(new Error('this test has no use for it'));
}

/** Closes every window of this worker's Chromium: at the end of a test file, which has it to itself. */
export async function closeWindows(): Promise<void> {
  if (shared === undefined) return;
  for (const context of (await shared).contexts()) await context.close();
}

/** A Chromium of its own, for what is set for a whole browser. Close it. */
export async function launchChromium(...more: string[]): Promise<Browser> {
  const { args, ...others } = await options();
  return playwright.launch({ ...others, args: [...args, ...more] });
}

/** A browser that keeps what it knows in a folder, as that of a real screen does. */
export async function launchWithProfile(folder: string): Promise<BrowserContext> {
  return playwright.launchPersistentContext(folder, {
    ...(await options()),
    viewport: { width: 1920, height: 1080 },
  });
}
