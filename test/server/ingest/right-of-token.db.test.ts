import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { revokeFeedToken } from '../../../server/control/feed-access.ts';
import type { Sender } from '../../../server/ingest/check-event.ts';
import type { Ingest } from '../../../server/ingest/ingest.ts';
import { unitsFrom } from '../../support/counts.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival, bulletin, correction, lead, seizure } from '../../support/events.ts';
import { grantedSender, liveIngest, sendEvents } from '../../support/feed-senders.ts';
import { correctionRow, insertRows, seizureRow } from '../../support/rows.ts';

const NOT_ON_A_NUMBER =
  'rejected: /data/id is of a statement on what another feed numbered: this token may not correct what other feeds sent';

onEachEngine('the right to correct other feeds', (engine) => {
  let database: TestDatabase;
  let ingest: Ingest;
  let honest: Sender;
  /** Of one feed: with the right and without it. */
  let entitled: Sender;
  let plain: Sender;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    ingest = liveIngest(database.db);
    honest = await grantedSender(database.db, 'icn');
    entitled = await grantedSender(database.db, 'headquarters', { mayCorrectOtherFeeds: true });
    plain = await grantedSender(database.db, 'headquarters');
  });
  afterAll(() => database.drop());

  const send = (sender: Sender, ...events: BorderEvent[]) => sendEvents(ingest, sender, ...events);
  const later = (seconds: number) => ({ time: new Date(Date.now() + seconds * 1_000).toISOString() });
  const stated = (like: string) =>
    database.db.query(
      `SELECT case_no AS number, grams::text AS said FROM live.seizure_case WHERE case_no LIKE $1
       UNION ALL SELECT lead_no, status FROM live.lead_now WHERE lead_no LIKE $1
       UNION ALL SELECT bulletin_no, title FROM live.bulletin_now WHERE bulletin_no LIKE $1 ORDER BY 1`,
      [`${like}%`],
    );
  const units = (origin: string) => unitsFrom(database.db, origin);

  it('is not lent to a token without it by another token of its feed', async () => {
    await send(honest, seizure({ caseNo: 'lent-1', grams: 10 }), lead({ leadNo: 'lent-2', status: 'open' }));
    await send(honest, bulletin({ bulletinNo: 'lent-3', title: 'Theirs' }));
    const apart = (number: string) =>
      `accepted: another feed has stated this number: it is kept apart as ${number} [headquarters]`;
    expect(await send(plain, seizure({ caseNo: 'lent-1', grams: 4_000_000 }, later(2)))).toEqual([
      apart('lent-1'),
    ]);
    expect(await send(plain, lead({ leadNo: 'lent-2', status: 'closed' }, later(2)))).toEqual([
      apart('lent-2'),
    ]);
    expect(await send(plain, bulletin({ bulletinNo: 'lent-3', title: 'Ours' }, later(2)))).toEqual([
      apart('lent-3'),
    ]);
    expect(await stated('lent-')).toEqual([
      { number: 'lent-1', said: '10.000' },
      { number: 'lent-1 [headquarters]', said: '4000000.000' },
      { number: 'lent-2', said: 'open' },
      { number: 'lent-2 [headquarters]', said: 'closed' },
      { number: 'lent-3', said: 'Theirs' },
      { number: 'lent-3 [headquarters]', said: 'Ours' },
    ]);
    const own = arrival({ origin: 'AA', units: 10 });
    await send(honest, own);
    expect(await send(plain, correction(own, { feed: 'icn', changes: { units: 20 } }))).toEqual([
      'rejected: /data/feed is another feed: this token may not correct what other feeds sent',
    ]);
    expect(await send(plain, correction(own, { changes: { units: 20 } }))).toEqual(['accepted']);
    expect(await units('AA')).toBe(10);
  });

  it('stays in force in what was stated with it, which nothing without it changes', async () => {
    await send(honest, seizure({ caseNo: 'kept-1', grams: 10 }), lead({ leadNo: 'kept-2', status: 'open' }));
    const amended = seizure({ caseNo: 'kept-1', grams: 20 }, later(1));
    const tasked = lead({ leadNo: 'kept-2', status: 'tasked' }, later(1));
    expect(await send(entitled, amended, tasked)).toEqual(['accepted', 'accepted']);
    expect(
      await send(
        plain,
        correction(amended, { changes: { grams: 4_000_000 } }),
        correction(tasked, { retracted: true }),
      ),
    ).toEqual([NOT_ON_A_NUMBER, NOT_ON_A_NUMBER]);
    const now = [
      { number: 'kept-1', said: '20.000' },
      { number: 'kept-2', said: 'tasked' },
    ];
    expect(await stated('kept-')).toEqual(now);
    const [refused] = await database.db.query(
      "SELECT count(*)::integer AS events FROM live.rejection WHERE feed = 'headquarters' AND path = '/data/id'",
    );
    expect(refused).toEqual({ events: 2 });
    expect(await send(entitled, correction(amended, { changes: { grams: 30 } }))).toEqual(['accepted']);
    expect((await stated('kept-1'))[0]).toEqual({ number: 'kept-1', said: '30.000' });
  });

  it('does not bring a correction to another feed that was made without it and waited', async () => {
    await send(honest, seizure({ caseNo: 'waits-1', grams: 10 }));
    const amended = seizure({ caseNo: 'waits-1', grams: 20 }, later(1));
    expect(await send(plain, correction(amended, { changes: { grams: 4_000_000 } }))).toEqual(['accepted']);
    const [answer] = await send(entitled, amended);
    expect(answer).toContain('it is kept apart as waits-1 [headquarters]');
    expect(await stated('waits-')).toEqual([
      { number: 'waits-1', said: '10.000' },
      { number: 'waits-1 [headquarters]', said: '4000000.000' },
    ]);
  });

  it('ended within the time that a token is believed: that one is refused by name, the others of its commit count', async () => {
    const short = await grantedSender(database.db, 'short', { mayCorrectOtherFeeds: true });
    const theirs = arrival({ origin: 'AB', units: 100 });
    const own = arrival({ origin: 'AC', units: 100 });
    const other = await grantedSender(database.db, 'other');
    await send(honest, theirs);
    await send(other, own);
    await revokeFeedToken(database.db, short.token, 'account:1');
    const foreign = Array.from({ length: 20 }, () =>
      send(short, correction(theirs, { feed: 'icn', changes: { units: 1 } })),
    );
    const honestly = Array.from({ length: 20 }, (_, nth) =>
      send(other, correction(own, { changes: { units: 200 + nth } }, later(nth))),
    );
    const answers = await Promise.all([...foreign, ...honestly]);
    expect(new Set(answers.slice(0, 20).flat())).toEqual(
      new Set(['rejected: /data/feed is another feed: this token may not correct what other feeds sent']),
    );
    expect(new Set(answers.slice(20).flat())).toEqual(new Set(['accepted']));
    expect([await units('AB'), await units('AC')]).toEqual([100, 219]);
  });

  it('is judged by the feed where rows come by SQL', async () => {
    await send(honest, seizure({ caseNo: 'sql-1', grams: 10 }));
    await insertRows(database.db, 'seizure', [
      seizureRow({ case_no: 'sql-1', grams: 11, feed: 'headquarters', ...later(1) }),
    ]);
    expect(await stated('sql-')).toEqual([{ number: 'sql-1', said: '11.000' }]);
    const own = arrival({ origin: 'AD', units: 10 });
    await send(honest, own);
    const row = correctionRow({ ...own, feed: 'icn' }, 'arrival', { retracted: true });
    await expect(
      insertRows(database.db, 'correction', [{ ...row, feed: 'headquarters', token: plain.token }]),
    ).rejects.toThrow('feed headquarters may not correct what feed icn sent');
    await insertRows(database.db, 'correction', [{ ...row, feed: 'headquarters' }]);
    expect(await units('AD')).toBe(0);
  });
});
