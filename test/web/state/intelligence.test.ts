import { describe, expect, it } from 'vitest';
import { nationalKey, placeKey } from '../../../server/contract/cells.ts';
import type { LandingRow, LandingsCell, LeadRow } from '../../../server/contract/intelligence-cells.ts';
import { parseScope, type Scope } from '../../../server/contract/scope.ts';
import { Format } from '../../../web/src/i18n/format.ts';
import { countdown } from '../../../web/src/i18n/spans.ts';
import {
  informationOf,
  minorLeadsOf,
  operationsOf,
  requestsOf,
} from '../../../web/src/state/areas/cooperation.ts';
import { landingsOf } from '../../../web/src/state/areas/landings.ts';
import { leadsOf } from '../../../web/src/state/areas/leads.ts';
import { narrowed } from '../../../web/src/state/areas/narrowed.ts';
import { riskOf } from '../../../web/src/state/areas/risk.ts';
import type { Shown } from '../../../web/src/state/board.svelte.ts';
import { FIXTURE_NOW, type Cells } from '../fixture-board.ts';
import { intelligenceFixtures } from '../fixtures/intelligence-fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const iso = (ms: number) => new Date(FIXTURE_NOW + ms).toISOString();
const shown = (cells: Cells, asOf: number | null = FIXTURE_NOW): Shown => ({
  cells: new Map(Object.entries(cells)),
  version: 1,
  asOf,
});
const every = () => true;
function scope(text: string): Scope {
  const parsed = parseScope(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe('landings', () => {
  const flight = (conveyance: string, dueMs: number, more: Partial<LandingRow> = {}): LandingRow => ({
    ...{ conveyance, port: 'ICN-T1', origin: 'TH', dueAt: iso(dueMs), landedAt: null },
    ...{ aboard: 200, inspected: null, team: null, leadNo: null },
    ...more,
  });
  const watch = (...rows: LandingRow[]) => {
    const cell: LandingsCell = { rows, flights: rows.length, withoutTeam: 1 };
    return landingsOf(shown({ [placeKey('landings', 'ICN-T1', 'traveller')]: cell }), every);
  };
  const one = (row: LandingRow) => watch(row)?.rows[0];

  it('need a team from half an hour before they land until all are inspected', () => {
    expect(one(flight('KE1', 30 * MINUTE + 1))).toMatchObject({ noTeam: false, phase: 'due' });
    expect(one(flight('KE1', 30 * MINUTE))).toMatchObject({ noTeam: true, phase: 'due', ms: 30 * MINUTE });
    expect(one(flight('KE1', 5 * MINUTE, { team: 'G1' }))?.noTeam).toBe(false);
    expect(one(flight('KE1', -5 * MINUTE))).toMatchObject({ noTeam: true, phase: 'late', ms: 5 * MINUTE });
    const landed = { landedAt: iso(-4 * MINUTE) };
    expect(one(flight('KE1', -9 * MINUTE, landed))).toMatchObject({ noTeam: true, phase: 'landed' });
    expect(one(flight('KE1', -9 * MINUTE, landed))?.ms).toBe(4 * MINUTE);
    expect(one(flight('KE1', -9 * MINUTE, { ...landed, inspected: 199 }))?.noTeam).toBe(true);
    expect(one(flight('KE1', -9 * MINUTE, { ...landed, inspected: 200 }))).toMatchObject({
      ...{ noTeam: false, phase: 'done' },
    });
  });
  it('without a team come first, then the next, then the landed ones', () => {
    const rows = watch(
      flight('DONE', -90 * MINUTE, { landedAt: iso(-90 * MINUTE), team: 'G1', inspected: 200 }),
      flight('FAR', 200 * MINUTE),
      flight('LANDED', -20 * MINUTE, { landedAt: iso(-20 * MINUTE), team: 'G2' }),
      flight('NEXT', 40 * MINUTE),
      flight('ALONE', 20 * MINUTE),
    )?.rows;
    expect(rows?.map(({ conveyance }) => conveyance)).toEqual(['ALONE', 'NEXT', 'FAR', 'LANDED', 'DONE']);
  });
  it('of nobody are none, and without a cell they are not known', () => {
    expect(landingsOf(shown({}), every)).toBeNull();
    expect(watch()).toMatchObject({ rows: [], flights: 0 });
    const cells = intelligenceFixtures('abnormal', FIXTURE_NOW);
    expect(landingsOf(shown(cells, null), every)).toBeNull();
  });
  it('are counted down by minutes and seconds within the hour', () => {
    const ko = new Format('ko');
    const en = new Format('en');
    expect(countdown(12 * MINUTE + 41_900, en)).toBe('12:41');
    expect(countdown(HOUR - 1, ko)).toBe('59:59');
    expect(countdown(HOUR, ko)).toBe('60분');
    expect(countdown(99 * MINUTE + 59_000, en)).toBe('99 min');
    expect(countdown(3.4 * HOUR, en)).toBe('3 h');
  });
});

describe('a smaller scope', () => {
  const board = shown(intelligenceFixtures('abnormal', FIXTURE_NOW));
  it('shows its own landings, leads and scores only', () => {
    expect(landingsOf(board, scope('headquarters').covers)?.flights).toBe(6);
    expect(landingsOf(board, scope('port:PUS').covers)?.rows.map(({ port }) => port)).toEqual(['PUS']);
    expect(landingsOf(board, scope('route:mail').covers)).toBeNull();
    expect(riskOf(board, scope('route:express').covers)?.scored).toBe(8);
    const all = leadsOf(board, scope('headquarters').covers);
    const own = leadsOf(board, scope('house:incheon-airport').covers);
    // What has no port or route is headquarters' alone.
    expect(all?.partners.map(({ partner }) => partner)).toContain('MY');
    expect(own?.partners.map(({ partner }) => partner)).not.toContain('MY');
    expect((all?.open ?? 0) - (own?.open ?? 0)).toBe(3);
  });
  it('can be a route of the scope', () => {
    const headquarters = scope('headquarters');
    expect(riskOf(board, narrowed(headquarters, undefined))?.scored).toBe(32);
    expect(riskOf(board, narrowed(headquarters, 'cargo'))?.scored).toBe(3);
    expect(riskOf(board, narrowed(scope('port:ICN-T2'), 'cargo'))).toBeNull();
  });
});

describe('scores', () => {
  it('advise to hold at the threshold and above, the highest first', () => {
    const row = (conveyance: string, score: number, minutes: number) => ({
      ...{
        conveyance,
        port: 'GMP',
        route: 'traveller',
        origin: 'TH',
        units: 1,
        time: iso(-minutes * MINUTE),
      },
      ...{ score, reasons: [['origin', 15] as ['origin', number], ['lead', score - 15] as ['lead', number]] },
    });
    const cell = {
      scored: 9,
      hold: 2,
      holdAt: 60,
      rows: [row('A', 60, 9), row('B', 59, 1), row('C', 60, 3)],
    };
    const risk = riskOf(shown({ [placeKey('risk', 'GMP', 'traveller')]: cell }), every);
    expect(risk?.rows.map(({ conveyance, hold }) => [conveyance, hold])).toEqual([
      ['C', true],
      ['A', true],
      ['B', false],
    ]);
    expect(risk?.rows[0]?.reasons.map(([reason]) => reason)).toEqual(['lead', 'origin']);
  });
});

describe('leads', () => {
  const lead = (leadNo: string, ageMs: number, more: Partial<LeadRow> = {}): LeadRow => ({
    ...{ leadNo, partner: 'TH', kind: 'flight', status: 'open', time: iso(-ageMs) },
    ...{ origin: null, conveyance: null, matched: null },
    ...more,
  });
  const matched = { conveyance: 'KE652', port: 'ICN-T2', route: 'traveller', time: iso(0) };

  it('are overdue after two hours, or at once when what they name is here', () => {
    const rows = [
      lead('FRESH', HOUR),
      lead('OLD', 2 * HOUR + 1),
      lead('HERE', MINUTE, { matched }),
      lead('SEEN', 9 * DAY, { status: 'acknowledged', matched }),
    ];
    const cell = {
      rows,
      partners: [['TH', 4, 3, 2, iso(-9 * DAY)] as [string, number, number, number, string]],
    };
    const leads = leadsOf(shown({ [placeKey('leads', 'ICN-T2', 'traveller')]: cell }), every);
    expect(leads?.rows.map(({ leadNo, overdue }) => [leadNo, overdue])).toEqual([
      ['OLD', true],
      ['HERE', true],
      ['FRESH', false],
      ['SEEN', false],
    ]);
    expect(leads?.partners).toMatchObject([{ partner: 'TH', unacknowledged: 3, overdue: true }]);
  });
  it('of one partner at several places are one line, as old as the oldest', () => {
    const cell = (open: number, ageMs: number) => ({
      rows: [],
      partners: [['TH', open, 0, 1, iso(-ageMs)] as [string, number, number, number, string]],
    });
    const cells: Cells = {
      [placeKey('leads', 'ICN-T2', 'traveller')]: cell(2, DAY),
      [placeKey('leads', null, null)]: cell(3, 5 * DAY),
      [placeKey('leads', 'GMP', 'traveller')]: cell(4, 2 * DAY),
    };
    expect(leadsOf(shown(cells), every)).toMatchObject({
      ...{ open: 9, matched: 3, oldestMs: 5 * DAY },
      partners: [{ partner: 'TH', open: 9, matched: 3, oldestMs: 5 * DAY, overdue: false }],
    });
  });
});

describe('partners', () => {
  it('wait for our reply for 14 days, the longest first', () => {
    const cell = {
      partners: [
        ['DE', 0, null, 2, iso(-30 * DAY)],
        ['KR', 1, iso(-14 * DAY), 0, null],
        ['TH', 2, iso(-14 * DAY - 1), 1, iso(-DAY)],
      ] as [string, number, string | null, number, string | null][],
    };
    const requests = requestsOf(shown({ [nationalKey('requests')]: cell }));
    expect(requests?.partners.map(({ partner, late }) => [partner, late])).toEqual([
      ['TH', true],
      ['KR', false],
      ['DE', false],
    ]);
    expect(requests).toMatchObject({ owed: 3, asked: 3, oldestOwedMs: 14 * DAY + 1 });
    expect(requestsOf(shown({}))).toBeNull();
  });
  it('decide two days before a joint operation ends; closed ones come last', () => {
    const operation = (name: string, untilMs: number) => ({
      ...{
        name,
        partner: 'TH',
        from: iso(-30 * DAY),
        until: iso(untilMs),
        screened: 1,
        hits: 0,
        hitGrams: 0,
      },
    });
    const rows = [operation('CLOSED', -DAY), operation('LATER', 48 * HOUR + 1), operation('NOW', 48 * HOUR)];
    const operations = operationsOf(shown({ [nationalKey('operations')]: { rows } }));
    expect(operations?.map(({ name, ending }) => [name, ending])).toEqual([
      ['NOW', true],
      ['LATER', false],
      ['CLOSED', false],
    ]);
    expect(operationsOf(shown({ [nationalKey('operations')]: { rows: [] } }))).toEqual([]);
    expect(operationsOf(shown({}))).toBeNull();
  });
});

describe('an ordinary day', () => {
  it('has nothing to act upon, a bad one has', () => {
    const found = (kind: 'normal' | 'abnormal') => {
      const board = shown(intelligenceFixtures(kind, FIXTURE_NOW));
      const information = informationOf(board);
      return [
        landingsOf(board, every)?.rows.filter(({ noTeam }) => noTeam).length,
        landingsOf(board, every)?.withoutTeam,
        riskOf(board, every)?.rows.filter(({ hold }) => hold).length,
        leadsOf(board, every)?.partners.filter(({ overdue }) => overdue).length,
        operationsOf(board)?.filter(({ ending }) => ending).length,
        requestsOf(board)?.partners.filter(({ late }) => late).length,
        minorLeadsOf(board)?.clusters.filter(({ late }) => late).length,
        Number(information?.listOld) + Number(information?.targetOld),
      ];
    };
    expect(found('normal')).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(found('abnormal')).toEqual([2, 2, 2, 2, 1, 1, 1, 2]);
  });
});
