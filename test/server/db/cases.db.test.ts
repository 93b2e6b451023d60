import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import {
  arrivalRow,
  bulletinRow,
  correctionRow,
  declarationRow,
  indicatorRow,
  insertRows,
  seizureRow,
} from '../../support/rows.ts';
import { latestBy, standingRows } from '../../support/standing.ts';

const START = Date.parse('2026-06-30T14:59:00Z');
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

onEachEngine('what the database keeps of cases, money, bulletins and indicators', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());
  const read = (sql: string) => database.db.query(sql);

  it('counts rows of a COPY, once, in the site days in which they happened', async () => {
    const lines = Array.from(
      { length: 120 },
      (_, n) =>
        `${at(n)},copied,d${n},PUS,traveller,out,${n % 2 ? 'declared' : 'undeclared'},${9_999 + n}.00,`,
    );
    const columns = 'time, source, id, port, route, direction, result, amount_usd, amount_krw';
    await database.copy('live.declaration', columns, lines.join('\n'));
    const again = declarationRow({ time: at(0), source: 'copied', id: 'd0' });
    expect(await insertRows(database.db, 'declaration', [again])).toBe(0);
    expect(
      await read(
        'SELECT day, checks, declared, declared_above, undeclared FROM live.currency_day ORDER BY day',
      ),
    ).toEqual([
      { day: '2026-06-30', checks: 60, declared: 30, declared_above: 29, undeclared: 29 },
      { day: '2026-07-01', checks: 60, declared: 30, declared_above: 30, undeclared: 30 },
    ]);
    await database.copy(
      'live.indicator',
      'time, source, id, name, value, unit, period',
      `${at(1)},copied,i1,a,1,n,2026\n${at(2)},copied,i2,a,2,n,2026\n${at(1)},copied,i3,a,3,n,2026-13`,
    );
    expect(await read('SELECT name, period, value FROM live.indicator_now')).toEqual([
      { name: 'a', period: '2026', value: 2 },
    ]);
    await database.copy(
      'live.bulletin',
      'time, source, id, bulletin_no, kind, title, status',
      `${at(1)},copied,b1,B,digest,t,draft\n${at(2)},copied,b2,B,digest,t,published`,
    );
    expect(await read('SELECT status, published_at FROM live.bulletin_now')).toEqual([
      { status: 'published', published_at: new Date(at(2)) },
    ]);
  });

  it('stays exact, and nobody waits for ever, when many write of the same things at the same moment', async () => {
    const rounds = Array.from({ length: 24 }, (_, n) => n);
    const indicators = rounds.map((n) =>
      ['x', 'y', 'z'].map((name) => indicatorRow({ time: at((n * 7) % 24), name, period: '2026', value: n })),
    );
    const bulletins = rounds.map((n) => [
      bulletinRow({ time: at((n * 5) % 24), bulletin_no: 'one', title: `t${n}` }),
      bulletinRow({ time: at((n * 11) % 24), bulletin_no: 'two', title: `t${n}` }),
    ]);
    const money = rounds.map((n) => ['PUS', 'GMP'].map((port) => declarationRow({ time: at(n), port })));
    await Promise.all(
      rounds.flatMap((n) => {
        const ordered = <T>(rows: T[] | undefined) => (n % 2 ? [...(rows ?? [])].reverse() : (rows ?? []));
        return [
          insertRows(database.db, 'indicator', ordered(indicators[n])),
          insertRows(database.db, 'bulletin', ordered(bulletins[n])),
          insertRows(database.db, 'declaration', ordered(money[n])),
          insertRows(database.db, 'correction', [
            ...(n % 3 ? [] : [correctionRow(indicators[n]?.[0] ?? {}, 'indicator', { retracted: true })]),
            ...(n % 4
              ? []
              : [correctionRow(bulletins[n]?.[0] ?? {}, 'bulletin', { changes: { title: 'mended' } })]),
            ...(n % 5
              ? []
              : [correctionRow(money[n]?.[0] ?? {}, 'declaration', { changes: { port: 'TAE' } })]),
            correctionRow(arrivalRow(), 'arrival', { retracted: true }),
          ]),
        ];
      }),
    );
    const titles = latestBy(
      await standingRows(database.db, 'bulletin'),
      (row) => row['bulletin_no'] as string,
    );
    expect(
      await read("SELECT bulletin_no, title FROM live.bulletin_now WHERE bulletin_no <> 'B' ORDER BY 1"),
    ).toEqual(
      titles
        .filter((row) => row['bulletin_no'] !== 'B')
        .map(({ bulletin_no, title }) => ({ bulletin_no, title }))
        .sort((a, b) => (a.bulletin_no < b.bulletin_no ? -1 : 1)),
    );
    const values = latestBy(
      (await standingRows(database.db, 'indicator')).filter(({ name }) => name !== 'a'),
      (row) => row['name'] as string,
    );
    expect(await read("SELECT name, value FROM live.indicator_now WHERE name <> 'a' ORDER BY 1")).toEqual(
      values.map(({ name, value }) => ({ name, value })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
    const counts: Record<string, number> = {};
    for (const { port } of await standingRows(database.db, 'declaration'))
      counts[port] = (counts[port] ?? 0) + 1;
    const kept = await read('SELECT port, sum(checks)::integer AS checks FROM live.currency_day GROUP BY 1');
    expect(Object.fromEntries(kept.map(({ checks, port }) => [port, checks]))).toEqual(counts);
    expect(counts).toEqual({ PUS: 120 + 19, GMP: 24, TAE: 5 });
  });

  it('numbers every state of the cases, and moves for nothing else', async () => {
    const revision = async () =>
      Number((await read('SELECT revision FROM live.case_revision'))[0]?.['revision']);
    const row = seizureRow({ time: at(0) });
    const first = await revision();
    await insertRows(database.db, 'seizure', [row]);
    const second = await revision();
    expect(second).toBeGreaterThan(first);
    // A correction that changes no figure of now may still change what was known at a time.
    await insertRows(database.db, 'correction', [correctionRow(row, 'seizure', { changes: {} })]);
    const third = await revision();
    expect(third).toBeGreaterThan(second);
    await insertRows(database.db, 'correction', [
      correctionRow(arrivalRow(), 'arrival', { retracted: true }),
    ]);
    await insertRows(database.db, 'declaration', [declarationRow({ time: at(0) })]);
    expect(await revision()).toBe(third);
  });
});
