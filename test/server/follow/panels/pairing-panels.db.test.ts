import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CellValue } from '../../../../server/contract/cells.ts';
import { siteDay, startOfDay } from '../../../../server/contract/days.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { clearancePanel } from '../../../../server/follow/panels/clearance-panel.ts';
import { leaksPanel } from '../../../../server/follow/panels/leaks-panel.ts';
import { matrixPanel } from '../../../../server/follow/panels/matrix-panel.ts';
import { queuePanel } from '../../../../server/follow/panels/queue-panel.ts';
import type { Panel } from '../../../../server/follow/panel-follower.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { arrivalRow, correctionRow, insertRows, verdictRow, type RowOf } from '../../../support/rows.ts';
import { drawn } from './drawn.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Some seconds into a minute of a Seoul afternoon, three days ago. */
const NOW = startOfDay(siteDay(Date.now() - 72 * HOUR)) + 15 * HOUR + 17 * MINUTE + 23_000;
const at = (ms: number) => new Date(ms).toISOString();
const ago = (seconds: number) => at(NOW - seconds * 1_000);

onEachEngine('panels of pairs', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(
      `TRUNCATE live.verdict, live.arrival, live.item, live.count_pair, live.count_minute, live.count_hour, live.count_day,
                live.correction, live.correction_target, live.corrected_verdict, live.station, live.station_now`,
    );
  });

  const insert = (...rows: RowOf[]) => insertRows(database.db, 'verdict', rows);
  const read = async (panel: Panel, now = NOW): Promise<Record<string, CellValue | null>> =>
    Object.fromEntries(await drawn(panel, realm, now));
  const ai = (subject: string, secondsAgo: number, own: RowOf = {}) =>
    verdictRow({ subject, time: ago(secondsAgo), ...own });
  const flag = (subject: string, secondsAgo: number, own: RowOf = {}) =>
    ai(subject, secondsAgo, { result: 'suspect', ...own });
  const officer = (subject: string, secondsAgo: number, own: RowOf = {}) =>
    verdictRow({
      ...{ subject, time: ago(secondsAgo), station: 'R1', stage: 'secondary', judged_by: 'officer' },
      ...{ scan_ms: 20_000, ...own },
    });

  it('queue: what waits, the oldest, and since when 95 % of it waits; zero where nothing does any more', async () => {
    // Forty wait since 40, 80, … 1,600 seconds: 95 % of them, 38, began after the second oldest.
    await insert(...Array.from({ length: 40 }, (_, n) => flag(`f${n}`, (n + 1) * 40)));
    await insert(ai('short', 5_000, { origin: 'TH', scan_ms: 6_999, port: 'ICN-MAIL', route: 'mail' }));
    await insert(flag('read', 900, { port: 'PUS' }), officer('read', 800, { port: 'PUS' }));
    expect(await read(queuePanel)).toEqual({
      'queue|ICN-EXP|express': {
        flagged: 40,
        again: 0,
        oldestSince: ago(1_600),
        p95Since: ago(1_560),
      },
      'queue|ICN-MAIL|mail': { flagged: 0, again: 1, oldestSince: ago(5_000), p95Since: ago(5_000) },
      'queue|PUS|express': { flagged: 0, again: 0, oldestSince: null, p95Since: null },
    });
    const week = await read(queuePanel, NOW + 8 * 24 * HOUR);
    expect(Object.keys(week).sort()).toEqual(['queue|ICN-EXP|express', 'queue|ICN-MAIL|mail']);
  });

  it('matrix: pairs with what is pending, what the AI alone found clear, and overrides by seat', async () => {
    await insert(...Array.from({ length: 90 }, (_, n) => ai(`c${n}`, 3_000 + n)));
    await insert(ai('short', 900, { origin: 'TH', scan_ms: 3_000 }), flag('waits', 800));
    for (const [seat, count] of [1, 2, 3, 4, 5].entries()) {
      const station = `R${seat + 1}`;
      const subjects = Array.from({ length: count }, (_, n) => `d${seat}-${n}`);
      await insert(...subjects.map((subject) => flag(subject, 700)));
      await insert(...subjects.map((subject) => officer(subject, 600, { station })));
    }
    await insert(flag('upheld', 700), officer('upheld', 600, { station: 'R5', result: 'confirmed' }));
    await insert(
      officer('c0', 600, { station: 'R1', result: 'suspect' }),
      officer('c1', 600, { station: 'R2' }),
    );
    await insert(officer('alone', 500, { stage: 'primary', station: 'R1' }));
    // Yesterday's, in Seoul.
    await insert(flag('yesterday', 16 * 3_600));
    expect(await read(matrixPanel)).toEqual({
      'matrix|ICN-EXP|express': {
        day: siteDay(NOW),
        pairs: [
          ['clear', 'clear', 1],
          ['clear', 'pending', 89],
          ['clear', 'suspect', 1],
          ['pending', 'clear', 1],
          ['suspect', 'clear', 15],
          ['suspect', 'confirmed', 1],
          ['suspect', 'pending', 1],
        ],
        stations: [
          ['R5', 6, 5, 0, 0],
          ['R4', 4, 4, 0, 0],
          ['R3', 3, 3, 0, 0],
          ['R1', 1, 1, 1, 1],
        ],
      },
    });
    const tomorrow = await read(matrixPanel, NOW + 24 * HOUR);
    expect(tomorrow).toEqual({
      'matrix|ICN-EXP|express': { day: siteDay(NOW + 24 * HOUR), pairs: [], stations: [] },
    });
  });

  it('clearance: waits of the last hour to the minute, the unread of a day, seats where readers have been reported', async () => {
    const minute = Math.floor(NOW / MINUTE) * MINUTE;
    const edge = minute - 59 * MINUTE;
    const waits = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
    await insert(...waits.map((wait, n) => flag(`w${n}`, 0, { time: at(edge + n * 1_000 - wait * 1_000) })));
    await insert(...waits.map((_, n) => officer(`w${n}`, 0, { time: at(edge + n * 1_000) })));
    // A second too early; and one whose first reading was the officer's.
    await insert(
      flag('early', 0, { time: at(edge - 9_000) }),
      officer('early', 0, { time: at(edge - 1_000) }),
    );
    await insert(officer('alone', 30, { stage: 'primary' }), flag('waits', 60), ai('clear', 20));
    // Nothing that came before a place's first reading counts as unread: there, nobody told of readings then.
    await insert(ai('day-before', 26 * 3_600), ai('first', 0, { port: 'PTK-EXP', time: at(minute) }));
    await insertRows(database.db, 'arrival', [
      arrivalRow({ port: 'ICN-EXP', route: 'express', units: 500, time: at(minute + MINUTE - 24 * HOUR) }),
      arrivalRow({
        port: 'ICN-EXP',
        route: 'express',
        units: 1_000,
        time: at(minute + MINUTE - 24 * HOUR - 1),
      }),
      arrivalRow({ port: 'GMP', route: 'traveller', units: 7, time: ago(10) }),
      arrivalRow({ port: 'PTK-EXP', route: 'express', units: 9, time: at(minute - 2 * HOUR) }),
      arrivalRow({ port: 'PTK-EXP', route: 'express', units: 5, time: at(minute) }),
    ]);
    await database.db.query(
      `INSERT INTO live.station (time, source, id, port, station, route, kind, state)
       SELECT $1, 's', 's' || n, 'ICN-EXP', 'R' || n, 'express', 'reader', (ARRAY['up', 'up', 'degraded', 'down', 'closed'])[n]
       FROM generate_series(1, 5) n`,
      [ago(100)],
    );
    const inHour = (time: number) => time >= edge;
    const first = waits.map((wait, n) => edge + n * 1_000 - wait * 1_000).filter(inHour).length;
    expect(await read(clearancePanel)).toEqual({
      'clearance|ICN-EXP|express': {
        decided: 10,
        dwellP50Seconds: 50,
        dwellP90Seconds: 90,
        // All primary readings but none of what arrived before the 24 hours.
        unread: 500 - 14,
        queued: 1,
        readPerHour: first + 3,
        decidedPerHour: 11,
        flaggedPerHour: first + 1,
        seatsOpen: 3,
      },
      'clearance|GMP|traveller': {
        decided: 0,
        dwellP50Seconds: null,
        dwellP90Seconds: null,
        unread: 7,
        queued: 0,
        readPerHour: 0,
        decidedPerHour: 0,
        flaggedPerHour: 0,
        seatsOpen: null,
      },
      'clearance|PTK-EXP|express': {
        decided: 0,
        dwellP50Seconds: null,
        dwellP90Seconds: null,
        unread: 4,
        queued: 0,
        readPerHour: 1,
        decidedPerHour: 0,
        flaggedPerHour: 0,
        seatsOpen: null,
      },
    });
  });

  it('leaks: what the first line cleared and the second caught, with its siblings', async () => {
    const first = { port: 'ICN-MAIL', route: 'mail', batch: 'bag-7' };
    const second = { port: 'SEL-MAIL', route: 'mail' };
    const siblings = ['s1', 's2', 's3', 's4'];
    await insert(...siblings.map((subject) => ai(subject, 9_000, first)));
    await insert(ai('leak', 9_000, first), flag('opened', 9_000, first), officer('opened', 8_900, first));
    await insert(ai('held', 9_000, first), officer('held', 8_000, { ...first, result: 'confirmed' }));
    await insert(ai('other-bag', 9_000, { ...first, batch: 'bag-8' }));
    await insert(
      officer('leak', 600, { ...second, batch: 'bag-7', result: 'confirmed' }),
      officer('opened', 500, { ...second, result: 'suspect' }),
      officer('held', 400, { ...second, result: 'confirmed' }),
      officer('s1', 300, second),
      officer('unknown', 300, { ...second, result: 'confirmed' }),
    );
    const gone = ai('s5', 9_000, first);
    await insert(gone);
    await insertRows(database.db, 'correction', [correctionRow(gone, 'verdict', { retracted: true })]);
    const cell = (await read(leaksPanel))['leaks|all'];
    const row = { port: 'ICN-MAIL' };
    expect(cell).toEqual({
      day: siteDay(NOW),
      checkedToday: 3,
      checked: 3,
      leaksToday: 2,
      leaks: 2,
      rows: [
        // The second line did not say what it came in; the first line had. It has read this one’s three siblings: leak,
        // held and s1, and the other’s: opened, held and s1.
        { ...row, subject: 'opened', batch: 'bag-7', caughtAt: ago(500), siblings: 6, reread: 3 },
        { ...row, subject: 'leak', batch: 'bag-7', caughtAt: ago(600), siblings: 6, reread: 3 },
      ],
    });
    expect((await read(leaksPanel, NOW + 24 * HOUR))['leaks|all']).toMatchObject({
      checkedToday: 0,
      checked: 3,
      leaksToday: 0,
      leaks: 2,
    });
    expect((await read(leaksPanel, NOW + 31 * 24 * HOUR))['leaks|all']).toMatchObject({
      checked: 0,
      rows: [],
    });
  });

  it('leaks: what another port states of the subject and the bag neither hides one nor takes its place', async () => {
    const mail = { port: 'ICN-MAIL', route: 'mail', batch: 'bag-7' };
    const away = { ...mail, port: 'ICN-T2' };
    await insert(ai('hidden', 9_000, mail), ai('replaced', 9_000, mail), ai('sibling', 9_000, mail));
    await insert(
      officer('hidden', 8_000, { ...away, result: 'confirmed' }),
      officer('replaced', 8_000, { ...away, batch: 'bag-0' }),
      officer('stranger', 8_000, away),
      officer('hidden', 8_000, { port: 'ICN-T2', route: 'traveller', result: 'confirmed' }),
    );
    const second = { port: 'SEL-MAIL', route: 'mail', result: 'confirmed' };
    await insert(officer('hidden', 500, second), officer('replaced', 600, second));
    await insert(officer('hidden', 400, { ...second, route: 'express' }));
    const row = { port: 'ICN-MAIL', batch: 'bag-7', siblings: 2, reread: 1 };
    expect((await read(leaksPanel))['leaks|all']).toMatchObject({
      ...{ checked: 2, leaks: 2 },
      rows: [
        { ...row, subject: 'hidden', caughtAt: ago(500) },
        { ...row, subject: 'replaced', caughtAt: ago(600) },
        { ...row, subject: 'replaced', port: 'ICN-T2', batch: 'bag-0', siblings: 0, reread: 0 },
      ],
    });
  });
});
