import { access, constants, lstat, mkdir, readlink, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** What is named as the data folder is none, or holds no database that opens. Its message says what would be right. */
export class FolderUnfit extends Error {
  override readonly name = 'FolderUnfit';
}

const REASONS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it lies on a disk that is read-only',
  ENOSPC: 'the disk is full',
};

/** Makes the data folder where there is none. */
export async function useFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const why = (await inTheWay(resolve(folder))) ?? REASONS[code] ?? message;
    throw new FolderUnfit(
      `${folder} cannot be the data folder: ${why}. DATA_DIR must name a folder that this user may write to, or one that can be made`,
      { cause: error },
    );
  }
}

/** What stands where a folder should be, there or above. */
async function inTheWay(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return path === dirname(path) ? null : await inTheWay(dirname(path));
  const behind = await stat(path).catch(() => null);
  if (behind === null)
    return found.isSymbolicLink() ? `${path} is a link to ${await readlink(path)}, which is not there` : null;
  return behind.isDirectory() ? null : `${path} is a file`;
}
