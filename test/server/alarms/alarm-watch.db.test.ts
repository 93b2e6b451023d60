import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../server/db/database.ts';
import { sampleOf } from '../../support/campaign.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { onNative, onOneEngine } from '../../support/engines.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { watchCampaign } from './alarm-watch.campaign.ts';
import { PEOPLE } from './model.ts';
import { WatchedRealm, type Person } from './watched-realm.ts';

onOneEngine('the watch over alarms', (engine) => {
  let realm: WatchedRealm;
  beforeAll(async () => {
    realm = await WatchedRealm.open(engine);
  });
  afterAll(() => realm.close());
  beforeEach(() => realm.reset());

  it('is held by one server at a time, and by another when it is silent', async () => {
    realm.flagged = 11;
    const [a, b] = [realm.watch('a'), realm.watch('b', 1)];
    expect([await a.look(), await b.look(), await a.look()]).toEqual([true, false, true]);
    expect(await realm.states()).toEqual(['unacknowledged']);
    await realm.expire();
    expect([await b.look(), await a.look()]).toEqual([true, false]);
    expect(await realm.states()).toEqual(['unacknowledged']);
    await b.stop();
    expect(await a.look()).toBe(true);
    expect(await realm.log()).toEqual(['raised']);
  });

  it('writes nothing for a server that lost it between looking and writing', async () => {
    realm.flagged = 11;
    const slow = realm.watch('slow');
    const { db } = realm.database;
    const real = db.transaction.bind(db);
    const stolen: Database = {
      ...db,
      query: db.query.bind(db),
      transaction: async (work) => {
        await realm.sql(`UPDATE live.alarm_lease SET holder = 'quick', until = now() + interval '1 minute'`);
        return await real(work);
      },
    };
    const late = realm.watch('slow', stolen);
    expect(await late.look()).toBe(false);
    expect(await realm.states()).toEqual([]);
    expect(await slow.look()).toBe(false);
  });

  it('raises and clears after the delays, which go on over restarts and take-overs', async () => {
    await realm.rule({ forSeconds: 30, clearSeconds: 20, escalate: null });
    realm.flagged = 11;
    await realm.watch('a').look();
    realm.now += 29_000;
    await realm.expire();
    await realm.watch('b', 1).look();
    expect(await realm.states()).toEqual([]);
    realm.now += 1_000;
    await realm.expire();
    await realm.watch('c').look();
    expect(await realm.states()).toEqual(['unacknowledged']);
    // Within the dead band nothing changes.
    realm.flagged = 9;
    realm.now += 60_000;
    const c = realm.watch('c');
    await c.look();
    realm.flagged = 8;
    await c.look();
    realm.now += 19_999;
    await c.look();
    expect(await realm.states()).toEqual(['unacknowledged']);
    realm.now += 1;
    await c.look();
    expect(await realm.states()).toEqual(['returned']);
    // What did not last is forgotten, and waits the whole time again.
    realm.flagged = 11;
    await c.look();
    realm.flagged = 0;
    realm.now += 5_000;
    await c.look();
    realm.flagged = 11;
    realm.now += 26_000;
    await c.look();
    expect(await realm.states()).toEqual(['returned']);
    expect(await realm.sql('SELECT rule FROM live.alarm_pending')).toHaveLength(1);
  });

  it('neither raises nor clears by what is not confirmed; the clock goes on', async () => {
    await realm.rule({ escalate: 60 });
    realm.flagged = 11;
    realm.confirmed = false;
    const a = realm.watch('a');
    await a.look();
    expect(await realm.states()).toEqual([]);
    realm.confirmed = true;
    await a.look();
    realm.confirmed = false;
    realm.flagged = null;
    await a.look();
    expect(await realm.states()).toEqual(['unacknowledged']);
    // No board at all, as after a start without figures.
    realm.now += 61_000;
    await realm.expire();
    await realm.watch('b', 1, () => null).look();
    expect(await realm.log()).toEqual(['raised', 'escalated']);
    realm.confirmed = true;
    await realm.expire();
    await realm.watch('c').look();
    expect(await realm.states()).toEqual(['returned']);
  });

  it('skips a rule that cannot be read, says so once, and goes on with the others', async () => {
    await realm.sql(`INSERT INTO live.alarm_rule (name, title_ko, title_en, action_ko, action_en, priority, kind, watch)
               VALUES ('bad', '가', 'a', '나', 'b', 'low', 'match', '{"cells": "nonsense"}')`);
    realm.flagged = 11;
    const a = realm.watch('a');
    await a.look();
    await a.look();
    expect(realm.failures).toEqual([['alarm rule bad is skipped', expect.any(Error)]]);
    expect(await realm.states()).toEqual(['unacknowledged']);
  });

  it('lets one of two have it who take it at once, on two servers', async () => {
    for (let round = 0; round < 8; round++) {
      realm.flagged = 11;
      await realm.watch('a').look();
      const [alarm] = await realm.openAlarms();
      if (alarm === undefined) throw new Error('nothing was raised');
      const [kim, lee] = PEOPLE as [Person, Person];
      const answers = await Promise.all([
        realm.does(0, alarm.id, { do: 'take', by: kim }),
        realm.does(1, alarm.id, { do: 'take', by: lee }),
        realm.does(1, alarm.id, { do: 'acknowledge', by: lee }),
        realm.does(0, alarm.id, { do: 'acknowledge', by: kim }),
      ]);
      const [after] = await realm.openAlarms();
      const takers = answers.slice(0, 2).filter((answer) => answer !== null && !('denied' in answer));
      expect(takers).toHaveLength(1);
      const loser = answers.slice(0, 2).find((answer) => answer !== null && 'denied' in answer);
      expect(loser).toMatchObject({ owner: after?.owner });
      expect((await realm.log(alarm.id)).sort()).toEqual(['acknowledged', 'raised', 'taken']);
      realm.flagged = 0;
      await realm.watch('a').look();
      expect(await realm.openAlarms()).toEqual([]);
    }
  });

  describe('as its model says, with two servers at once, restarts, take-overs and a clock that moves', () => {
    sampleOf(watchCampaign(() => realm));
  });
});

onNative('the watch over alarms of a server that vanishes', () => {
  /** A board that is gone in any way is followed by another within this long. */
  const FOLLOWED_MS = 10_000;
  let realm: WatchedRealm;
  beforeAll(async () => {
    realm = await WatchedRealm.open('native');
  });
  afterAll(() => realm.close());
  beforeEach(() => realm.reset());

  it.each(['before anything is written', 'before its commit'] as const)(
    'goes to another server, and nothing of the first is written: %s',
    { meta: { slow: 'a lease runs out' } },
    async (when) => {
      const cable = await startTcpProxy(realm.database.env['DATABASE_URL'] ?? '');
      const real = openPgDatabase({
        ...{ url: cable.url, poolSize: 4, random: Math.random, onIdleError: () => undefined },
      });
      let inHand = () => {};
      const writing = new Promise<void>((resolve) => (inHand = resolve));
      const vanishing: Database = {
        ...real,
        transaction: (work, patience) =>
          real.transaction(async (tx) => {
            inHand();
            if (when === 'before anything is written') cable.hold();
            const result = await work(tx);
            cable.hold();
            return result;
          }, patience),
      };
      realm.flagged = 11;
      const first = realm.watch('vanished', vanishing);
      const lost = first.look().catch((error: unknown) => error);
      await writing;
      const from = performance.now();
      const second = realm.watch('second', 1);
      await expect
        .poll(async () => ((await second.look()) ? realm.states() : []), {
          interval: 500,
          timeout: FOLLOWED_MS + 10_000,
        })
        .toEqual(['unacknowledged']);
      expect(performance.now() - from).toBeLessThan(FOLLOWED_MS);
      // What was on the way comes through, too late.
      cable.mend();
      expect(await lost).not.toBe(true);
      await real.close();
      await cable.close();
      expect(await realm.log()).toEqual(['raised']);
      expect(await second.look()).toBe(true);
    },
  );
});
