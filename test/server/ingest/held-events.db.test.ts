import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { revokeFeedToken } from '../../../server/control/feed-access.ts';
import { decideHeld } from '../../../server/control/held-events.ts';
import type { Sender } from '../../../server/ingest/check-event.ts';
import type { Ingest } from '../../../server/ingest/ingest.ts';
import { unitsFrom } from '../../support/counts.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival, correction, seizure } from '../../support/events.ts';
import { grantedSender, liveIngest, sendEvents } from '../../support/feed-senders.ts';

const DAY_MS = 86_400_000;
const EXTREME = 150_000;
const HELD = 'held: /data/units is above 100000: held for review';
const HELD_CHANGE = 'held: /data/changes/units is above 100000: held for review';

onEachEngine('an event that is held for review', (engine) => {
  let database: TestDatabase;
  let ingest: Ingest;
  let gate: Sender;
  /** Of the same feed, for one terminal only. */
  let terminal: Sender;
  let quarters: Sender;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    ingest = liveIngest(database.db);
    gate = await grantedSender(database.db, 'icn');
    terminal = await grantedSender(database.db, 'icn', { scopes: ['port:ICN-T2'] });
    quarters = await grantedSender(database.db, 'headquarters', { mayCorrectOtherFeeds: true });
  });
  afterAll(() => database.drop());

  const send = (sender: Sender, ...events: BorderEvent[]) => sendEvents(ingest, sender, ...events);
  const later = (seconds: number) => ({ time: new Date(Date.now() + seconds * 1_000).toISOString() });
  const numberOf = async ({ id }: BorderEvent) => {
    const rows = await database.db.query<{ id: number }>(
      'SELECT id FROM live.held_event WHERE event_id = $1',
      [id],
    );
    return rows[0]?.id ?? null;
  };
  /** @returns what was done, or the words of why not */
  const decide = async (event: BorderEvent, decision: 'released' | 'discarded' = 'released') => {
    const order = { realm: 'live', id: (await numberOf(event)) ?? 0, decision, actor: 'account:1' };
    return await decideHeld(database.db, order, (...held) => ingest.release(...held)).catch(
      (error: unknown) => String(error),
    );
  };
  /** Decisions about an event that are kept, and the actions about it in the audit log. */
  const decided = async (event: BorderEvent) => {
    const id = await numberOf(event);
    const rows = await database.db.query<{ decision: string | null; action: string | null }>(
      `SELECT h.decision, a.action FROM live.held_event h LEFT JOIN gwanje.audit a ON a.object = 'held-event:live:' || h.id
       WHERE h.id = $1`,
      [id],
    );
    return rows.map(({ action, decision }) => [decision, action]);
  };
  const units = (origin: string) => unitsFrom(database.db, origin);
  const stated = (like: string) =>
    database.db.query(
      'SELECT case_no, port, grams::float8 AS grams FROM live.seizure_case WHERE case_no LIKE $1 ORDER BY 1',
      [`${like}%`],
    );

  describe('was judged in full before', () => {
    it('a seizure on a case of a place that its token may not speak for is refused, not held', async () => {
      await send(gate, seizure({ caseNo: 'full-1', port: 'ICN-EXP', grams: 500 }));
      const own = { caseNo: 'full-1', port: 'ICN-T2', route: 'traveller' } as const;
      const extreme = seizure({ ...own, grams: 6_000_000 }, later(1));
      expect(await send(terminal, extreme)).toEqual([
        'rejected: /data/caseNo is of a case at a place that this token may not speak for',
      ]);
      expect(await numberOf(extreme)).toBeNull();
      expect(await stated('full-1')).toEqual([{ case_no: 'full-1', port: 'ICN-EXP', grams: 500 }]);
    });

    it('a correction of an event of another place is refused, not held', async () => {
      const event = arrival({ origin: 'AA', units: 100, port: 'ICN-T1' });
      await send(gate, event);
      const extreme = correction(event, { changes: { units: EXTREME } });
      expect(await send(terminal, extreme)).toEqual([
        'rejected: /data/id is of no event that this feed has sent for the places of its token',
      ]);
      expect(await numberOf(extreme)).toBeNull();
    });

    it('a correction of what was stated with a right is refused to a token without it, not held', async () => {
      const plain = await grantedSender(database.db, 'headquarters');
      await send(gate, seizure({ caseNo: 'full-2', grams: 10 }));
      const amended = seizure({ caseNo: 'full-2', grams: 20 }, later(1));
      await send(quarters, amended);
      const extreme = correction(amended, { changes: { grams: 6_000_000 } });
      const [refused] = await send(plain, extreme);
      expect(refused).toMatch(/^rejected: \/data\/id is of a statement on what another feed numbered/);
      expect(await numberOf(extreme)).toBeNull();
    });

    it('one that is there already is a duplicate, whatever it says now', async () => {
      const event = arrival({ origin: 'AB', units: 100 });
      const again = { ...event, data: { ...event.data, units: EXTREME } } as BorderEvent;
      expect(await send(gate, event)).toEqual(['accepted']);
      expect(await send(gate, again)).toEqual(['duplicate']);
      expect(await numberOf(event)).toBeNull();
    });
  });

  describe('whatever its bound is later', () => {
    const bound = async (highest: number) => {
      await database.db.query("UPDATE live.plausible_bound SET highest = $1 WHERE field = 'units'", [
        highest,
      ]);
      // Bounds are believed for some seconds.
      ingest = liveIngest(database.db);
    };

    it('waits on when it comes again, and is refused once it was discarded', async () => {
      const event = arrival({ origin: 'BZ', units: EXTREME });
      expect(await send(gate, event)).toEqual([HELD]);
      await bound(1_000_000);
      expect(await send(gate, event)).toEqual([HELD]);
      await decide(event, 'discarded');
      expect(await send(gate, event)).toEqual([
        expect.stringMatching(/^rejected: .*discarded after review$/),
      ]);
      await bound(100_000);
      expect(await units('BZ')).toBe(0);
    });

    it('is refused once it was discarded, also by another token of its feed', async () => {
      const other = await grantedSender(database.db, gate.feed);
      const grams = async (highest: number) => {
        await database.db.query("UPDATE live.plausible_bound SET highest = $1 WHERE field = 'grams'", [
          highest,
        ]);
        ingest = liveIngest(database.db);
      };
      await grams(1);
      const event = seizure({ caseNo: 'by-another-token', grams: 2 });
      expect(await send(gate, event)).toEqual([expect.stringMatching(/^held: /)]);
      await decide(event, 'discarded');
      await grams(5_000_000);
      expect(await send(other, event)).toEqual([
        expect.stringMatching(/^rejected: .*discarded after review$/),
      ]);
    });

    it('may not be what lets everything in, or stops everything', async () => {
      await expect(bound(NaN)).rejects.toThrow('plausible_bound_highest_check');
      const correction =
        "UPDATE live.plausible_bound SET type = 'border.correction.v1' WHERE field = 'units'";
      await expect(database.db.query(correction)).rejects.toThrow('plausible_bound_type_check');
      // Nothing adds it up.
      const inspected = "UPDATE live.plausible_bound SET highest_sum = 1 WHERE field = 'inspected'";
      await expect(database.db.query(inspected)).rejects.toThrow('plausible_bound_unsummed');
    });
  });

  describe('when it is released', () => {
    it('corrects the event of the feed that sent it, where headquarters named none', async () => {
      const event = arrival({ origin: 'BA', units: 100 });
      await send(gate, event);
      const change = correction(event, { changes: { units: EXTREME } });
      expect(await send(quarters, change)).toEqual([HELD_CHANGE]);
      expect(await decide(change)).toBe(true);
      expect(await units('BA')).toBe(EXTREME);
      expect(await send(quarters, change)).toEqual(['duplicate']);
    });

    it('is not, while another event of its identity counts, and can be discarded', async () => {
      const extreme = arrival({ origin: 'BB', units: EXTREME });
      expect(await send(gate, extreme)).toEqual([HELD]);
      const right = { ...extreme, data: { ...extreme.data, units: 150 } } as BorderEvent;
      expect(await send(gate, right)).toEqual(['accepted']);
      expect(await decide(extreme)).toContain('/id is there already: an event of this identity counts');
      expect(await decided(extreme)).toEqual([[null, null]]);
      expect(await units('BB')).toBe(150);
      expect(await decide(extreme, 'discarded')).toBe(true);
      expect(await decided(extreme)).toEqual([['discarded', 'held-event.discarded']]);
    });

    it('counts once where it is older than the identities that are kept, by a token that may bring such', async () => {
      const filler = await grantedSender(database.db, 'filler', { mayBringOldEvents: true });
      const old = { time: new Date(Date.now() - 500 * DAY_MS).toISOString() };
      const [event, late] = [
        arrival({ origin: 'BC', units: EXTREME }, old),
        arrival({ origin: 'BC', units: EXTREME }, old),
      ];
      expect(await send(filler, event, late)).toEqual([HELD, HELD]);
      expect(await decide(event)).toBe(true);
      expect(await send(filler, event)).toEqual(['duplicate']);
      expect(await units('BC')).toBe(EXTREME);
      await revokeFeedToken(database.db, filler.token, 'account:1');
      expect(await decide(late)).toMatch(/\/time is before .* with a token that may bring old events$/);
      expect(await decided(late)).toEqual([[null, null]]);
      expect(await units('BC')).toBe(EXTREME);
    });

    it('is not, where the right to correct other feeds has ended', async () => {
      const short = await grantedSender(database.db, 'short', { mayCorrectOtherFeeds: true });
      const event = arrival({ origin: 'BD', units: 100 });
      await send(gate, event);
      const change = correction(event, { feed: 'icn', changes: { units: EXTREME } });
      expect(await send(short, change)).toEqual([HELD_CHANGE]);
      await revokeFeedToken(database.db, short.token, 'account:1');
      expect(await decide(change)).toContain('/data/feed is another feed: this token may not correct');
      expect(await decided(change)).toEqual([[null, null]]);
      expect(await units('BD')).toBe(100);
    });

    it('is not, where its case stands at another place by now', async () => {
      const own = { caseNo: 'moved-1', port: 'ICN-T2', route: 'traveller' } as const;
      const extreme = seizure({ ...own, grams: 6_000_000 }, later(1));
      expect(await send(terminal, extreme)).toEqual(['held: /data/grams is above 5000000: held for review']);
      await send(gate, seizure({ caseNo: 'moved-1', port: 'ICN-EXP', grams: 500 }));
      expect(await decide(extreme)).toContain('/data/caseNo is of a case at a place that this token may not');
      expect(await stated('moved-1')).toEqual([{ case_no: 'moved-1', port: 'ICN-EXP', grams: 500 }]);
    });

    it('counts as the own word of a token that was revoked since', async () => {
      const rotated = await grantedSender(database.db, 'rotated');
      const event = arrival({ origin: 'BF', units: EXTREME });
      await send(rotated, event);
      await revokeFeedToken(database.db, rotated.token, 'account:1');
      expect(await decide(event)).toBe(true);
      expect(await units('BF')).toBe(EXTREME);
    });

    it('and discarded at the same moment has one decision', async () => {
      const event = arrival({ origin: 'BE', units: EXTREME });
      await send(gate, event);
      const answers = await Promise.all(
        (['released', 'discarded', 'released', 'discarded'] as const).map((each) => decide(event, each)),
      );
      expect(answers.map(String).toSorted()).toEqual(['false', 'false', 'false', 'true']);
      const [[decision, action] = [], ...more] = await decided(event);
      expect([action, more]).toEqual([`held-event.${decision}`, []]);
      expect(await units('BE')).toBe(decision === 'released' ? EXTREME : 0);
    });
  });
});
