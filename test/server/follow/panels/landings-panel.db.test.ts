import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LandingsCell } from '../../../../server/contract/intelligence-cells.ts';
import { realmDatabase } from '../../../../server/db/database.ts';
import { landingsPanel } from '../../../../server/follow/panels/landings-panel.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { gateTeamRow, insertAny, leadRow } from '../../../support/leads.ts';
import { arrivalRow, correctionRow, type RowOf } from '../../../support/rows.ts';
import { drawn } from './drawn.ts';

const MINUTE = 60_000;
const now = Math.floor(Date.now() / MINUTE) * MINUTE;
const at = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();

onEachEngine('the panel of landings', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());
  const insert = (table: string, ...rows: RowOf[]) => insertAny(database.db, table, rows);
  async function cell(port: string, when = now): Promise<LandingsCell | undefined> {
    const cells = await drawn(landingsPanel, realmDatabase(database.db, 'live'), when);
    return Object.fromEntries(cells)[`landings|${port}|traveller`] as LandingsCell | undefined;
  }
  const names = (of: LandingsCell | undefined) => of?.rows.map(({ conveyance }) => conveyance);

  it('lists flights that a lead names, or that were announced as of high risk, once each, the next first', async () => {
    await insert(
      'lead',
      leadRow({ lead_no: 'L-A', conveyance: 'A', port: 'GMP', due_at: at(200), aboard: 190, origin: 'TH' }),
      leadRow({ lead_no: 'L-B', conveyance: 'B', port: 'GMP', due_at: at(90), aboard: 150 }),
      leadRow({ lead_no: 'L-FAR', conveyance: 'FAR', port: 'GMP', due_at: at(361) }),
      leadRow({ lead_no: 'L-OLD', conveyance: 'OLD', port: 'GMP', due_at: at(-121) }),
      leadRow({ lead_no: 'L-CLOSED', conveyance: 'CLOSED', port: 'GMP', due_at: at(60), status: 'closed' }),
      leadRow({ lead_no: 'L-CARGO', conveyance: 'CARGO', port: 'GMP', route: 'cargo', due_at: at(60) }),
    );
    const list = (conveyance: string, minutes: number, own: RowOf = {}) =>
      arrivalRow({ time: at(minutes), port: 'GMP', conveyance, origin: 'VN', units: 201, ...own });
    // Of the same flight as the lead: what the airline says of time and travellers counts.
    await insert(
      'announced_arrival',
      list('A', 185),
      list('HIGH', 20, { risk: 'high' }),
      list('USUAL', 30),
      list('FREIGHT', 30, { risk: 'high', route: 'cargo' }),
      list('LATER', 361, { risk: 'high' }),
    );
    const read = await cell('GMP');
    expect(names(read)).toEqual(['HIGH', 'B', 'A']);
    expect(read).toMatchObject({ flights: 3, withoutTeam: 1 });
    expect(read?.rows[2]).toEqual({
      conveyance: 'A',
      port: 'GMP',
      origin: 'VN',
      dueAt: at(185),
      landedAt: null,
      aboard: 201,
      inspected: null,
      team: null,
      leadNo: 'L-A',
    });
    expect(read?.rows[1]).toMatchObject({ dueAt: at(90), aboard: 150, leadNo: 'L-B' });
    expect(read?.rows[0]).toMatchObject({ origin: 'VN', leadNo: null });
    expect((await cell('GMP', now + MINUTE))?.flights).toBe(5);
  });

  it('shows the landing, for two hours, within twelve of when it was due and at that port only', async () => {
    await insert(
      'lead',
      ...['C', 'D', 'E'].map((conveyance) =>
        leadRow({ lead_no: `L-${conveyance}`, conveyance, port: 'CJU', due_at: at(-30) }),
      ),
    );
    await insert(
      'arrival',
      arrivalRow({ time: at(-20), port: 'CJU', conveyance: 'C', units: 99 }),
      arrivalRow({ time: at(-20), port: 'TAE', conveyance: 'D' }),
      arrivalRow({ time: at(-24 * 60), port: 'CJU', conveyance: 'E' }),
      arrivalRow({ time: at(-119), port: 'CJU', conveyance: 'RISKY', risk: 'high', scheduled_at: at(-150) }),
      arrivalRow({ time: at(-121), port: 'CJU', conveyance: 'GONE', risk: 'high' }),
      arrivalRow({ time: at(-60), port: 'CJU', conveyance: 'USUAL' }),
    );
    const read = await cell('CJU');
    expect(read?.rows.map(({ conveyance, dueAt, landedAt }) => [conveyance, dueAt, landedAt])).toEqual([
      ['D', at(-30), null],
      ['E', at(-30), null],
      ['C', at(-30), at(-20)],
      ['RISKY', at(-150), at(-119)],
    ]);
    expect(read?.rows[2]).toMatchObject({ aboard: 99, leadNo: 'L-C' });
    expect(read).toMatchObject({ flights: 4, withoutTeam: 4 });
  });

  it('keeps one flight of a list, a lead without a port and a landing, and two of two days', async () => {
    const tag = (hours: number) => at(hours * 60);
    await insert('lead', leadRow({ lead_no: 'L-S', conveyance: 'S', due_at: tag(1), aboard: 7 }));
    await insert(
      'announced_arrival',
      arrivalRow({ time: tag(1.2), port: 'CJJ', conveyance: 'S', units: 88 }),
    );
    expect(await cell('CJJ')).toMatchObject({
      flights: 1,
      rows: [{ conveyance: 'S', aboard: 88, leadNo: 'L-S', dueAt: tag(1.2) }],
    });
    expect(await cell('-')).toBeUndefined();
    await insert('arrival', arrivalRow({ time: tag(-0.5), port: 'CJJ', conveyance: 'S', units: 80 }));
    expect(await cell('CJJ')).toMatchObject({ flights: 1, rows: [{ landedAt: tag(-0.5), aboard: 80 }] });
    await insert('lead', leadRow({ lead_no: 'L-N', conveyance: 'NOWHERE', due_at: tag(2) }));
    expect((await cell('-'))?.rows).toMatchObject([{ conveyance: 'NOWHERE', port: '-', aboard: null }]);
  });

  it('shows the team at the gate, and what it inspected after it has left', async () => {
    const flight = (conveyance: string, minutes: number) =>
      leadRow({ lead_no: `L-${conveyance}`, conveyance, port: 'MWX', due_at: at(minutes) });
    await insert('lead', flight('T1', 20), flight('T2', 25), flight('T3', -10), flight('T4', 60));
    await insert('arrival', arrivalRow({ time: at(-10), port: 'MWX', conveyance: 'T3', units: 120 }));
    const team = (station: string, minutes: number, own: RowOf) =>
      gateTeamRow({ station, time: at(minutes), port: 'MWX', ...own });
    expect(await cell('MWX')).toMatchObject({ flights: 4, withoutTeam: 3 });
    const late = team('GT-2', -3, { conveyance: 'T3', inspected: 33 });
    await insert(
      'station',
      team('GT-1', -30, { conveyance: 'T2' }),
      team('GT-1', -5, { conveyance: 'T1' }),
      team('GT-2', -9, { conveyance: 'T3', inspected: 30 }),
      late,
      team('GT-2', -1, { state: 'closed' }),
      gateTeamRow({ station: 'GT-9', port: 'TAE', conveyance: 'T2', time: at(-5) }),
      gateTeamRow({ station: 'LANE', kind: 'lane', port: 'MWX', conveyance: 'T2', time: at(-5) }),
    );
    const rows = async () =>
      (await cell('MWX'))?.rows.map(({ conveyance, inspected, team: who }) => [conveyance, who, inspected]);
    expect(await rows()).toEqual([
      ['T1', 'GT-1', null],
      ['T2', null, null],
      ['T4', null, null],
      ['T3', 'GT-2', 33],
    ]);
    expect((await cell('MWX'))?.withoutTeam).toBe(1);
    await insert('correction', correctionRow(late, 'station', { changes: { inspected: 35 } }));
    expect((await rows())?.[3]).toEqual(['T3', 'GT-2', 35]);
    await insert('correction', correctionRow(late, 'station', { retracted: true }));
    expect((await rows())?.[3]).toEqual(['T3', 'GT-2', 30]);
    await insert('station', team('GT-1', 0, { conveyance: 'T1', state: 'down' }));
    expect((await rows())?.[0]).toEqual(['T1', null, null]);
  });

  it('follows a lead that is corrected, closed or retracted, and a landing that is', async () => {
    const lead = leadRow({ lead_no: 'L-Z', conveyance: 'Z', port: 'TAE', due_at: at(40), time: at(-60) });
    await insert('lead', lead);
    await insert(
      'correction',
      correctionRow(lead, 'lead', { time: at(-50), changes: { dueAt: undefined, due_at: at(50) } }),
    );
    expect((await cell('TAE'))?.rows[0]).toMatchObject({ conveyance: 'Z', dueAt: at(50) });
    const landing = arrivalRow({ time: at(-1), port: 'TAE', conveyance: 'Z' });
    await insert('arrival', landing);
    expect((await cell('TAE'))?.rows[0]).toMatchObject({ landedAt: at(-1) });
    await insert('correction', correctionRow(landing, 'arrival', { retracted: true }));
    expect((await cell('TAE'))?.rows[0]).toMatchObject({ landedAt: null });
    await insert(
      'lead',
      leadRow({ lead_no: 'L-Z', conveyance: 'Z', port: 'TAE', due_at: at(40), status: 'closed' }),
    );
    expect(await cell('TAE')).toEqual({ rows: [], flights: 0, withoutTeam: 0 });
  });
});
