import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type BrowserContext } from 'playwright-core';

/** The Chromium that comes with the packages. Its own arguments contain --single-process, which dies at the second page. */
const options = async () => ({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
});

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
