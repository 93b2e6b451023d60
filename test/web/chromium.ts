import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type BrowserContext } from 'playwright-core';

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
