import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Another process holds the data folder. */
export class FolderHeld extends Error {
  override readonly name = 'FolderHeld';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`${folder} is held by process ${pid}: two engines on one folder would destroy it`);
    this.pid = pid;
  }
}

/** Holds a folder for this process; a holder that has died is replaced. The answer gives it back. */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'gwanje.pid');
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder > 0 && isRunning(holder)) throw new FolderHeld(folder, holder);
    await rm(file, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
