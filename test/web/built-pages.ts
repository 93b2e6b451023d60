import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { buildPage } from './build-page.ts';

/** On a busy machine a build takes a while. */
const PATIENCE_MS = 100_000;

/** Folder of the pages as they are shipped: built by the first test file of a run that asks, for all of them. */
export async function builtPages(): Promise<string> {
  const folder = inject('pagesFolder');
  const files = join(folder, 'web');
  const done = join(folder, 'done');
  // Making a folder is whole or not at all: one of several who begin at once builds.
  const first = await mkdir(join(folder, 'building')).then(
    () => true,
    () => false,
  );
  if (first) {
    const configFile = fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url));
    await buildPage({ configFile, build: { outDir: files } });
    await writeFile(done, '');
  }
  for (const until = Date.now() + PATIENCE_MS; ; await delay(200)) {
    const there = await access(done).then(
      () => true,
      () => false,
    );
    if (there) return files;
    if (Date.now() > until) throw new Error('the pages were not built');
  }
}
