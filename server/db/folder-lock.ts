import { createHash, randomBytes } from 'node:crypto';
import { link, open, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** Another process holds the data folder. */
export class FolderHeld extends Error {
  override readonly name = 'FolderHeld';
  /** In the process namespace of its own; `null`: it is too busy to say. */
  readonly pid: number | null;

  constructor(folder: string, pid: number | null) {
    const holder = pid === null ? 'another process' : `process ${pid}`;
    super(`${folder} is held by ${holder}: two engines on one folder would destroy it`);
    this.pid = pid;
  }
}

const LOCK = 'gwanje.lock';
/** What a socket's path may have everywhere, in bytes: macOS has the least. */
const LONGEST_PATH = 103;
/** What file systems answer that have no sockets or no links. */
const NOT_THERE = new Set(['ENOTSUP', 'ENOSYS', 'EPERM', 'EINVAL']);
const TAKE_OVER_MS = 5_000;
/** To say its process id, in milliseconds: one that is busy holds the folder all the same. */
const ANSWER_MS = 1_000;

/**
 * Holds a folder for this process, as long as it lives: a socket listens under a name in the folder, and the system closes
 * it however the process ends. (A process id in a file does not: in a container the next process has the same one.) On Linux
 * a second one without a file holds it on this machine, also where somebody removes the first by hand. Elsewhere, and from
 * another container, a folder whose `gwanje.lock` was removed can be taken a second time. The answer gives it back.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const real = await realpath(folder);
  if (process.platform === 'win32') return await holdName(real, `\\\\.\\pipe\\gwanje-${hashOf(real)}`);
  const { dev, ino } = await stat(real);
  const release =
    process.platform === 'linux'
      ? await holdName(real, `\0gwanje-${dev}-${ino}`).catch(unlessNotThere)
      : null;
  try {
    const releaseFile = await holdFile(real);
    return async () => {
      await releaseFile();
      await release?.();
    };
  } catch (error) {
    await release?.();
    throw error;
  }
}

/** A name that is no file (a pipe of Windows, an abstract socket of Linux) is free when its process ends. */
async function holdName(folder: string, name: string): Promise<() => Promise<void>> {
  try {
    const server = await listen(name);
    return () => close(server);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw new FolderHeld(folder, (await askHolder(name)) || null);
  }
}

async function holdFile(folder: string): Promise<() => Promise<void>> {
  // The same for every process, whatever its TMPDIR says.
  const outside = join('/tmp', `gwanje-${hashOf(folder)}.lock`);
  const inside = join(folder, LOCK);
  const isShort = Buffer.byteLength(nameOfOwn(inside)) <= LONGEST_PATH;
  if (!isShort && process.platform !== 'linux') return await holdSocket(folder, outside);
  // Linux has a short name for a folder that is open.
  const opened = isShort ? null : await open(folder);
  try {
    const release = await holdSocket(folder, opened === null ? inside : `/proc/self/fd/${opened.fd}/${LOCK}`);
    return async () => {
      await release();
      await opened?.close();
    };
  } catch (error) {
    await opened?.close();
    if (!NOT_THERE.has(codeOf(error))) throw error;
    return await holdSocket(folder, outside);
  }
}

function unlessNotThere(error: unknown): null {
  if (!NOT_THERE.has(codeOf(error))) throw error;
  return null;
}

const hashOf = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 16);

async function holdSocket(folder: string, file: string): Promise<() => Promise<void>> {
  // Linked into place when it answers already, so that nobody takes it for a dead one's.
  const own = nameOfOwn(file);
  const server = await listen(own);
  try {
    while (!(await create(() => link(own, file)))) {
      const holder = await askHolder(file);
      if (holder !== null) throw new FolderHeld(folder, holder || null);
      await removeDead(file);
    }
  } catch (error) {
    await close(server);
    throw error;
  } finally {
    await rm(own, { force: true });
  }
  await removeLeftovers(file);
  return async () => {
    await rm(file, { force: true });
    await close(server);
  };
}

/** One at a time looks again and removes: two that found the same dead holder would else remove each other. */
async function removeDead(file: string): Promise<void> {
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
  if ((await askHolder(file)) === null) await rm(file, { force: true });
  await rm(turn, { force: true });
}

/** Of processes that were killed before theirs was in place. */
async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await readdir(folder)) {
    if (!/^\.[0-9a-f]{8}$/.test(name.slice(LOCK.length)) || !name.startsWith(basename(file))) continue;
    const left = join(folder, name);
    if ((await askHolder(left)) === null) await rm(left, { force: true });
  }
}

const nameOfOwn = (file: string) => `${file}.${randomBytes(4).toString('hex')}`;

async function listen(path: string): Promise<Server> {
  const server = createServer((asks) => {
    asks.on('error', () => undefined);
    asks.end(String(process.pid));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // It keeps no process from its end.
  return server.unref();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Process id of the one that listens there, 0 where it does not say; `null`: nobody listens. */
function askHolder(path: string): Promise<number | null> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(path);
    const done = () => {
      socket.destroy();
      resolve(Number(said) || 0);
    };
    socket.setTimeout(ANSWER_MS, done);
    socket.on('data', (data) => (said += data.toString()));
    socket.on('end', done);
    socket.on('error', (error) => {
      if (['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(codeOf(error))) resolve(null);
      else done();
    });
  });
}

/** @returns false when it was there already */
async function create(make: () => Promise<void>): Promise<boolean> {
  try {
    await make();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
