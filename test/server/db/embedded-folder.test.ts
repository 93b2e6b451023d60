import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../server/db/embedded-folder.ts';

describe('the folder of the embedded engine', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'gwanje-folder-'));
    folder = join(parent, 'timescaledb');
  });
  afterEach(() => rm(parent, { recursive: true }));

  const make = async (aside: string) => {
    await mkdir(join(aside, 'base'), { recursive: true });
    await writeFile(join(aside, 'base/1'), 'one');
    await writeFile(join(aside, 'PG_VERSION'), '17');
  };
  const interrupted = async (aside: string) => {
    await mkdir(join(aside, 'base'), { recursive: true });
    await writeFile(join(aside, 'PG_VERSION'), '17');
    throw new Error('killed');
  };

  it('is there as a whole or not at all', async () => {
    await expect(makeFolder(folder, interrupted)).rejects.toThrow('killed');
    expect(await readdir(parent)).not.toContain('timescaledb');
    await makeFolder(folder, make);
    expect(await readdir(parent)).toEqual(['timescaledb']);
    expect(await readFile(join(folder, 'base/1'), 'utf8')).toBe('one');
  });

  it('is made in the place of an empty one', async () => {
    await mkdir(folder);
    await makeFolder(folder, make);
    expect(await readdir(folder)).toEqual(['PG_VERSION', 'base']);
  });

  it('stays as it is where it is there, and what a making left goes', async () => {
    await makeFolder(folder, make);
    await interrupted(`${folder}.new`).catch(() => undefined);
    await makeFolder(folder, () => Promise.reject(new Error('made again')));
    expect(await readdir(parent)).toEqual(['timescaledb']);
  });
});
