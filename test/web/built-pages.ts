import { existsSync } from 'node:fs';
import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { build, type InlineConfig } from 'vite';
import { oncePerRun } from '../support/run-folder.ts';

const PAGES = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** Folder of the pages as they are shipped: those that `npm run build` made, as the scripts of the browser tests do. */
export function builtPages(): string {
  if (!existsSync(join(PAGES, 'index.html'))) throw new Error('the pages are not built: npm run build');
  return PAGES;
}

/** Folder of the same pages as a later build would make them: its script and its service worker have other names. */
export function laterPages(): Promise<string> {
  return oncePerRun('later-pages', async () => {
    const folder = join(inject('runFolder'), 'later-pages/web');
    await cp(builtPages(), folder, { recursive: true });
    const [page, worker] = [join(folder, 'index.html'), join(folder, 'sw.js')];
    const [html, script] = [await readFile(page, 'utf8'), await readFile(worker, 'utf8')];
    const [, entry = ''] = /<script[^>]+src="(\/assets\/[^"]+)"/.exec(html) ?? [];
    const [, build = ''] = /^const BUILD = \{"name":"([^"]+)"/.exec(script) ?? [];
    if (entry === '' || build === '') throw new Error('the pages name no script or no build');
    await rename(join(folder, entry), join(folder, '/assets/index-later.js'));
    await writeFile(page, html.replaceAll(entry, '/assets/index-later.js'));
    await writeFile(
      worker,
      script.replaceAll(entry, '/assets/index-later.js').replace(build, `${build}-later`),
    );
    return folder;
  });
}

/**
 * Builds a page as it is shipped. The test runner's NODE_ENV would take in Svelte's development build, which is slow
 * and remembers where every value was set: memory could not be judged by it.
 */
export async function buildPage(config: InlineConfig): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ logLevel: 'error', ...config });
  } finally {
    process.env['NODE_ENV'] = before;
  }
}
