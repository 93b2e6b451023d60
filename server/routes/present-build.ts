import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ENTRY_SCRIPT = /<script[^>]+src="(\/assets\/[^"]+)"/;

/** The script of the wall's page as it is served now: its name is the build's. `null` where no page is served. */
export async function presentBuild(webFolder: string | null): Promise<string | null> {
  if (webFolder === null) return null;
  const page = await readFile(join(webFolder, 'index.html'), 'utf8').catch(() => '');
  return ENTRY_SCRIPT.exec(page)?.[1] ?? null;
}
