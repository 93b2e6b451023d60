import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  InformationCell,
  LeadsCell,
  MinorLeadsCell,
  OperationsCell,
  RequestsCell,
} from '../../../../server/contract/intelligence-cells.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { realmDatabase } from '../../../../server/db/database.ts';
import { readInformation } from '../../../../server/db/queries/read-information.ts';
import { intelligencePanels } from '../../../../server/follow/panels/intelligence-panels.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { insertAny, leadRow, leadsOfRawRows } from '../../../support/leads.ts';
import { arrivalRow, correctionRow, seizureRow, verdictRow, type RowOf } from '../../../support/rows.ts';
import { drawn } from './drawn.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Math.floor(Date.now() / HOUR) * HOUR;
const at = (hours: number) => new Date(now + hours * HOUR).toISOString();

onEachEngine('panels of leads', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());
  const insert = (table: string, ...rows: RowOf[]) => insertAny(database.db, table, rows);
  async function cells<T>(name: string, when = now): Promise<Record<string, T>> {
    const panel = intelligencePanels.find((each) => each.name === name);
    const read = panel && (await drawn(panel, realmDatabase(database.db, 'live'), when));
    return Object.fromEntries(read ?? []) as Record<string, T>;
  }
  /** Open leads as the raw rows say, by JavaScript. */
  async function open(kinds: string[]) {
    const { leads, matches } = await leadsOfRawRows(database.db);
    const matched = new Set(matches.map((name) => name.split(' ')[0]));
    return leads
      .filter(
        ({ kind, status, valid_until }) =>
          kinds.includes(kind) &&
          status !== 'closed' &&
          (valid_until === null || new Date(valid_until).getTime() > now),
      )
      .map((lead) => ({ ...lead, partner: String(lead['partner']), matched: matched.has(lead.lead_no) }));
  }
  const iso = (time: number) => new Date(time).toISOString();
  const oldest = (list: { first: number }[]) =>
    list.length === 0 ? null : iso(Math.min(...list.map(({ first }) => first)));

  it('say nothing where nobody has spoken', async () => {
    for (const { name } of intelligencePanels) expect(await cells(name), name).toEqual({});
  });

  it('show open leads by port and route, not acknowledged first, then the oldest, with the latest match', async () => {
    const ages = [5, 9, 2, 7, 8, 3, 1, 4, 6];
    for (const [n, age] of ages.entries()) {
      await insert(
        'lead',
        leadRow({
          lead_no: `P-${n}`,
          time: at(-age),
          port: 'PUS',
          route: 'traveller',
          partner: n % 2 ? 'VN' : 'TH',
          conveyance: `PA${n}`,
          status: n % 3 === 0 ? 'tasked' : 'open',
        }),
      );
    }
    await insert(
      'lead',
      leadRow({
        lead_no: 'W-1',
        time: at(-2),
        kind: 'watch-list',
        origin: 'LA',
        route: 'mail',
        partner: 'DIC',
      }),
    );
    await insert(
      'lead',
      leadRow({
        lead_no: 'C-1',
        time: at(-2),
        kind: 'consignment',
        subject: 'BOX',
        port: 'ICN-EXP',
        partner: 'US',
      }),
    );
    await insert(
      'lead',
      leadRow({ lead_no: 'P-gone', time: at(-50), port: 'PUS', route: 'traveller', valid_until: at(-1) }),
    );
    await insert(
      'lead',
      leadRow({ lead_no: 'P-done', time: at(-50), port: 'PUS', route: 'traveller', status: 'closed' }),
    );
    await insert(
      'arrival',
      arrivalRow({ time: at(-3), conveyance: 'PA0', port: 'PUS' }),
      arrivalRow({ time: at(-1), conveyance: 'PA0', port: 'PUS' }),
      arrivalRow({ time: at(-1), conveyance: 'PA4', port: 'GMP' }),
      arrivalRow({ time: at(-1), conveyance: 'BAG-7', port: 'ICN-MAIL', route: 'mail', origin: 'LA' }),
    );
    await insert('verdict', verdictRow({ time: at(-1), subject: 'BOX', batch: 'MAWB-1' }));
    const read = await cells<LeadsCell>('leads');
    const some = Object.keys(read).filter((key) => read[key]?.rows.length !== 0);
    expect(some.sort()).toEqual(['leads|-|mail', 'leads|ICN-EXP|-', 'leads|PUS|traveller']);
    // Where feeds tell of a place and nothing is open there, that is known.
    expect(read['leads|GMP|traveller']).toEqual({ rows: [], partners: [] });
    expect(read['leads|-|-']).toEqual({ rows: [], partners: [] });
    const cell = read['leads|PUS|traveller'];
    const expected = (await open(['flight'])).sort(
      (a, b) => Number(a.status !== 'open') - Number(b.status !== 'open') || a.first - b.first,
    );
    expect(expected).toHaveLength(9);
    expect(cell?.rows.map(({ leadNo }) => leadNo)).toEqual(
      expected.slice(0, 6).map(({ lead_no }) => lead_no),
    );
    expect(cell?.rows[0]).toEqual({
      leadNo: 'P-1',
      partner: 'VN',
      kind: 'flight',
      status: 'open',
      time: at(-9),
      origin: null,
      conveyance: 'PA1',
      matched: null,
    });
    expect(cell?.partners).toEqual(
      ['VN', 'TH'].map((partner) => {
        const own = expected.filter((lead) => lead.partner === partner);
        return [
          partner,
          own.length,
          own.filter(({ status }) => status === 'open').length,
          own.filter(({ matched }) => matched).length,
          oldest(own),
        ];
      }),
    );
    expect(read['leads|-|mail']?.rows[0]?.matched).toEqual({
      conveyance: 'BAG-7',
      port: 'ICN-MAIL',
      route: 'mail',
      time: at(-1),
    });
    expect(read['leads|ICN-EXP|-']?.rows[0]?.matched).toEqual({
      conveyance: 'MAWB-1',
      port: 'ICN-EXP',
      route: 'express',
      time: at(-1),
    });
    expect(JSON.stringify(read)).not.toContain('BOX');
  });

  it('follow acknowledgement, a correction, a retraction and the end of a term', async () => {
    const [first] = await database.db.query<RowOf>("SELECT source, id FROM live.lead WHERE lead_no = 'P-1'");
    await insert(
      'lead',
      leadRow({
        lead_no: 'P-4',
        time: at(0),
        port: 'PUS',
        route: 'traveller',
        status: 'acknowledged',
        conveyance: 'PA0',
      }),
    );
    await insert('correction', correctionRow(first ?? {}, 'lead', { changes: { port: 'CJU' } }));
    let read = await cells<LeadsCell>('leads');
    expect(read['leads|CJU|traveller']?.rows.map(({ leadNo }) => leadNo)).toEqual(['P-1']);
    expect(read['leads|PUS|traveller']?.partners.map(([, all]) => all)).toEqual([5, 3]);
    const shown = read['leads|PUS|traveller']?.rows.find(({ leadNo }) => leadNo === 'P-4');
    expect(shown).toMatchObject({
      status: 'acknowledged',
      time: at(-8),
      matched: { conveyance: 'PA0', time: at(-1) },
    });
    await insert('correction', correctionRow(first ?? {}, 'lead', { retracted: true, time: at(1) }));
    await insert(
      'lead',
      leadRow({ lead_no: 'P-7', time: at(0), port: 'PUS', route: 'traveller', valid_until: at(2) }),
    );
    read = await cells<LeadsCell>('leads');
    expect(read['leads|CJU|traveller']).toBeUndefined();
    const count = (of: Record<string, LeadsCell>) =>
      of['leads|PUS|traveller']?.partners.reduce((sum, [, all]) => sum + all, 0);
    expect(count(read)).toBe(8);
    expect(count(await cells<LeadsCell>('leads', now + 2 * HOUR))).toBe(7);
  });

  it("show the Drug Information Center's newest list, its open leads, matches and steps", async () => {
    const dic = (lead_no: string, own: RowOf) =>
      leadRow({ lead_no, partner: 'DIC', kind: 'person-category', ...own });
    await insert(
      'lead',
      dic('D-1', { time: at(-40), list_version: 'v1', conveyance: 'DX1', steps_done: 2, steps_total: 7 }),
      dic('D-2', { time: at(-30), list_version: 'v2', conveyance: 'DX2', steps_done: 5, steps_total: 5 }),
      dic('D-3', { time: at(-20), list_version: 'v2', steps_total: 4 }),
      dic('D-4', { time: at(-60), list_version: 'v1', steps_total: 9, status: 'closed' }),
      // Acknowledged later: it still stands on the list that it came with.
      dic('D-1', {
        time: at(-1),
        list_version: 'v1',
        conveyance: 'DX1',
        steps_done: 3,
        steps_total: 7,
        status: 'tasked',
      }),
    );
    await insert(
      'arrival',
      arrivalRow({ time: at(-1), conveyance: 'DX1' }),
      arrivalRow({ time: at(-2), conveyance: 'DX1' }),
    );
    const cell = (await cells<InformationCell>('information'))['information|all'];
    const own = (await open(['flight', 'consignment', 'person-category', 'watch-list'])).filter(
      ({ partner }) => partner === 'DIC',
    );
    const [latencies] = await database.db.query<{ ms: number[] }>(
      `SELECT array_agg(latency_ms ORDER BY latency_ms) AS ms FROM live.lead_match JOIN live.lead_now USING (lead_no)
       WHERE partner = 'DIC' AND latency_ms IS NOT NULL`,
    );
    const ms = latencies?.ms ?? [];
    expect(ms).toHaveLength(3);
    // A match that was made after the board looked at the clock, and before it read, counts in both figures or in none.
    const earlier = (await cells<InformationCell>('information', Date.now() - 60_000))['information|all'];
    expect([earlier?.matched, earlier?.matchP50Ms]).toEqual([cell?.matched, cell?.matchP50Ms]);
    expect(cell?.matchP50Ms).toBeCloseTo(ms[1] ?? 0, 3);
    expect(cell?.matchP95Ms).toBeCloseTo((ms[1] ?? 0) * 0.1 + (ms[2] ?? 0) * 0.9, 3);
    expect(cell).toMatchObject({
      listVersion: 'v2',
      listAt: at(-30),
      open: own.length,
      matched: own.filter(({ matched }) => matched).length,
      openSteps: 8,
      targets: 2,
      oldestTargetSince: at(-40),
    });
    const whole = await readInformation(realmDatabase(database.db, 'live'), new Date().toISOString());
    expect([cell?.analyses, whole?.analyses.map(([, since]) => since)]).toEqual([
      [],
      [at(-40), expect.any(String)],
    ]);
    expect([cell?.open, cell?.matched]).toEqual([4, 2]);
  });

  it('show replies that are owed, either way, by partner', async () => {
    const ask = (partner: string, hours: number, own: RowOf = {}) =>
      leadRow({ partner, kind: 'request', time: at(hours), direction: 'in', ...own });
    await insert(
      'lead',
      ask('KR', -5),
      ask('KR', -9),
      ask('KR', -50, { direction: 'out' }),
      ask('NL', -100, { direction: 'out' }),
      ask('MY', -20),
      ask('MY', -30, { lead_no: 'ANSWERED' }),
      ask('US', -2, { direction: null }),
    );
    await insert('lead', ask('MY', -1, { lead_no: 'ANSWERED', status: 'closed' }));
    expect((await cells<RequestsCell>('requests'))['requests|all']?.partners).toEqual([
      ['MY', 1, at(-20), 0, null],
      ['KR', 2, at(-9), 1, at(-50)],
      ['US', 1, at(-2), 0, null],
      ['NL', 0, null, 1, at(-100)],
    ]);
  });

  it('show minor leads that have something in common', async () => {
    const sizes: Record<string, number> = { a: 3, b: 5, c: 2, d: 4, e: 3, f: 3 };
    const rows = Object.entries(sizes).flatMap(([link, size]) =>
      Array.from({ length: size }, (_, n) =>
        leadRow({
          kind: 'minor',
          link,
          time: at(-10 * size - n),
          amount_krw: n * 1000 + (link === 'e' ? 500 : 0),
          referred_at: link === 'd' || n > 0 ? at(-1) : null,
        }),
      ),
    );
    await insert(
      'lead',
      ...rows,
      leadRow({ kind: 'minor' }),
      leadRow({ kind: 'minor', link: 'c', status: 'closed' }),
    );
    const cell = (await cells<MinorLeadsCell>('minor-leads'))['minor-leads|all'];
    expect(cell).toEqual({
      open: 21,
      clustered: 18,
      clusterCount: 5,
      clusters: [
        ['b', 5, 10_000, at(-54), false],
        ['d', 4, 6_000, at(-43), true],
        ['e', 3, 4_500, at(-32), false],
        ['a', 3, 3_000, at(-32), false],
      ],
    });
  });

  it('show joint operations, what was screened of the partner and what was found', async () => {
    const joint = (lead_no: string, from: number, until: number, own: RowOf = {}) =>
      leadRow({
        lead_no,
        kind: 'operation',
        partner: 'MY',
        time: at(from),
        valid_from: at(from),
        valid_until: at(until),
        ...own,
      });
    await insert(
      'lead',
      joint('O-open', -50, 50),
      joint('O-over', -200, -100),
      joint('O-past', -900, -200),
      joint('O-next', 10, 90),
      joint('O-us', -30, 10, { partner: 'US' }),
      joint('O-stop', -60, 60),
      joint('O-stop', -40, 60, { time: at(-40), valid_from: at(-60), status: 'closed' }),
    );
    const screened = [-300, -150, -60, -20, -1].flatMap((hours) =>
      ['MY', 'MY', 'US'].map((origin) => ({ hours, origin })),
    );
    await insert(
      'verdict',
      ...screened.map(({ hours, origin }) => verdictRow({ time: at(hours), origin })),
      verdictRow({ time: at(-1), origin: 'MY', judged_by: 'officer', stage: 'secondary' }),
    );
    const cases = [
      ...[-300, -150, -55, -45, -2].map((hours) => ({ hours, origin: 'MY', grams: 1000 + hours })),
      { hours: -2, origin: 'US', grams: 7 },
    ];
    await insert(
      'seizure',
      ...cases.map(({ grams, hours, origin }) => seizureRow({ time: at(hours), origin, grams })),
      seizureRow({ time: at(-2), origin: 'MY', category: 'currency' }),
    );
    const expected = (name: string, partner: string, from: number, until: number) => {
      const day = (hours: number) => siteDay(now + hours * HOUR);
      const last = siteDay(now + until * HOUR - 1);
      const read = screened.filter(
        ({ hours, origin }) => origin === partner && day(hours) >= day(from) && day(hours) <= last,
      );
      const found = cases.filter(({ hours, origin }) => origin === partner && hours >= from && hours < until);
      return {
        name,
        partner,
        from: at(from),
        until: at(until),
        screened: read.length,
        hits: found.length,
        hitGrams: found.reduce((sum, { grams }) => sum + grams, 0),
      };
    };
    expect((await cells<OperationsCell>('operations'))['operations|all']?.rows).toEqual([
      expected('O-over', 'MY', -200, -100),
      expected('O-stop', 'MY', -60, -40),
      expected('O-us', 'US', -30, 10),
      expected('O-open', 'MY', -50, 50),
    ]);
    const soon = (await cells<OperationsCell>('operations', now + 11 * HOUR))['operations|all'];
    expect(soon?.rows.map(({ name }) => name)).toContain('O-next');
    const later = (await cells<OperationsCell>('operations', now + 4 * DAY))['operations|all'];
    expect(later?.rows.map(({ name }) => name)).not.toContain('O-over');
  });
});
