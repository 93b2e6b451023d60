import type { Page } from 'playwright-core';

export const scriptOf = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLScriptElement>('script[type="module"]')?.src ?? '');

/** Names of the builds that the browser keeps whole. */
export const keptBuilds = (page: Page) =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('page-'));
    const whole = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).match('/wall')) !== undefined),
    );
    return names.filter((_name, index) => whole[index]);
  });

/** Keys of the boards that the browser keeps. */
export const keptBoards = (page: Page) => page.evaluate(onShelf, null);

/** Forgets the boards that the browser keeps. In a page that is no wall, which would hold them. */
export async function forgetBoards(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done, failed) => {
        const asked = indexedDB.deleteDatabase('gwanje');
        asked.addEventListener('success', () => done());
        asked.addEventListener('error', () => failed(asked.error ?? new Error('failed')));
      }),
  );
}

/** Puts bytes where a board would be kept; text is compressed as a board is. */
export async function spoil(page: Page, key: string, content: string | number[]): Promise<void> {
  await page.evaluate(onShelf, { key, content });
}

/** Runs in the page. Never makes the store itself: that is the page's own work. */
async function onShelf(entry: { key: string; content: string | number[] } | null): Promise<string[]> {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'gwanje')) return [];
  const settled = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('failed')));
    });
  const packed =
    typeof entry?.content !== 'string'
      ? Uint8Array.from(entry?.content ?? []).buffer
      : await new Response(
          new Blob([entry.content]).stream().pipeThrough(new CompressionStream('gzip')),
        ).arrayBuffer();
  const database = await settled(indexedDB.open('gwanje'));
  const store = database.transaction('boards', 'readwrite').objectStore('boards');
  if (entry !== null) await settled(store.put({ key: entry.key, asOf: 1, packed }));
  const keys = await settled(store.getAllKeys());
  database.close();
  return keys as string[];
}
