import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
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

const TAKE_OVER_MS = 5_000;
let attempts = 0;

/** Holds a folder for this process; a holder that has died is replaced. The answer gives it back. */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'gwanje.pid');
  // Linked into place, so that nobody reads a file that is not written yet and takes it for a dead one's.
  const mine = `${file}.${process.pid}.${++attempts}`;
  await writeFile(mine, String(process.pid));
  try {
    for (;;) {
      if (await create(() => link(mine, file))) return () => rm(file, { force: true });
      const holder = await readHolder(file);
      if (holder > 0 && isRunning(holder)) throw new FolderHeld(folder, holder);
      await removeDead(file, holder);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** One at a time looks again and removes: two that found the same dead holder would else remove each other. */
async function removeDead(file: string, holder: number): Promise<void> {
  const turn = `${file}.takeover`;
  if (!(await create(() => writeFile(turn, '', { flag: 'wx' })))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const since = await stat(turn).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    if (Date.now() - since > TAKE_OVER_MS) await rm(turn, { force: true });
    return;
  }
  if ((await readHolder(file)) === holder) await rm(file, { force: true });
  await rm(turn, { force: true });
}

/** @returns false when it was there already */
async function create(make: () => Promise<void>): Promise<boolean> {
  try {
    await make();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<number> {
  return Number(await readFile(file, 'utf8').catch(() => '')) || 0;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
