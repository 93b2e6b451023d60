const NAME = 'gwanje';
const STORE = 'boards';
const BY_AGE = 'asOf';
/** A screen shows one or a few scopes; what it showed once need not stay for ever. */
const MOST = 8;

/**
 * Packed boards in IndexedDB. Its writes are whole or not at all, also when the plug is pulled; local storage
 * has too little room for eight boards and holds up the page, Cache Storage first drops what it then replaces.
 */
export const shelf = {
  async read(key: string): Promise<unknown> {
    return using(async (store) => {
      const entry: unknown = await settled(store.get(key));
      return typeof entry === 'object' && entry !== null && 'packed' in entry ? entry.packed : null;
    });
  },
  async write(key: string, asOf: number, packed: ArrayBuffer): Promise<void> {
    await using(async (store) => {
      await settled(store.put({ key, asOf, packed }));
      const oldestFirst = await settled(store.index(BY_AGE).getAllKeys());
      for (const old of oldestFirst.slice(0, -MOST)) store.delete(old);
    });
  },
  async clear(): Promise<void> {
    await using((store) => settled(store.clear()));
  },
};

/** Opened for each use: a connection that the browser closes behind our back would be lost for good. */
async function using<T>(use: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const opening = indexedDB.open(NAME, 1);
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore(STORE, { keyPath: 'key' }).createIndex(BY_AGE, BY_AGE);
  });
  const database = await settled(opening);
  try {
    return await use(database.transaction(STORE, 'readwrite').objectStore(STORE));
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the store failed')));
  });
}
