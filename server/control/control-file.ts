import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How commands on the same machine reach a board whose embedded database only it can open: an address and a key, in a file
 * that its user alone may read.
 */
export interface Control {
  url: string;
  key: string;
}

const file = (dataDir: string) => join(dataDir, 'control.json');

export async function writeControl(dataDir: string, control: Control): Promise<void> {
  await writeFile(file(dataDir), JSON.stringify(control), { mode: 0o600 });
}

export async function readControl(dataDir: string): Promise<Control | null> {
  try {
    return JSON.parse(await readFile(file(dataDir), 'utf8')) as Control;
  } catch {
    return null;
  }
}

export async function removeControl(dataDir: string): Promise<void> {
  await rm(file(dataDir), { force: true });
}
