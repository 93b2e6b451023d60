import { existsSync } from 'node:fs';
import { open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Makes the engine's folder where there is none: aside, then moved into place as a whole, because one whose making was
 * interrupted would never open again. What an earlier making left is removed.
 */
export async function makeFolder(folder: string, make: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${folder}.new`;
  await rm(aside, { recursive: true, force: true });
  if (existsSync(folder)) {
    if ((await readdir(folder)).length > 0) return;
    // Not every system moves a folder onto an empty one.
    await rmdir(folder);
  }
  await make(aside);
  const entries = await readdir(aside, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      await (entry.isDirectory() ? syncFolder(path) : sync(path, 'r+'));
    }),
  );
  await syncFolder(aside);
  await rename(aside, folder);
  await syncFolder(dirname(folder));
}

/** Windows neither opens nor syncs one. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await sync(path, 'r');
}

async function sync(path: string, flags: string): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
