import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { realmDatabase } from '../../../server/db/database.ts';
import { maintain } from '../../../server/db/queries/maintain.ts';
import { expectExactItems } from '../../support/items.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { correctionRow, insertRows, verdictRow, type RowOf } from '../../support/rows.ts';
import { expectExactCounts } from '../../support/counts.ts';
import { eventually } from '../../support/screen.ts';

const HOUR = 3_600_000;
/** Some days ago, an hour before midnight in Seoul: readings cross the day. */
const base = Math.floor((Date.now() - 5 * 24 * HOUR) / (24 * HOUR)) * 24 * HOUR + 14 * HOUR;
const at = (seconds: number) => new Date(base + seconds * 1000).toISOString();

/** A row of numbers that are the same in every run: xorshift, 32 bits. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function pick<T>(draw: () => number, from: readonly [T, ...T[]]): T {
  return from[Math.floor(draw() * from.length)] ?? from[0];
}

/** A second line beside the one that there is. */
const SECOND_LINE_TOO = 'ICN-T1';

/** Any verdict on one of a few subjects: every order and place, both sides, both lines, short and long, twice at one moment. */
function anyVerdict(draw: () => number, items: number): RowOf {
  const officer = draw() < 0.35;
  const second = draw() < 0.15;
  return verdictRow({
    time: at(Math.floor(draw() * 7_200)),
    subject: `item-${Math.floor(draw() * items)}`,
    port: second ? pick(draw, ['SEL-MAIL', SECOND_LINE_TOO]) : pick(draw, ['ICN-EXP', 'ICN-MAIL']),
    route: pick(draw, ['express', 'mail']),
    station: officer ? pick(draw, ['R1', 'R2']) : 'X1',
    stage: officer && draw() < 0.8 ? 'secondary' : 'primary',
    judged_by: officer ? 'officer' : 'ai',
    result: pick(draw, ['clear', 'clear', 'clear', 'suspect', 'confirmed']),
    scan_ms: pick(draw, [3_000, 6_999, 7_000, 12_000]),
    origin: pick(draw, ['TH', 'CN', 'US', null]),
    batch: pick(draw, ['bag-1', 'bag-2', null]),
  });
}

function anyCorrection(draw: () => number, of: RowOf, items: number): RowOf {
  const changes = pick<RowOf>(draw, [
    { result: pick(draw, ['clear', 'suspect', 'confirmed']) },
    { subject: `item-${Math.floor(draw() * items)}` },
    { port: pick(draw, ['SEL-MAIL', 'ICN-EXP']) },
    { route: pick(draw, ['express', 'mail']) },
    { scan_ms: pick(draw, [6_999, 7_000]) },
    { origin: pick(draw, ['VN', 'CN']) },
    { judged_by: pick(draw, ['ai', 'officer']) },
    {},
  ]);
  const retracted = pick(draw, [true, false, null, null]);
  return correctionRow(of, 'verdict', {
    time: at(Math.floor(draw() * 9_000)),
    changes,
    retracted: Object.keys(changes).length === 0 ? (retracted ?? true) : null,
  });
}

onEachEngine('items that the database keeps', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.db.query('INSERT INTO live.second_line_port VALUES ($1)', [SECOND_LINE_TOO]);
  });
  afterAll(() => database.drop());

  const insert = (...rows: RowOf[]) => insertRows(database.db, 'verdict', rows);
  const correct = (...rows: RowOf[]) => insertRows(database.db, 'correction', rows);
  const kept = async () => (await expectExactItems(database.db)).items;
  const ai = (subject: string, own: RowOf = {}) => verdictRow({ time: at(0), subject, ...own });
  const officer = (subject: string, own: RowOf = {}) =>
    verdictRow({
      ...{ time: at(60), subject, station: 'R1', stage: 'secondary', judged_by: 'officer', scan_ms: 20_000 },
      ...own,
    });

  const flagAt = (days: number, by = ai) =>
    by(`aged-${days}`, {
      time: new Date(Date.now() - days * 24 * HOUR).toISOString(),
      result: 'suspect',
    });

  it('pair both verdicts, whichever comes first, and nothing that the AI alone found clear', async () => {
    await insert(ai('clear-1'), ai('flagged', { result: 'suspect' }), ai('both', { result: 'suspect' }));
    await insert(officer('both', { result: 'confirmed' }), officer('backwards'));
    await insert(ai('backwards', { result: 'suspect' }), officer('override', { result: 'confirmed' }));
    await insert(ai('override'));
    const items = await kept();
    expect(Object.keys(items).sort()).toEqual([
      'backwards ICN-EXP express',
      'both ICN-EXP express',
      'flagged ICN-EXP express',
      'override ICN-EXP express',
    ]);
    expect(items['flagged ICN-EXP express']).toMatchObject({ officer_result: null, waits: 'flagged' });
    expect(items['override ICN-EXP express']).toMatchObject({
      ai_result: 'clear',
      officer_result: 'confirmed',
    });
  });

  it('wait to be read again from the first short reading of high-risk goods to one of seven seconds', async () => {
    await insert(ai('short', { origin: 'TH', scan_ms: 6_999, time: at(1) }));
    await insert(ai('enough', { origin: 'TH', scan_ms: 7_000 }), ai('quick', { origin: 'US', scan_ms: 900 }));
    await insert(ai('short', { origin: 'TH', scan_ms: 5_000, time: at(9) }));
    expect((await kept())['short ICN-EXP express']).toMatchObject({
      waits: 'again',
      waits_since: (base + 1_000) * 1_000,
    });
    expect(Object.keys(await kept())).not.toContain('enough ICN-EXP express');
    expect(Object.keys(await kept())).not.toContain('quick ICN-EXP express');
    await insert(ai('short', { scan_ms: 7_000, time: at(30) }));
    expect(Object.keys(await kept())).not.toContain('short ICN-EXP express');
  });

  it('of the second line stand beside those of the first, with what it had decided', async () => {
    await insert(officer('mail-1', { port: 'SEL-MAIL', route: 'mail', result: 'confirmed', time: at(500) }));
    expect((await kept())['mail-1 SEL-MAIL mail']).toMatchObject({ first_lines: null });
    await insert(ai('mail-1', { port: 'ICN-MAIL', route: 'mail' }));
    const line = { port: 'ICN-MAIL', batch: null };
    expect((await kept())['mail-1 SEL-MAIL mail']).toMatchObject({
      first_lines: [{ ...line, decision: 'cleared' }],
    });
    await insert(officer('mail-1', { port: 'ICN-MAIL', route: 'mail', result: 'confirmed' }));
    expect((await kept())['mail-1 SEL-MAIL mail']).toMatchObject({
      first_lines: [{ ...line, decision: 'held' }],
    });
  });

  it('of one place wait there whatever an officer of another place had stated of the same subject before', async () => {
    await insert(officer('parcel-14', { port: 'ICN-T2', route: 'express', time: at(0) }));
    await insert(officer('parcel-14', { route: 'mail', time: at(1) }));
    await insert(ai('parcel-14', { result: 'suspect', time: at(2) }));
    await insert(officer('parcel-14', { port: 'ICN-T2', route: 'express', time: at(3) }));
    const items = await kept();
    expect(items['parcel-14 ICN-EXP express']).toMatchObject({ officer_result: null, waits: 'flagged' });
    expect(items['parcel-14 ICN-EXP mail']).toMatchObject({ ai_result: null, officer_result: 'clear' });
    expect(items['parcel-14 ICN-T2 express']).toMatchObject({ ai_result: null, officer_result: 'clear' });
  });

  it('of what the AI found clear stay at their place when another place has stated the subject', async () => {
    await insert(officer('parcel-15', { port: 'ICN-T2', route: 'express', time: at(0) }));
    await insert(ai('parcel-15', { time: at(1) }));
    const items = await kept();
    expect(items['parcel-15 ICN-T2 express']).toMatchObject({ ai_result: null, clear_primaries: 0 });
    expect(items['parcel-15 ICN-EXP express']).toBeUndefined();
  });

  it('stay where they wait when a verdict of another place is corrected to their subject', async () => {
    const own = officer('luggage-8', { port: 'ICN-T2', route: 'traveller', time: at(1) });
    await insert(ai('parcel-8', { result: 'suspect' }), own);
    await correct(correctionRow(own, 'verdict', { changes: { subject: 'parcel-8' } }));
    const items = await kept();
    expect(items['parcel-8 ICN-EXP express']).toMatchObject({ officer_result: null, waits: 'flagged' });
    expect(items['parcel-8 ICN-T2 traveller']).toMatchObject({ officer_result: 'clear' });
    expect(items['luggage-8 ICN-T2 traveller']).toBeUndefined();
  });

  it('of the second line keep what each first line had decided: none hides or replaces another', async () => {
    const mail = { route: 'mail', batch: 'bag-9' };
    await insert(
      ai('mail-9', { ...mail, port: 'ICN-MAIL' }),
      officer('mail-9', { ...mail, port: 'ICN-T2', batch: 'bag-0', result: 'confirmed' }),
      officer('mail-9', { ...mail, port: 'PUS', batch: 'bag-0' }),
      officer('mail-9', { port: 'ICN-EXP', route: 'express', result: 'confirmed' }),
    );
    await insert(officer('mail-9', { port: 'SEL-MAIL', route: 'mail', result: 'confirmed', time: at(500) }));
    expect((await kept())['mail-9 SEL-MAIL mail']).toMatchObject({
      batch: null,
      first_lines: [
        { port: 'ICN-MAIL', decision: 'cleared', batch: 'bag-9' },
        { port: 'ICN-T2', decision: 'held', batch: 'bag-0' },
        { port: 'PUS', decision: 'cleared', batch: 'bag-0' },
      ],
    });
  });

  it('follow corrections and retractions, also those that came before the verdict', async () => {
    const early = ai('early-1');
    await correct(correctionRow(early, 'verdict', { changes: { result: 'suspect', subject: 'early-2' } }));
    await insert(early);
    expect(Object.keys(await kept())).toContain('early-2 ICN-EXP express');
    const flagged = ai('taken-back', { result: 'suspect' });
    await insert(flagged);
    await correct(correctionRow(flagged, 'verdict', { retracted: true }));
    expect(Object.keys(await kept())).not.toContain('taken-back ICN-EXP express');
    await correct(correctionRow(flagged, 'verdict', { retracted: false }));
    expect(Object.keys(await kept())).toContain('taken-back ICN-EXP express');
  });

  it('are not kept of verdicts from before the time that minutes are kept', async () => {
    const time = new Date(Date.now() - 100 * 86_400_000).toISOString();
    await insert(ai('ancient', { result: 'suspect', time }));
    const rows = await database.db.query("SELECT FROM live.item WHERE subject = 'ancient'");
    expect(rows).toHaveLength(0);
    await kept();
  });

  it.each([1, 2, 3, 4])(
    'are those of the raw rows, however they came: in any order and any batches, twice, corrected, taken back (%i)',
    async (seed) => {
      const draw = numbers(seed * 7_919);
      const sent: RowOf[] = [];
      for (let step = 0; step < 25; step++) {
        const batch = Array.from({ length: 1 + Math.floor(draw() ** 2 * 40) }, () => anyVerdict(draw, 30));
        // Corrections of the past, of what comes, and of both at once.
        const all = [...sent, ...batch];
        const corrections = Array.from({ length: Math.floor(draw() * 4) }, () =>
          anyCorrection(draw, all[Math.floor(draw() * all.length)] ?? {}, 30),
        );
        if (draw() < 0.5) await correct(...corrections);
        await insert(...batch, ...sent.slice(-3));
        if (draw() < 0.7) await correct(...corrections);
        sent.push(...batch);
        if (step % 8 === 0) await kept();
      }
      await kept();
    },
  );

  it.skipIf(engine === 'embedded')(
    'are those of the raw rows with writers at the same time',
    { meta: { slow: 'four writers at once, and every item read again' } },
    async () => {
      const writer = async (seed: number) => {
        const draw = numbers(seed * 104_729);
        for (let step = 0; step < 40; step++) {
          const rows = Array.from({ length: 1 + Math.floor(draw() * 20) }, () => anyVerdict(draw, 40));
          await insert(...rows);
          if (draw() < 0.15) await correct(anyCorrection(draw, rows[0] ?? {}, 40));
        }
      };
      const repairs = { running: true };
      const repairer = (async () => {
        while (repairs.running) {
          await database.db.query('SELECT live.repair_items()');
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      })();
      await Promise.all([11, 12, 13, 14].map(writer));
      repairs.running = false;
      await repairer;
      await eventually(async () => {
        await database.db.query('SELECT live.repair_items()');
        await kept();
      });
      await expectExactCounts(database.db);
    },
  );

  it.skipIf(engine === 'embedded')(
    'are repaired when what the AI found clear and the officer’s verdict were written at the same moment',
    async () => {
      const name = await database.db.query<{ name: string }>('SELECT current_database() AS name');
      const url = new URL(inject('native')?.url ?? '');
      url.pathname = `/${name[0]?.name ?? ''}`;
      const [one, other] = [new Client(url.toString()), new Client(url.toString())];
      await Promise.all([one.connect(), other.connect()]);
      const write = async (client: Client, row: RowOf) => {
        await insertRows(
          { query: async (sql, params = []) => (await client.query(sql, [...params])).rows },
          'verdict',
          [row],
        );
      };
      const repair = async () =>
        (await database.db.query<{ n: number }>('SELECT live.repair_items() AS n'))[0]?.n;
      const officers = async () =>
        (await database.db.query("SELECT ai_result FROM live.item WHERE subject = 'at-once'"))[0];

      await one.query('BEGIN');
      await other.query('BEGIN');
      // Counts of different days, or the second would wait for the first.
      await write(one, ai('at-once', { time: at(0) }));
      await write(other, officer('at-once', { time: at(4_000), feed: 'another' }));
      await other.query('COMMIT');
      expect([await repair(), await repair(), await repair()]).toEqual([0, 0, 0]);
      expect(await officers()).toEqual({ ai_result: null });
      await one.query('COMMIT');
      // Writers of other databases of the same server may delay it, too.
      await eventually(async () => {
        await repair();
        expect(await officers()).toEqual({ ai_result: 'clear' });
      });
      await kept();
      await Promise.all([one.end(), other.end()]);
    },
  );

  it('go with the minutes, and their counts with them; what is left stays exact', async () => {
    await insert(flagAt(20), flagAt(20, officer), flagAt(3));
    await database.db.query("UPDATE live.retention SET keep_days = 10 WHERE what = 'minute'");
    await maintain(realmDatabase(database.db, 'live'));
    const items = await kept();
    expect(items['aged-20 ICN-EXP express']).toBeUndefined();
    expect(items['aged-3 ICN-EXP express']).toMatchObject({ waits: 'flagged' });
    // Late words of it make nothing anew.
    await insert(flagAt(20, officer));
    await correct(correctionRow(flagAt(20), 'verdict', { retracted: true }));
    await kept();
  });
});
