import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { listenOnPg } from '../../../server/db/pg-listen.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import type { Database } from '../../../server/db/database.ts';
import { eventually } from '../../support/screen.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';

const native = inject('native')?.url ?? null;
const url = native ?? '';

// The embedded engine is in this process: it has no connection that could be lost.
describe.skipIf(native === null)('listening on a native database (needs TEST_DATABASE_URL)', () => {
  let db: Database;
  let proxy: TcpProxy;
  const stops: (() => Promise<void>)[] = [];
  let channels = 0;

  beforeAll(async () => {
    db = openPgDatabase({ url, poolSize: 2, random: Math.random, onIdleError: () => undefined });
    proxy = await startTcpProxy(url);
  });
  afterEach(async () => {
    proxy.mend();
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(async () => {
    await proxy.close();
    await db.close();
  });

  function listener(options: { through?: string } = {}) {
    const channel = `gwanje_test_${process.pid}_${++channels}`;
    const heard: string[] = [];
    const seen = { connected: 0, lost: 0 };
    const stop = listenOnPg({ url: options.through ?? url, random: () => 0 }, channel, {
      notified: (payload) => heard.push(payload),
      connected: () => seen.connected++,
      lost: () => seen.lost++,
    });
    stops.push(stop);
    return {
      heard,
      seen,
      stop,
      notify: (text: string) => db.query('SELECT pg_notify($1, $2)', [channel, text]),
      channel,
    };
  }
  /** Ends the backend that listens on the channel, as an administrator or a fail-over would. */
  const terminate = (channel: string) =>
    db.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = $1`, [
      `LISTEN "${channel}"`,
    ]);

  it('hears what other connections say, in order', async () => {
    const { heard, notify, seen } = listener();
    await eventually(() => expect(seen.connected).toBe(1));
    for (const text of ['one', 'two', '']) await notify(text);
    await eventually(() => expect(heard).toEqual(['one', 'two', '']));
  });

  it('comes back when its connection is ended, says so, and hears again', async () => {
    const { channel, heard, notify, seen } = listener();
    await eventually(() => expect(seen.connected).toBe(1));
    expect(await terminate(channel)).toHaveLength(1);
    await eventually(() => expect(seen).toEqual({ connected: 2, lost: 1 }));
    await notify('after');
    await eventually(() => expect(heard).toEqual(['after']));
  });

  it('comes back when the database was away for a while', async () => {
    const { heard, notify, seen } = listener({ through: proxy.url });
    await eventually(() => expect(seen.connected).toBe(1));
    proxy.cut();
    await eventually(() => expect(seen.lost).toBeGreaterThanOrEqual(3));
    expect(seen.connected).toBe(1);
    proxy.mend();
    await eventually(() => expect(seen.connected).toBe(2));
    await notify('after');
    await eventually(() => expect(heard).toEqual(['after']));
  });

  it(
    'finds out by asking when the connection is dead and nobody says so',
    { meta: { slow: 'a connection is asked every few seconds' } },
    async () => {
      const { seen } = listener({ through: proxy.url });
      await eventually(() => expect(seen.connected).toBe(1));
      proxy.hold();
      await eventually(() => expect(seen.lost).toBeGreaterThanOrEqual(1), 15_000);
      proxy.mend();
      await eventually(() => expect(seen.connected).toBe(2), 15_000);
    },
  );

  it('hears nothing more once it is stopped, and does not come back', async () => {
    const { channel, heard, notify, seen, stop } = listener();
    await eventually(() => expect(seen.connected).toBe(1));
    await stop();
    await notify('too late');
    await eventually(async () => {
      const left = await db.query('SELECT FROM pg_stat_activity WHERE query = $1', [`LISTEN "${channel}"`]);
      expect(left).toHaveLength(0);
    });
    expect([heard, seen]).toEqual([[], { connected: 1, lost: 0 }]);
  });

  it('takes a channel name as it is, whatever signs it holds', async () => {
    let connected = 0;
    const channel = `gwanje "quoted"; ${process.pid}`;
    const heard: string[] = [];
    stops.push(
      listenOnPg({ url, random: () => 0 }, channel, {
        notified: (payload) => heard.push(payload),
        connected: () => connected++,
        lost: () => undefined,
      }),
    );
    await eventually(() => expect(connected).toBe(1));
    await db.query('SELECT pg_notify($1, $2)', [channel, 'x']);
    await eventually(() => expect(heard).toEqual(['x']));
  });
});
