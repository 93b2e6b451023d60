import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { insertAny, leadRow, leadsOfRawRows } from '../../support/leads.ts';
import { arrivalRow, correctionRow, verdictRow, type RowOf } from '../../support/rows.ts';

const HOUR = 3_600_000;
/** A whole hour yesterday. */
const base = Math.floor((Date.now() - 24 * HOUR) / HOUR) * HOUR;
const at = (hours: number) => new Date(base + hours * HOUR).toISOString();

onEachEngine('leads and what they match', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());
  const insert = (table: string, ...rows: RowOf[]) => insertAny(database.db, table, rows);

  async function kept() {
    const leads = await database.db.query<RowOf>('SELECT * FROM live.lead_now ORDER BY lead_no');
    const rows = await database.db.query<{ name: string }>(
      `SELECT concat_ws(' ', lead_no, stream, source, id, to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS name
       FROM live.lead_match`,
    );
    return { leads, matches: rows.map(({ name }) => name).sort() };
  }
  /** What is kept is exactly what the raw rows say. */
  async function exact() {
    const [now, raw] = [await kept(), await leadsOfRawRows(database.db)];
    expect(now.matches).toEqual(raw.matches);
    const plain = (each: Record<string, unknown>) => [
      ...['lead_no', 'kind', 'status', 'port', 'route', 'conveyance', 'subject', 'origin'].map(
        (name) => each[name],
      ),
    ];
    const byNumber = [...raw.leads].sort((a, b) => (a.lead_no < b.lead_no ? -1 : 1));
    expect(now.leads.map((each) => [...plain(each), each['first_at'], each['stated_at']])).toEqual(
      byNumber.map((each) => [...plain(each), new Date(each.first), each.time]),
    );
  }
  const matchesOf = async (lead: string) =>
    (await kept()).matches.filter((name) => name.startsWith(`${lead} `)).length;

  it('match a flight, whichever of the two comes first, within the term and where port, route and origin agree', async () => {
    const flight = arrivalRow({ time: at(0), conveyance: 'A1', port: 'PUS', origin: 'VN' });
    const lead = (lead_no: string, own: RowOf = {}) =>
      leadRow({ lead_no, time: at(-1), conveyance: 'A1', ...own });
    const leads = (turn: string) => [
      lead(`${turn}-plain`),
      lead(`${turn}-fits`, { port: 'PUS', route: 'traveller', origin: 'VN', kind: 'watch-list' }),
      lead(`${turn}-port`, { port: 'GMP' }),
      lead(`${turn}-route`, { route: 'cargo' }),
      lead(`${turn}-origin`, { origin: 'TH' }),
      lead(`${turn}-over`, { valid_until: at(0) }),
      lead(`${turn}-early`, { valid_from: at(1) }),
      lead(`${turn}-old`, { time: at(-31 * 24) }),
      lead(`${turn}-late`, { time: at(7 * 24) }),
      lead(`${turn}-request`, { kind: 'request' }),
      lead(`${turn}-minor`, { kind: 'minor' }),
    ];
    await insert('lead', ...leads('before'));
    await insert('arrival', flight);
    await insert('lead', ...leads('after'));
    await exact();
    for (const [name, count] of Object.entries({
      plain: 1,
      fits: 1,
      late: 1,
      port: 0,
      over: 0,
      old: 0,
      minor: 0,
    })) {
      expect([await matchesOf(`before-${name}`), await matchesOf(`after-${name}`)], name).toEqual([
        count,
        count,
      ]);
    }
  });

  it('match the verdicts on a consignment, of either side and result', async () => {
    const own = { conveyance: undefined, subject: 'PARCEL-1', kind: 'consignment', time: at(0) };
    await insert('lead', leadRow({ ...own, lead_no: 'parcel-before' }));
    await insert(
      'verdict',
      verdictRow({ time: at(1), subject: 'PARCEL-1', batch: 'X9' }),
      verdictRow({
        time: at(1),
        subject: 'PARCEL-1',
        judged_by: 'officer',
        stage: 'secondary',
        result: 'suspect',
      }),
      verdictRow({ time: at(1), subject: 'PARCEL-2' }),
      verdictRow({ time: at(-9 * 24), subject: 'PARCEL-1' }),
    );
    await insert('lead', leadRow({ ...own, lead_no: 'parcel-after' }));
    await exact();
    expect([await matchesOf('parcel-before'), await matchesOf('parcel-after')]).toEqual([2, 2]);
  });

  it('measure from both being known to the match, and nothing where history is loaded', async () => {
    await insert('lead', leadRow({ lead_no: 'slow', time: at(0), conveyance: 'M1' }));
    await insert('arrival', arrivalRow({ time: at(0), conveyance: 'M1' }));
    await insert('lead', leadRow({ lead_no: 'past', time: at(0), recorded_at: at(0), conveyance: 'M2' }));
    await insert('arrival', arrivalRow({ time: at(0), recorded_at: at(0), conveyance: 'M2' }));
    await insert('lead', leadRow({ lead_no: 'fresh', time: at(0), conveyance: 'M2' }));
    const rows = await database.db.query<{ lead_no: string; latency_ms: number | null }>(
      "SELECT lead_no, latency_ms FROM live.lead_match WHERE lead_no IN ('slow', 'past', 'fresh') ORDER BY 1",
    );
    expect(rows.map(({ latency_ms, lead_no }) => [lead_no, latency_ms === null])).toEqual([
      ['fresh', false],
      ['past', true],
      ['slow', false],
    ]);
    for (const { latency_ms } of rows) if (latency_ms !== null) expect(latency_ms).toBeLessThan(10_000);
  });

  it('follow a flight that is announced, moved, withdrawn or lands, and keep the time of the match', async () => {
    await insert(
      'lead',
      leadRow({ lead_no: 'list', conveyance: 'N1' }),
      leadRow({ lead_no: 'list2', conveyance: 'N2' }),
    );
    const soon = new Date(Date.now() + 2 * HOUR).toISOString();
    const [first, second] = [
      arrivalRow({ time: soon, conveyance: 'N1' }),
      arrivalRow({ time: soon, conveyance: 'N2' }),
    ];
    await insert('announced_arrival', first, second);
    await exact();
    expect(await matchesOf('list')).toBe(1);
    const moved = new Date(Date.now() - 60_000).toISOString();
    await database.db.query('UPDATE live.announced_arrival SET time = $1 WHERE id = $2', [moved, first.id]);
    await database.db.query('DELETE FROM live.announced_arrival WHERE id = $1', [second.id]);
    await exact();
    expect([await matchesOf('list'), await matchesOf('list2')]).toEqual([1, 0]);
    const when = () => database.db.query("SELECT matched_at FROM live.lead_match WHERE lead_no = 'list'");
    const before = await when();
    await database.db.query('SELECT live.land_due_arrivals()');
    expect(await database.db.query('SELECT FROM live.announced_arrival')).toHaveLength(0);
    expect(await when()).toEqual(before);
    await exact();
  });

  it('keep of a lead that names an origin only a week, the first and the latest', async () => {
    const old = (days: number) => new Date(Date.now() - days * 24 * HOUR).toISOString();
    const th = { origin: 'KE', route: 'mail', port: 'ICN-MAIL' };
    await insert(
      'lead',
      leadRow({ lead_no: 'loose', kind: 'person-category', time: old(20), origin: 'KE', route: 'mail' }),
    );
    const days = [19, 18, 17, 8, 3, 2];
    await insert(
      'arrival',
      ...days.map((day) => arrivalRow({ ...th, time: old(day), conveyance: `L${day}` })),
    );
    await exact();
    expect(await matchesOf('loose')).toBe(6);
    expect(await database.db.query("SELECT FROM live.risk_arrival WHERE origin = 'KE'")).toHaveLength(2);
    await insert(
      'lead',
      leadRow({
        lead_no: 'loose',
        kind: 'person-category',
        time: old(1),
        origin: 'KE',
        route: 'mail',
        status: 'tasked',
      }),
    );
    expect(await matchesOf('loose')).toBe(6);
    await database.db.query('CALL live.maintain()');
    const left = await database.db.query(
      "SELECT conveyance FROM live.lead_match WHERE lead_no = 'loose' ORDER BY time",
    );
    expect(left.map(({ conveyance }) => conveyance)).toEqual(['L19', 'L3', 'L2']);
    await database.db.query("DELETE FROM live.lead_now WHERE lead_no = 'loose'");
    await database.db.query("DELETE FROM live.lead_match WHERE lead_no = 'loose'");
    await insert(
      'correction',
      ...(await lead('loose')).map((each) => correctionRow(each, 'lead', { retracted: true })),
    );
    await exact();
  });
  const lead = (lead_no: string) =>
    database.db.query<RowOf>('SELECT source, id FROM live.lead WHERE lead_no = $1', [lead_no]);

  it('are those of the raw rows after any history of statements, arrivals, verdicts, lists and corrections', async () => {
    const random = seeded(engine === 'native' ? 7 : 11);
    const pick = <T>(...list: T[]): T => list[Math.floor(random() * list.length)] as T;
    const hours = () => at(Math.floor(random() * 40 - 20));
    const makes: Record<string, () => RowOf> = {
      lead: () =>
        leadRow({
          time: hours(),
          lead_no: `R-${pick(1, 2, 3, 4, 5, 6)}`,
          kind: pick('flight', 'consignment', 'person-category', 'watch-list', 'minor'),
          status: pick('open', 'acknowledged', 'tasked', 'closed'),
          port: pick(null, null, 'CJU', 'TAE'),
          route: pick(null, 'traveller', 'express'),
          conveyance: pick(null, 'R1', 'R2'),
          subject: pick(null, null, 'S1', 'S2'),
          origin: pick(null, 'MX', 'PE'),
          valid_from: pick(null, hours()),
          valid_until: pick(null, null, hours()),
        }),
      arrival: () =>
        arrivalRow({
          time: hours(),
          port: pick('CJU', 'TAE'),
          route: pick('traveller', 'express'),
          conveyance: pick('R1', 'R2', 'R3'),
          origin: pick('MX', 'PE'),
          risk: pick('normal', 'high'),
        }),
      verdict: () => verdictRow({ time: hours(), subject: pick('S1', 'S2', 'S3') }),
      announced_arrival: () =>
        arrivalRow({
          time: at(30),
          port: pick('CJU', 'TAE'),
          conveyance: pick('R1', 'R2'),
          origin: pick('MX', 'PE'),
        }),
    };
    const changes: Record<string, () => RowOf> = {
      lead: () =>
        pick<RowOf>(
          { conveyance: pick('R1', 'R2', null) },
          { status: 'open' },
          { valid_until: at(10) },
          { subject: 'S1' },
        ),
      arrival: () =>
        pick<RowOf>(
          { conveyance: pick('R1', 'R2') },
          { origin: pick('MX', 'PE') },
          { port: 'CJU' },
          { risk: 'high' },
        ),
      verdict: () => pick<RowOf>({ subject: pick('S1', 'S2', 'S3') }, { result: 'suspect' }),
    };
    const waiting: [string, RowOf][] = [];
    for (let n = 0; n < 110; n++) {
      const table = pick('lead', 'arrival', 'arrival', 'verdict', 'announced_arrival');
      const row = makes[table]?.() ?? {};
      waiting.push([table, row]);
      const change = changes[table];
      if (change !== undefined && random() < 0.5) {
        const own = pick<RowOf>(
          { changes: change() },
          { changes: change() },
          { retracted: pick(true, true, false) },
        );
        waiting.push(['correction', correctionRow(row, table, { time: hours(), ...own })]);
      }
    }
    // In no order: corrections come before their events, later statements before earlier ones.
    waiting.sort(() => random() - 0.5);
    for (let n = 0; n < waiting.length;) {
      const [table] = waiting[n] ?? ['', {}];
      const batch: RowOf[] = [];
      while (waiting[n]?.[0] === table && batch.length < 3) batch.push(waiting[n++]?.[1] ?? {});
      await insert(table, ...batch);
      if (n % 5 === 0) await exact();
    }
    await exact();
    expect((await kept()).matches.filter((name) => name.startsWith('R-')).length).toBeGreaterThan(10);
    await expectRiskArrivals();
  });

  /** Of a week all arrivals that are of high risk, as they stand; and of those kept beside them none that has no match. */
  async function expectRiskArrivals() {
    const standing = await database.db.query<{ id: string }>(
      `SELECT id FROM live.arrivals_as_known('-infinity', 'infinity', 'infinity') a
       WHERE time > now() - INTERVAL '7 days' AND (risk = 'high' OR EXISTS (
         SELECT FROM live.lead_match m WHERE m.stream = 'arrival' AND m.id = a.id AND m.source = a.source)) ORDER BY id`,
    );
    const rows = await database.db.query<{ id: string }>(
      `SELECT id FROM live.risk_arrival r WHERE risk = 'high' OR EXISTS (
         SELECT FROM live.lead_match m WHERE m.stream = 'arrival' AND m.id = r.id AND m.source = r.source) ORDER BY id`,
    );
    expect(rows).toEqual(standing);
  }
});

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
