import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { build, type InlineConfig } from 'vite';
import { oncePerRun } from '../support/run-folder.ts';

const PAGES = fileURLToPath(new URL('../../dist/web', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url));

/** Folder of the pages as they are shipped: those that `npm run build` made, as the scripts of the browser tests do. */
export function builtPages(): string {
  if (!existsSync(join(PAGES, 'index.html'))) throw new Error('the pages are not built: npm run build');
  return PAGES;
}

/** Folder of the same pages as a later build would make them, with other names of its scripts. */
export function laterPages(): Promise<string> {
  return oncePerRun('later-pages', async () => {
    const outDir = join(inject('runFolder'), 'later-pages/web');
    const later = {
      name: 'later-build',
      transform: (code: string, id: string) =>
        id.endsWith('/src/main.ts') ? `${code}\nconsole.info('a later build');` : null,
    };
    await buildPage({ configFile: CONFIG, plugins: [later], build: { outDir } });
    return outDir;
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
