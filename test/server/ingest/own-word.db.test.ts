import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { decideHeld } from '../../../server/control/held-events.ts';
import { realmDatabase, type RealmDatabase } from '../../../server/db/database.ts';
import { listHeldEvents } from '../../../server/db/queries/held-events.ts';
import type { Ingest } from '../../../server/ingest/ingest.ts';
import type { Sender } from '../../../server/ingest/check-event.ts';
import { takePaxlst } from '../../../server/ingest/paxlst/take-paxlst.ts';
import { unitsFrom } from '../../support/counts.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival, bulletin, correction, lead, seizure, verdict } from '../../support/events.ts';
import { grantedSender, liveIngest, sendEvents } from '../../support/feed-senders.ts';
import { correctionRow, insertRows } from '../../support/rows.ts';
import { interchange, message } from './paxlst/fixtures.ts';

const DAY_MS = 86_400_000;

onEachEngine('what a feed says', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  let ingest: Ingest;
  const feed = (name: string, own: Partial<Sender> = {}): Sender => ({
    ...{ feed: name, token: 1, maySetRecordedTime: false, speaksFor: null },
    ...own,
  });
  let a: Sender;
  const b = feed('other');
  let quarters: Sender;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
    ingest = liveIngest(database.db);
    a = await grantedSender(database.db, 'icn');
    quarters = await grantedSender(database.db, 'headquarters', { mayCorrectOtherFeeds: true });
  });
  afterAll(() => database.drop());

  const send = (sender: Sender, ...events: BorderEvent[]) => sendEvents(ingest, sender, ...events);
  const counted = (origin: string) => unitsFrom(database.db, origin);
  const cases = async (like: string) =>
    await database.db.query(
      'SELECT case_no, grams::float8 AS grams FROM live.seizure_case WHERE case_no LIKE $1 ORDER BY 1',
      [`${like}%`],
    );
  const same = (event: BorderEvent, own: Partial<BorderEvent> = {}): Partial<BorderEvent> => ({
    ...{ source: event.source, id: event.id, time: event.time },
    ...own,
  });

  describe('speaks only for itself', () => {
    it('takes source, id and time that another feed has used before', async () => {
      const own = arrival({ origin: 'AA', units: 231 });
      expect(await send(b, arrival({ origin: 'AB', units: 1 }, same(own)))).toEqual(['accepted']);
      expect(await send(a, own, own)).toEqual(['accepted', 'duplicate']);
      expect([await counted('AA'), await counted('AB')]).toEqual([231, 1]);
    });

    it('counts where another feed has sent the same event and retracted or changed it beforehand', async () => {
      const own = arrival({ origin: 'AC', units: 231, risk: 'high' });
      const theirs = arrival({ origin: 'AD', units: 1 }, same(own));
      await send(b, theirs, correction(theirs, { retracted: true }));
      await send(b, correction(theirs, { changes: { units: 1, risk: 'normal', origin: 'AE' } }));
      expect(await send(a, own)).toEqual(['accepted']);
      expect([await counted('AC'), await counted('AE')]).toEqual([231, 0]);
      const taken = seizure({ caseNo: 'own-29', grams: 29_000 });
      await send(b, correction(taken, { retracted: true }));
      expect(await send(a, taken)).toEqual(['accepted']);
      expect(await cases('own-29')).toEqual([{ case_no: 'own-29', grams: 29_000 }]);
    });

    it('is not changed by a correction of another feed that comes afterwards', async () => {
      const own = arrival({ origin: 'AF', units: 50 });
      await send(a, own);
      expect(await send(b, correction(own, { retracted: true }))).toEqual(['accepted']);
      expect(await counted('AF')).toBe(50);
      expect(await send(b, correction(own, { feed: 'icn', retracted: true }))).toEqual([
        'rejected: /data/feed is another feed: this token may not correct what other feeds sent',
      ]);
      expect(await send(a, correction(own, { feed: 'icn', changes: { units: 60 } }))).toEqual(['accepted']);
      expect(await counted('AF')).toBe(60);
    });

    it('is corrected by its feed also where another has sent the same source and id at another time', async () => {
      const own = arrival({ origin: 'AG', units: 10 });
      const later = new Date(Date.parse(own.time) - 60_000).toISOString();
      await send(b, arrival({ origin: 'AH', units: 3 }, same(own, { time: later })));
      await send(a, own);
      expect(
        await send(feed('icn', { speaksFor: () => true }), correction(own, { changes: { units: 20 } })),
      ).toEqual(['accepted']);
      expect([await counted('AG'), await counted('AH')]).toEqual([20, 3]);
    });

    it('says when it was corrected by what came before it', async () => {
      const own = arrival({ origin: 'AI', units: 10 });
      await send(a, correction(own, { changes: { units: 20 } }));
      const other = arrival({ origin: 'AI', units: 1 });
      expect(await send(a, other, own)).toEqual([
        'accepted',
        'accepted: a correction that came before it holds: it counts as corrected',
      ]);
      expect(await send(a, own, arrival({ origin: 'AI', units: 1 }))).toEqual(['duplicate', 'accepted']);
      expect(await counted('AI')).toBe(22);
    });

    it('keeps cases, leads and bulletins of one number and two feeds apart, whichever came first', async () => {
      const kept = (number: string) =>
        `accepted: another feed has stated this number: it is kept apart as ${number}`;
      expect(await send(b, seizure({ caseNo: 'n-1', grams: 1 }))).toEqual(['accepted']);
      expect(await send(a, seizure({ caseNo: 'n-1', grams: 500 }))).toEqual([kept('n-1 [icn]')]);
      // Of one that looks like the number under which another would be kept.
      await send(b, seizure({ caseNo: 'n-1 [icn]', grams: 2 }));
      expect(await send(a, seizure({ caseNo: 'n-1', grams: 700 }))).toEqual([kept('n-1 [icn]')]);
      expect(await cases('n-1')).toEqual([
        { case_no: 'n-1', grams: 1 },
        { case_no: 'n-1 [icn]', grams: 700 },
        { case_no: 'n-1 [icn] [other]', grams: 2 },
      ]);
      await send(a, lead({ leadNo: 'n-2', status: 'open' }));
      expect(await send(b, lead({ leadNo: 'n-2', status: 'closed' }))).toEqual([kept('n-2 [other]')]);
      await send(a, bulletin({ bulletinNo: 'n-3', title: 'Mine' }));
      expect(await send(b, bulletin({ bulletinNo: 'n-3', title: 'Theirs' }))).toEqual([kept('n-3 [other]')]);
      expect(
        await database.db.query(
          `SELECT lead_no AS number, status AS said FROM live.lead_now WHERE lead_no LIKE 'n-2%'
           UNION ALL SELECT bulletin_no, title FROM live.bulletin_now WHERE bulletin_no LIKE 'n-3%' ORDER BY 1`,
        ),
      ).toEqual([
        { number: 'n-2', said: 'open' },
        { number: 'n-2 [other]', said: 'closed' },
        { number: 'n-3', said: 'Mine' },
        { number: 'n-3 [other]', said: 'Theirs' },
      ]);
      // Each goes on with its own, also where its token speaks for some places only.
      const terminal = feed('icn', { speaksFor: (port) => port === 'ICN-EXP' });
      await send(a, seizure({ caseNo: 'n-4', port: 'ICN-EXP' }));
      await send(b, seizure({ caseNo: 'n-5', port: 'KRPUS', route: 'cargo' }));
      expect(await send(terminal, seizure({ caseNo: 'n-4' }), seizure({ caseNo: 'n-5' }))).toEqual([
        'accepted',
        kept('n-5 [icn]'),
      ]);
    });

    it('is reached by a feed with the right to correct others, by name or where only one has sent it', async () => {
      const own = arrival({ origin: 'AJ', units: 10 });
      await send(a, own);
      expect(await send(quarters, correction(own, { changes: { units: 11 } }))).toEqual(['accepted']);
      expect(await counted('AJ')).toBe(11);
      await send(b, arrival({ origin: 'AK', units: 5 }, same(own)));
      expect(await send(quarters, correction(own, { changes: { units: 12 } }))).toEqual([
        'rejected: /data/feed is required: more than one feed has sent an event of this source and id',
      ]);
      expect(await send(quarters, correction(own, { feed: 'other', retracted: true }))).toEqual(['accepted']);
      expect([await counted('AJ'), await counted('AK')]).toEqual([11, 0]);
      const waited = arrival({ origin: 'AL', units: 10 });
      // Aimed at nothing it would be lost.
      expect(await send(quarters, correction(waited, { changes: { units: 13 } }))).toEqual([
        'rejected: /data/feed is required: no feed has sent an event of this source and id yet',
      ]);
      await send(quarters, correction(waited, { feed: 'icn', changes: { units: 13 } }));
      await send(a, waited);
      expect(await counted('AL')).toBe(13);
      await send(a, seizure({ caseNo: 'n-6', grams: 5 }));
      expect(await send(quarters, seizure({ caseNo: 'n-6', grams: 6 }))).toEqual(['accepted']);
      expect(await cases('n-6')).toEqual([{ case_no: 'n-6', grams: 6 }]);
    });

    it('is judged in the database too, where rows come by SQL', async () => {
      const own = arrival({ origin: 'AM', units: 10 });
      await send(a, own);
      const aimed = (by: string) => ({
        ...correctionRow({ ...own, feed: 'icn' }, 'arrival', { retracted: true }),
        feed: by,
      });
      await expect(insertRows(database.db, 'correction', [aimed('other')])).rejects.toThrow(
        'feed other may not correct what feed icn sent',
      );
      await insertRows(database.db, 'correction', [
        correctionRow({ ...own }, 'arrival', { retracted: true }),
      ]);
      expect(await counted('AM')).toBe(10);
    });

    it('holds for passenger lists of two feeds', async () => {
      const list = interchange(message());
      const deps = { ingest, realm, now: Date.now };
      const take = async (sender: Sender) => {
        const taken = await takePaxlst(list, sender, deps);
        return taken.ok ? taken.answer.arrivals.map(({ status }) => status) : taken;
      };
      const first = await take(a);
      expect(await take(b)).toEqual(first);
    });
  });

  it.each([
    ['a blank at an end', 'A-1 ', 'begins or ends with a blank; leave it out'],
    ['a character of no width', 'A\u200b-1', 'has an invisible character (U+200B); remove it'],
    ['a blank of Braille', 'A\u28001', 'has an invisible character (U+2800); remove it'],
    ['a musical sign of no shape', 'A\u{1d159}1', 'has an invisible character (U+1D159); remove it'],
    ['one that turns the direction', 'A-\u202e1', 'has an invisible character (U+202E); remove it'],
    ['another blank', 'A\u00a01', 'has a blank that is not U+0020 (U+00A0); write it as U+0020'],
    ['letters in parts', '가-1'.normalize('NFD'), 'is not in Unicode normal form NFC; normalise it'],
  ])('is refused where a key has %s, with its path', async (_what, key, reason) => {
    expect(await send(a, seizure({ caseNo: key }))).toEqual([`rejected: /data/caseNo ${reason}`]);
    expect(await send(a, verdict({ subject: key }))).toEqual([`rejected: /data/subject ${reason}`]);
    expect(await send(a, arrival({}, { id: key }))).toEqual([`rejected: /id ${reason}`]);
    expect(await send(a, arrival({}, { source: key }))).toEqual([`rejected: /source ${reason}`]);
    const named = correction(arrival({}, { id: key }), { retracted: true });
    expect(await send(a, named)).toEqual([`rejected: /data/id ${reason}`]);
    expect(await send(a, seizure({ caseNo: `가-${reason.length}` }))).toEqual(['accepted']);
    await expect(
      database.db.query('SELECT live.is_key($1) AS fits, live.is_key($2) AS also', [key, '가-1 나']),
    ).resolves.toEqual([{ fits: false, also: true }]);
  });

  describe('older than the identities that are kept', () => {
    const filler = feed('filler', { mayBringOldEvents: true });
    const daysAgo = (days: number) => ({ time: new Date(Date.now() - days * DAY_MS).toISOString() });
    const drop = () => database.db.query('SELECT live.drop_what_is_past()');

    it('is refused by name, so that nothing counts again what was dropped', async () => {
      const old = arrival({ origin: 'BA', units: 7 }, daysAgo(399));
      expect(await send(a, old)).toEqual(['accepted']);
      const [refused] = await send(a, arrival({}, daysAgo(402)));
      expect(refused).toMatch(
        /^rejected: \/time is before .*Z, from when on events are known again: send it with/,
      );
      await database.db.query("UPDATE live.retention SET keep_days = 300 WHERE what = 'raw'");
      await drop();
      expect((await send(a, old))[0]).toMatch(/^rejected: \/time is b/);
      // Nobody can say which events of that time were counted.
      expect((await send(filler, old))[0]).toMatch(
        /^rejected: \/time is between .* no longer known event by event$/,
      );
      await database.db.query("UPDATE live.retention SET keep_days = 400 WHERE what = 'raw'");
      expect((await send(a, arrival({}, daysAgo(350))))[0]).toMatch(/^rejected: \/time is b/);
      expect(await counted('BA')).toBe(7);
    });

    it('is back-filled as often as one likes, and counts once', async () => {
      const history = [
        arrival({ origin: 'BB', units: 3 }, daysAgo(800)),
        arrival({ origin: 'BB', units: 4 }, daysAgo(700)),
      ];
      expect(await send(filler, ...history, arrival({ origin: 'BB', units: 1 }))).toEqual([
        'accepted',
        'accepted',
        'accepted',
      ]);
      await drop();
      expect(await send(filler, ...history)).toEqual(['duplicate', 'duplicate']);
      expect(await counted('BB')).toBe(8);
    });

    it('is refused in the database too', async () => {
      const row = `('${daysAgo(900).time}', 's', 'old', 'ICN-T1', 'traveller', 'KE1', 'BC', 5, 'normal')`;
      const columns = '(time, source, id, port, route, conveyance, origin, units, risk)';
      await expect(database.db.query(`INSERT INTO live.arrival ${columns} VALUES ${row}`)).rejects.toThrow(
        'what is older could be counted twice',
      );
    });
  });

  describe('beyond what is plausible', () => {
    const decide = (id: number, decision: 'released' | 'discarded') =>
      decideHeld(database.db, { realm: 'live', id, decision, actor: 'account:1' }, (...held) =>
        ingest.release(...held),
      );
    const waiting = async () =>
      (await listHeldEvents(realm)).events.map(({ eventId, id }) => [eventId, id] as const);

    it('is held and counts nowhere until it is released, once', async () => {
      const event = arrival({ origin: 'DA', units: 10_000_000 });
      const held = 'held: /data/units is above 100000: held for review';
      expect(await send(a, event, arrival({ origin: 'DA', units: 2 }))).toEqual([held, 'accepted']);
      expect(await send(a, event)).toEqual([held]);
      expect(await counted('DA')).toBe(2);
      const [[eventId, id] = ['', 0], ...more] = await waiting();
      expect([eventId, more]).toEqual([event.id, []]);
      expect(await decide(id, 'released')).toBe(true);
      expect(await decide(id, 'discarded')).toBe(false);
      expect(await counted('DA')).toBe(10_000_002);
      expect(await send(a, event)).toEqual(['duplicate']);
      const [audited] = await database.db.query(
        "SELECT actor, object, detail FROM gwanje.audit WHERE action = 'held-event.released'",
      );
      expect(audited).toMatchObject({
        ...{ actor: 'account:1', object: `held-event:live:${id}` },
        detail: { feed: 'icn', id: event.id, reason: 'is above 100000' },
      });
    });

    it('is held in a correction, and stays out where it is discarded', async () => {
      const event = arrival({ origin: 'DB', units: 2 });
      const change = correction(event, { changes: { units: 9_000_000 } });
      expect(await send(a, event, change)).toEqual([
        'accepted',
        'held: /data/changes/units is above 100000: held for review',
      ]);
      const [[, id] = ['', 0]] = await waiting();
      expect(await decide(id, 'discarded')).toBe(true);
      expect(await send(a, change)).toEqual([
        'rejected: /data/changes/units is above 100000: discarded after review',
      ]);
      const again = correction(event, { changes: { units: 9_000_000 } });
      await send(a, again);
      const [[, next] = ['', 0]] = await waiting();
      await decide(next, 'released');
      expect(await counted('DB')).toBe(9_000_000);
    });
  });
});
