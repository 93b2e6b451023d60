import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';

/** How long a test file waits for what another is making; making the embedded template takes about 7 s of CPU. */
const PATIENCE_MS = 110_000;

type Outcome<T> = { made: T } | { failed: string };

/**
 * What the test files of a run share, such as a template database: made by the first file that asks for it, so that a
 * lane without a database makes none. The others, which may run in other processes, wait and get the same answer.
 * @param make answers with something that JSON can hold
 */
export async function oncePerRun<T>(name: string, make: () => Promise<T>): Promise<T> {
  const outcome = join(inject('runFolder'), `${name}.json`);
  // Creating a folder succeeds for exactly one of several that try at once.
  const first = await mkdir(join(inject('runFolder'), name)).then(
    () => true,
    () => false,
  );
  if (first) {
    const result: Outcome<T> = await make().then(
      (made) => ({ made }),
      (error: unknown) => ({ failed: String(error) }),
    );
    await writeFile(`${outcome}.part`, JSON.stringify(result));
    await rename(`${outcome}.part`, outcome);
  }
  for (const until = Date.now() + PATIENCE_MS; ; await delay(50)) {
    const text = await readFile(outcome, 'utf8').catch(() => null);
    if (text !== null) {
      const result = JSON.parse(text) as Outcome<T>;
      if ('failed' in result) throw new Error(`${name} could not be made: ${result.failed}`);
      return result.made;
    }
    if (Date.now() > until) throw new Error(`${name} was not made within ${PATIENCE_MS / 1_000} s`);
  }
}
