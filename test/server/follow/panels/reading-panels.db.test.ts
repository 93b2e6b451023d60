import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  READING_CLASSES_MS,
  type AiCell,
  type ModelCell,
  type ReadingsCell,
} from '../../../../server/contract/screening-cells.ts';
import { siteDay, startOfDay } from '../../../../server/contract/days.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { silenceMs } from '../../../../server/follow/ai-silence.ts';
import type { Panel } from '../../../../server/follow/panel-follower.ts';
import { aiPanel } from '../../../../server/follow/panels/ai-panel.ts';
import { modelPanel } from '../../../../server/follow/panels/model-panel.ts';
import { readingsPanel } from '../../../../server/follow/panels/readings-panel.ts';
import { randomOf } from '../../../../simulator/random.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import {
  arrivalRow,
  correctionRow,
  insertRows,
  stationRow,
  verdictRow,
  type RowOf,
  type Table,
} from '../../../support/rows.ts';
import { drawn } from './drawn.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2028-03-06T15:30:20+09:00');
const DAY_START = startOfDay(siteDay(NOW));
const at = (time: number) => new Date(time).toISOString();
const before = (seconds: number) => at(NOW - seconds * 1_000);

describe('silence of an AI that sends no heartbeats', () => {
  it('means down when it is less likely than one in ten thousand, and at least 12 s', () => {
    expect(silenceMs(10)).toBe(12_000);
    expect(Math.exp(-0.5 * ((silenceMs(0.5) ?? 0) / 1_000))).toBeCloseTo(1e-4, 6);
    expect(silenceMs(0.5)).toBeGreaterThan(18_000);
  });
  it('means nothing where so little is read that half an hour would not show it', () => {
    expect(silenceMs(9.2 / 1_800)).toBeNull();
    expect(silenceMs(9.3 / 1_800)).toBeLessThanOrEqual(1_800_000);
    expect(silenceMs(0)).toBeNull();
  });
});

onEachEngine('readings, models and the AI', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
    await database.db.query('DELETE FROM live.high_risk_origin');
    await database.db.query("INSERT INTO live.high_risk_origin VALUES ('TH', 'test'), ('LA', 'test')");
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(
      `TRUNCATE live.verdict, live.arrival, live.station, live.correction, live.correction_target, live.corrected_verdict,
                live.count_reading, live.count_model, live.count_screened_day, live.count_minute, live.ai_heard, live.corrected_station,
                live.station_now, live.item, live.count_pair`,
    );
  });
  const insert = (table: Table, ...rows: RowOf[]) => insertRows(database.db, table, rows);
  const read = async <T>(panel: Panel, now = NOW) =>
    Object.fromEntries(await drawn(panel, realm, now)) as unknown as Record<string, T>;

  describe('readings', () => {
    it('are those of the raw rows under their corrections, in the site day', async () => {
      const random = randomOf('readings');
      const pick = <T>(...from: T[]) => from[Math.floor(random() * from.length)] as T;
      const rows = Array.from({ length: 400 }, (_, n) => ({
        ...verdictRow({
          time: at(DAY_START + pick(-1, 0, 1, 3_600_000 * 15)),
          port: pick('ICN-EXP', 'PUS'),
          station: `S${n % 6}`,
          stage: pick('primary', 'secondary'),
          scan_ms: pick(500, 6_999, 7_000, 8_000, 70_000),
        }),
        origin: pick('TH', 'LA', 'US'),
      }));
      await insert('verdict', ...rows);
      const gone = rows.filter((_, n) => n % 9 === 0);
      await insert('correction', ...gone.map((row) => correctionRow(row, 'verdict', { retracted: true })));
      const longer = rows.filter((_, n) => n % 10 === 1);
      await insert(
        'correction',
        ...longer.map((row) => correctionRow(row, 'verdict', { changes: { scan_ms: 9_500 } })),
      );

      const cells = await read<ReadingsCell>(readingsPanel);
      expect(Object.keys(cells).sort()).toEqual(['readings|ICN-EXP|express', 'readings|PUS|express']);
      for (const port of ['ICN-EXP', 'PUS']) {
        const own = rows
          .filter(
            (row) =>
              !gone.includes(row) &&
              row.port === port &&
              row.origin !== 'US' &&
              Date.parse(row.time) >= DAY_START,
          )
          .map((row) => (longer.includes(row) ? { ...row, scan_ms: 9_500 } : row));
        const cell = cells[`readings|${port}|express`];
        expect(cell).toMatchObject({
          day: '2028-03-06',
          read: own.length,
          short: own.filter((row) => row.scan_ms < 7_000).length,
          firstReadings: own.filter((row) => row.stage === 'primary').length,
          offChannel: null,
        });
        expect(cell?.classes).toEqual(
          [...READING_CLASSES_MS, Infinity].map(
            (end, place) =>
              own.filter((row) => row.scan_ms < end && row.scan_ms >= (READING_CLASSES_MS[place - 1] ?? 0))
                .length,
          ),
        );
        for (const each of cell?.stations ?? []) {
          const there = own.filter((row) => row.station === each.station);
          expect([each.read, each.short]).toEqual([
            there.length,
            there.filter((row) => row.scan_ms < 7_000).length,
          ]);
        }
      }
    });

    it('name first the stations that read in haste, by share where there is enough for one', async () => {
      const some = (station: string, short: number, long: number) => [
        ...Array.from({ length: short }, () =>
          verdictRow({ time: before(60), origin: 'TH', station, scan_ms: 6_999 }),
        ),
        ...Array.from({ length: long }, () =>
          verdictRow({ time: before(60), origin: 'TH', station, scan_ms: 7_000 }),
        ),
      ];
      await insert(
        'verdict',
        ...some('half', 20, 20),
        ...some('tenth', 3, 27),
        ...some('few', 2, 0),
        ...some('one', 1, 5),
        ...some('none', 0, 40),
      );
      const cell = (await read<ReadingsCell>(readingsPanel))['readings|ICN-EXP|express'];
      expect(cell?.stations.map(({ station }) => station)).toEqual(['half', 'tenth', 'few', 'one']);
    });

    it('count what entered off the dedicated channel, where there is one', async () => {
      await insert('station', stationRow({ station: 'D1', dedicated: true }), stationRow({ station: 'X1' }));
      await insert(
        'verdict',
        ...['D1', 'X1', 'X2', 'X2'].map((station) => verdictRow({ time: before(9), origin: 'TH', station })),
        verdictRow({ time: before(9), origin: 'TH', station: 'X1', stage: 'secondary' }),
        verdictRow({ time: before(9), origin: 'US', station: 'X1' }),
      );
      expect((await read<ReadingsCell>(readingsPanel))['readings|ICN-EXP|express']).toMatchObject({
        offChannel: 3,
        firstReadings: 4,
      });
    });

    it('are zero on a day without any, where there were some in the week', async () => {
      await insert('verdict', verdictRow({ time: at(NOW - 3 * 86_400_000), origin: 'TH' }));
      expect(await read<ReadingsCell>(readingsPanel)).toMatchObject({
        'readings|ICN-EXP|express': { read: 0, short: 0, firstReadings: 0, stations: [] },
      });
      expect(await read<ReadingsCell>(readingsPanel, NOW + 9 * 86_400_000)).toEqual({});
    });
  });

  it('models are those of the day beside the four weeks before', async () => {
    const verdict = (days: number, model: string, score: number | null, result: string) =>
      verdictRow({ time: at(NOW - days * 86_400_000), model, score, result });
    await insert(
      'verdict',
      verdict(0, 'm/2', 0.72, 'suspect'),
      verdict(0, 'm/2', null, 'clear'),
      verdict(1, 'm/1', 1, 'suspect'),
      verdict(28, 'm/1', 0.15, 'clear'),
      verdict(29, 'm/1', 0.15, 'clear'),
    );
    expect(await read<ModelCell>(modelPanel)).toEqual({
      'model|-|express': {
        day: '2028-03-06',
        today: [{ model: 'm/2', read: 2, flagged: 1, scores: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0] }],
        before: [{ model: 'm/1', read: 2, flagged: 1, scores: [0, 1, 0, 0, 0, 0, 0, 0, 0, 1] }],
      },
    });
  });

  describe('the AI', () => {
    const KEY = 'ai|ICN-EXP|express';
    const ai = async (now = NOW) => (await read<AiCell>(aiPanel, now))[KEY];
    const heartbeat = (seconds: number, own: RowOf = {}) =>
      stationRow({ station: 'AI', kind: 'ai', time: before(seconds), ...own });

    it('is down when its heartbeats have been missing for 12 s, and up with the next', async () => {
      await insert('station', heartbeat(20), heartbeat(12));
      expect(await ai()).toEqual({
        state: 'up',
        since: before(12),
        why: null,
        silentMs: 12_000,
        toOfficers: 0,
      });
      expect(await ai(NOW + 1)).toMatchObject({ state: 'down', why: 'silent', since: before(12) });
      await insert('station', heartbeat(-5));
      expect(await ai(NOW + 10_000)).toMatchObject({ state: 'up', since: before(-5) });
    });

    it('is heard by its verdicts as well, and stays down for days', async () => {
      await insert('station', heartbeat(40));
      await insert(
        'verdict',
        verdictRow({ time: before(3) }),
        verdictRow({ time: before(1), judged_by: 'officer' }),
      );
      expect(await ai()).toMatchObject({ state: 'up', since: before(3) });
      expect(await ai(NOW + 2 * 86_400_000)).toMatchObject({
        state: 'down',
        silentMs: 12_000,
        since: before(3),
      });
      expect(await ai(NOW + 8 * 86_400_000)).toBeUndefined();
    });

    it('is down when it says so, since it said so, whatever else is heard', async () => {
      await insert(
        'station',
        heartbeat(90),
        heartbeat(80, { state: 'down' }),
        heartbeat(2, { state: 'down' }),
      );
      await insert('verdict', verdictRow({ time: before(1) }));
      expect(await ai()).toMatchObject({ state: 'down', why: 'said', since: before(80) });
      await insert('station', heartbeat(1, { state: 'closed' }));
      expect(await ai()).toMatchObject({ state: 'up', why: null, silentMs: 0 });
    });

    it('without heartbeats is judged by how much it read in the hour before', async () => {
      const last = Math.floor(NOW / MINUTE) * MINUTE;
      await insert(
        'verdict',
        ...Array.from({ length: 1_800 }, (_, n) => verdictRow({ time: at(last - (n + 1) * 2_000) })),
        verdictRow({ time: at(last) }),
      );
      expect(await ai(last + 18_000)).toMatchObject({ state: 'up', silentMs: 18_421 });
      expect(await ai(last + 18_422)).toMatchObject({ state: 'down', why: 'silent', since: at(last) });
    });

    it('that reads next to nothing is not judged by its silence', async () => {
      await insert('verdict', verdictRow({ time: before(3_000) }), verdictRow({ time: before(2_000) }));
      expect(await ai()).toMatchObject({ state: 'up', silentMs: 0, since: before(2_000) });
    });

    it('leaves to officers what arrived since and that nobody read', async () => {
      await insert('station', heartbeat(600));
      const place = { port: 'ICN-EXP', route: 'express' };
      await insert(
        'arrival',
        arrivalRow({ ...place, time: before(900), units: 1_000 }),
        arrivalRow({ ...place, time: before(300), units: 70 }),
        arrivalRow({ ...place, time: before(1), units: 30 }),
      );
      await insert(
        'verdict',
        ...Array.from({ length: 12 }, () => verdictRow({ time: before(200), judged_by: 'officer' })),
      );
      expect(await ai()).toMatchObject({ state: 'down', toOfficers: 88 });
      await insert('station', heartbeat(1));
      expect(await ai()).toMatchObject({ state: 'up', toOfficers: 0 });
    });
  });
});
