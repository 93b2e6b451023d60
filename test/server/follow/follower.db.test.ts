import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Board } from '../../../server/board/board.ts';
import type {
  LatestCell,
  MinuteCell,
  NewsCell,
  OriginsCell,
  RecordCell,
  TodayCell,
} from '../../../server/contract/cells.ts';
import { cellKey } from '../../../server/contract/cells.ts';
import { siteDay } from '../../../server/contract/days.ts';
import { realmDatabase, type Database, type ListenHandlers } from '../../../server/db/database.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { Follower } from '../../../server/follow/follower.ts';
import { realTime } from '../../../server/follow/realm-clock.ts';
import { LIVE_REALM } from '../../../server/server.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import {
  arrivalRow,
  correctionRow,
  insertRows,
  seizureRow,
  verdictRow,
  type RowOf,
} from '../../support/rows.ts';
import { eventually } from '../../support/screen.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';

interface Watched {
  board: Board;
  follower: Follower;
  faults: unknown[];
  ticks: number;
  today(port: string, route: string): TodayCell | undefined;
  cell<T>(key: string): T | undefined;
}

function follow(db: Database, now: () => number = Date.now): Watched {
  const board = new Board('run');
  const faults: unknown[] = [];
  const watched: Watched = {
    board,
    faults,
    ticks: 0,
    follower: new Follower({
      realm: realmDatabase(db, 'live'),
      describe: LIVE_REALM,
      board,
      clock: realTime(now),
      elapsed: now,
      tickMs: 50,
      ticked: () => watched.ticks++,
      failed: (error) => faults.push(error),
    }),
    today: (port, route) => board.since(0)[cellKey.today(port, route)] as TodayCell | undefined,
    cell: <T>(key: string) => board.since(0)[key] as T | undefined,
  };
  watched.follower.start();
  return watched;
}

onEachEngine('a follower', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());

  describe('a board', () => {
    let watched: Watched;
    /** Who writes: another connection, where there can be one. */
    let writer: Database;

    beforeAll(async () => {
      writer =
        engine === 'native'
          ? openPgDatabase({
              url: database.env['DATABASE_URL'] ?? '',
              poolSize: 2,
              random: Math.random,
              onIdleError: () => undefined,
            })
          : database.db;
      watched = follow(database.db);
      await eventually(() => expect(watched.follower.listening && watched.board.confirmedAt > 0).toBe(true));
    });
    afterAll(async () => {
      await watched.follower.stop();
      if (writer !== database.db) await writer.close();
    });
    const insert = (table: Parameters<typeof insertRows>[1], ...rows: RowOf[]) =>
      insertRows(writer, table, rows);

    it('shows what others write into it, in figures, minutes, origins and news', async () => {
      const now = new Date();
      await insert(
        'arrival',
        arrivalRow({ time: now.toISOString(), port: 'GMP', units: 30, origin: 'JP' }),
        arrivalRow({ time: now.toISOString(), port: 'GMP', units: 12, risk: 'high', conveyance: 'NH865' }),
      );
      await eventually(() => {
        expect(watched.today('GMP', 'traveller')).toMatchObject({
          day: siteDay(now.getTime()),
          arrivals: 2,
          units: 42,
          highRiskUnits: 12,
        });
        const minute = Math.floor(now.getTime() / 60_000);
        expect(watched.cell<MinuteCell>(cellKey.minute('GMP', 'traveller', minute))).toEqual([
          minute,
          42,
          0,
          0,
          0,
          0,
        ]);
        expect(watched.cell<OriginsCell>('origins|GMP|traveller')?.units).toEqual({ JP: 30, TH: 12 });
        expect(watched.cell<NewsCell>('news|GMP|traveller')?.items).toContainEqual(
          expect.objectContaining({ kind: 'arrival', subject: 'NH865', units: 12, risk: 'high' }),
        );
      });
    });

    it('shows verdicts and seizures, the record of the year and the latest cases', async () => {
      const time = new Date().toISOString();
      await insert(
        'verdict',
        verdictRow({ time, port: 'PTK-EXP' }),
        verdictRow({ time, port: 'PTK-EXP', result: 'suspect' }),
      );
      await insert(
        'seizure',
        seizureRow({ time, port: 'PTK-EXP', case_no: 'F-1', grams: 1_500.25, substance: 'cocaine' }),
      );
      await eventually(() => {
        expect(watched.today('PTK-EXP', 'express')).toMatchObject({
          primary: 2,
          flagged: 1,
          cases: 1,
          grams: 1_500.25,
        });
        const day = siteDay(Date.parse(time));
        expect(watched.cell<RecordCell>(`record|PTK-EXP|express|${day.slice(0, 4)}`)?.days).toEqual([
          [Number(day.slice(5, 7)) * 100 + Number(day.slice(8)), 1, 1_500.25],
        ]);
        expect(watched.cell<LatestCell>('latest|PTK-EXP|express')?.cases).toMatchObject([
          { caseNo: 'F-1', grams: 1_500.25, substance: 'cocaine', amendments: 0 },
        ]);
      });
    });

    it('takes back what is corrected or retracted', async () => {
      const [flight, found] = [
        arrivalRow({ port: 'CJU', units: 9 }),
        seizureRow({ port: 'CJU', route: 'traveller', case_no: 'F-2' }),
      ];
      await insert('arrival', flight);
      await insert('seizure', found);
      await eventually(() => expect(watched.today('CJU', 'traveller')).toMatchObject({ units: 9, cases: 1 }));
      await insert(
        'correction',
        correctionRow(flight, 'arrival', { retracted: true }),
        correctionRow(found, 'seizure', { retracted: true }),
      );
      await eventually(() => {
        expect(watched.today('CJU', 'traveller')).toMatchObject({
          arrivals: 0,
          units: 0,
          cases: 0,
          grams: 0,
        });
        expect(
          watched.cell<RecordCell>(`record|CJU|traveller|${siteDay(Date.now()).slice(0, 4)}`)?.days,
        ).toEqual([]);
        expect(watched.cell<LatestCell>('latest|CJU|traveller')?.cases).toEqual([]);
      });
    });

    it('shows no origin any more when the only arrival was retracted', async () => {
      const flight = arrivalRow({ port: 'TAE', units: 9, origin: 'VN' });
      await insert('arrival', flight);
      await eventually(() =>
        expect(watched.cell<OriginsCell>('origins|TAE|traveller')?.units).toEqual({ VN: 9 }),
      );
      await insert('correction', correctionRow(flight, 'arrival', { retracted: true }));
      await eventually(
        () => expect(watched.cell<OriginsCell>('origins|TAE|traveller')?.units).toEqual({}),
        5_000,
      );
    });

    it('counts a late event in the minute in which it happened, not in the one in which it came', async () => {
      const minute = Math.floor(Date.now() / 60_000) - 40;
      await insert(
        'arrival',
        arrivalRow({ time: new Date(minute * 60_000 + 30_000).toISOString(), port: 'MWX', units: 3 }),
      );
      await eventually(() =>
        expect(watched.cell<MinuteCell>(cellKey.minute('MWX', 'traveller', minute))).toEqual([
          minute,
          3,
          0,
          0,
          0,
          0,
        ]),
      );
    });

    it('is confirmed about once a second, also when nothing happens', async () => {
      const { version } = watched.board;
      const before = watched.board.confirmedAt;
      await eventually(() => expect(watched.board.confirmedAt).toBeGreaterThan(before + 1_500), 6_000);
      expect(watched.board.version - version).toBeLessThan(2);
    });

    it('is not misled by notifications that are none of its own', async () => {
      for (const payload of [
        '',
        'null',
        '{}',
        '[1]',
        '{"from":null,"to":null,"minutes":[],"records":["x|y|z"]}',
        '{"from":0,"to":9e15,"minutes":null,"records":null}',
      ]) {
        await writer.query('SELECT pg_notify($1, $2)', ['gwanje_live', payload]);
      }
      await insert('arrival', arrivalRow({ port: 'CJJ', units: 5 }));
      await eventually(() => expect(watched.today('CJJ', 'traveller')).toMatchObject({ units: 5 }));
      expect(watched.follower.listening).toBe(true);
    });
  });

  describe('a board whose notifications are lost', () => {
    let handlers: ListenHandlers | undefined;
    let watched: Watched;
    /** Notifications that the test lets through. */
    let deaf = false;
    /** Whether the follower's queries fail. */
    let failing = false;
    let clock = 0;

    beforeAll(async () => {
      const { db } = database;
      const hardOfHearing: Database = {
        ...db,
        query: (...query) => (failing ? Promise.reject(new Error('no answer')) : db.query(...query)),
        listen: (channel, given) => {
          handlers = given;
          return db.listen(channel, {
            ...given,
            notified: (payload) => (deaf ? undefined : given.notified(payload)),
          });
        },
      };
      watched = follow(hardOfHearing, () => Date.now() + clock);
      await eventually(() => expect(watched.follower.listening && watched.board.confirmedAt > 0).toBe(true));
    });
    afterAll(async () => {
      await watched.follower.stop();
    });

    it('is right again with the next look at the whole, half a minute later at most', async () => {
      deaf = true;
      const found = seizureRow({ port: 'KRINC', route: 'cargo', case_no: 'L-1' });
      const minute = Math.floor(Date.now() / 60_000);
      await insertRows(database.db, 'arrival', [
        arrivalRow({
          time: new Date(minute * 60_000).toISOString(),
          port: 'KRINC',
          route: 'cargo',
          units: 8,
        }),
      ]);
      await insertRows(database.db, 'seizure', [found]);
      clock += 30_000;
      await eventually(() => {
        expect(watched.today('KRINC', 'cargo')).toMatchObject({ units: 8, cases: 1 });
        expect(watched.cell<MinuteCell>(cellKey.minute('KRINC', 'cargo', minute))?.[1]).toBe(8);
        expect(watched.cell<LatestCell>('latest|KRINC|cargo')?.cases).toHaveLength(1);
      });
      deaf = false;
    });

    it('shows no case any more that was retracted meanwhile', async () => {
      const found = seizureRow({ port: 'KRPTK', route: 'cargo', case_no: 'L-2' });
      await insertRows(database.db, 'seizure', [found]);
      await eventually(() => expect(watched.cell<LatestCell>('latest|KRPTK|cargo')?.cases).toHaveLength(1));
      deaf = true;
      await insertRows(database.db, 'correction', [correctionRow(found, 'seizure', { retracted: true })]);
      handlers?.connected();
      await eventually(() => expect(watched.today('KRPTK', 'cargo')).toMatchObject({ cases: 0 }));
      deaf = false;
      await eventually(() => {
        expect(watched.cell<LatestCell>('latest|KRPTK|cargo')).toBeUndefined();
        const year = siteDay(Date.now()).slice(0, 4);
        expect(watched.cell<RecordCell>(`record|KRPTK|cargo|${year}`)).toBeUndefined();
      }, 3_000);
    });

    /** Of a minute that is read only where something says that it changed, or with a look at the whole. */
    const expectLate = async (port: string) => {
      const minute = Math.floor((Date.now() + clock) / 60_000) - 20;
      const time = new Date(minute * 60_000).toISOString();
      await insertRows(database.db, 'arrival', [arrivalRow({ time, port, units: 8 })]);
      const shown = () => watched.cell<MinuteCell>(cellKey.minute(port, 'traveller', minute))?.[1];
      return () => eventually(() => expect(shown()).toBe(8));
    };

    it('looks at the whole with every tick while it does not listen, as on a replica', async () => {
      deaf = true;
      handlers?.lost(new Error('nobody listens'));
      const shows = await expectLate('TAE');
      await shows();
      deaf = false;
      handlers?.connected();
    });

    it('reads again what a tick that failed was to read', async () => {
      const { length: faults } = watched.faults;
      failing = true;
      const shows = await expectLate('MWX');
      await eventually(() => expect(watched.faults.length).toBeGreaterThan(faults + 1));
      failing = false;
      await shows();
    });

    it('begins a new day when the clock does, with nothing in it', async () => {
      await insertRows(database.db, 'arrival', [arrivalRow({ port: 'KRKAN', units: 5 })]);
      await eventually(() => expect(watched.today('KRKAN', 'traveller')).toMatchObject({ units: 5 }));
      clock += 24 * 3_600_000;
      const tomorrow = siteDay(Date.now() + clock);
      await eventually(() =>
        expect(watched.today('KRKAN', 'traveller')).toMatchObject({ day: tomorrow, arrivals: 0, units: 0 }),
      );
    });
  });

  // The embedded database is in this process: its connection cannot be lost.
  describe.skipIf(engine === 'embedded')('a board whose database goes away', () => {
    let proxy: TcpProxy;
    let viaProxy: Database;
    let watched: Watched;

    beforeAll(async () => {
      proxy = await startTcpProxy(database.env['DATABASE_URL'] ?? '');
      viaProxy = openPgDatabase({
        url: proxy.url,
        poolSize: 3,
        random: Math.random,
        onIdleError: () => undefined,
      });
      watched = follow(viaProxy);
      await eventually(() => expect(watched.follower.listening && watched.board.confirmedAt > 0).toBe(true));
    });
    afterAll(async () => {
      await watched.follower.stop();
      await viaProxy.close();
      await proxy.close();
    });

    it('polls while its listening connection is gone, and listens again', async () => {
      await insertRows(database.db, 'arrival', [arrivalRow({ port: 'KRUSN', units: 1 })]);
      await eventually(() => expect(watched.today('KRUSN', 'traveller')?.units).toBe(1));
      await database.db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gwanje listen'`,
      );
      await insertRows(database.db, 'arrival', [arrivalRow({ port: 'KRUSN', units: 2 })]);
      await eventually(() => expect(watched.today('KRUSN', 'traveller')?.units).toBe(3));
      await eventually(() => expect(watched.follower.listening).toBe(true));
      await insertRows(database.db, 'arrival', [arrivalRow({ port: 'KRUSN', units: 4 })]);
      await eventually(() => expect(watched.today('KRUSN', 'traveller')?.units).toBe(7));
    });

    it('says by its time of confirmation that it stands still, keeps what it had, and comes back right', async () => {
      proxy.cut();
      await eventually(() => expect(watched.follower.listening).toBe(false));
      const stood = watched.board.confirmedAt;
      const { length: faults } = watched.faults;
      await insertRows(database.db, 'arrival', [arrivalRow({ port: 'KRUSN', units: 10 })]);
      await eventually(() => expect(watched.faults.length).toBeGreaterThan(faults + 3));
      expect(watched.board.confirmedAt).toBe(stood);
      expect(watched.today('KRUSN', 'traveller')?.units).toBe(7);
      proxy.mend();
      await eventually(() => expect(watched.today('KRUSN', 'traveller')?.units).toBe(17));
      expect(watched.board.confirmedAt).toBeGreaterThan(stood);
      await eventually(() => expect(watched.follower.listening).toBe(true));
    });
  });
});
