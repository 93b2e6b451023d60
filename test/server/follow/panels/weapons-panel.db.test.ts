import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  ESSENTIAL_PARTS,
  type GunPartsCell,
  type WeaponsCell,
} from '../../../../server/contract/case-cells.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { gunPartsPanel } from '../../../../server/follow/panels/gun-parts-panel.ts';
import { weaponsPanel } from '../../../../server/follow/panels/weapons-panel.ts';
import { pick, randomOf } from '../../../../simulator/random.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { correctionRow, insertRows, seizureRow, type RowOf } from '../../../support/rows.ts';
import { standingCases, type Standing } from '../../../support/standing.ts';
import { drawn } from './drawn.ts';

const HOUR = 3_600_000;
const NAILER = 'powder-actuated-nailer';
const NOW = Date.parse('2028-01-01T00:30:00+09:00');
const ago = (hours: number, more: RowOf = {}) =>
  seizureRow({ time: new Date(NOW - hours * HOUR).toISOString(), category: 'firearm', grams: null, ...more });

onEachEngine('weapons', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(
      'TRUNCATE live.seizure, live.seizure_case, live.correction, live.correction_target',
    );
  });

  const seize = (...rows: RowOf[]) => insertRows(database.db, 'seizure', rows);
  const correct = (...rows: RowOf[]) => insertRows(database.db, 'correction', rows);
  const weapons = async (now = NOW) =>
    Object.fromEntries(await drawn(weaponsPanel, realm, now)) as unknown as Record<string, WeaponsCell>;
  const gunParts = async (now = NOW) =>
    (await drawn(gunPartsPanel, realm, now)).map(([, cell]) => cell)[0] as GunPartsCell | undefined;

  async function secondOpinion(now: number): Promise<Record<string, WeaponsCell>> {
    const day = siteDay(now);
    const cells: Record<string, WeaponsCell> = {};
    const found = await foundAt();
    const when = (row: Standing) => found(`${row['case_no']}`, row.at);
    const all = await standingCases(database.db);
    for (const row of all.sort((a, b) => when(b) - when(a) || (a['case_no'] < b['case_no'] ? -1 : 1))) {
      const of = siteDay(row.at);
      if (of > day || row.at < Date.parse(`${day}T00:00:00+09:00`) - 366 * 24 * HOUR) continue;
      const cell = (cells[`weapons|${row['port']}|${row['route']}`] ??= {
        day,
        ...{
          firearmsToday: 0,
          firearmsYear: 0,
          nailersToday: 0,
          nailersYear: 0,
          gunPartsToday: 0,
          gunPartsYear: 0,
        },
        rows: [],
      });
      const sort =
        row['item'] === NAILER
          ? 'nailers'
          : row['category'] === 'firearm'
            ? 'firearms'
            : row['category'] === 'gun-part'
              ? 'gunParts'
              : null;
      if (sort === null) continue;
      const quantity = (row['quantity'] as number | null) ?? 1;
      if (of === day) cell[`${sort}Today`] += quantity;
      if (of.slice(0, 4) === day.slice(0, 4)) cell[`${sort}Year`] += quantity;
      if (sort !== 'firearms' || row.at > now || row.at <= now - 7 * 24 * HOUR) continue;
      if (when(row) <= now - 24 * HOUR || cell.rows.length === 3) continue;
      const { case_no: caseNo, item, port, route } = row;
      cell.rows.push({ caseNo, port, route, time: new Date(when(row)).toISOString(), item, quantity });
    }
    return cells;
  }

  /** When a case was found to be of a firearm, or not of one: told as a story, one saying after the other. */
  async function foundAt(): Promise<(caseNo: string, openedAt: number) => number> {
    type Saying = { case_no: string; key: string; at: number; what: RowOf; retracted: boolean | null };
    const ms = '(extract(epoch FROM time) * 1000)::float8 AS at';
    const sayings = await database.db.query<Saying>(
      `SELECT case_no, source || id AS key, ${ms}, to_jsonb(s) AS what, NULL AS retracted, '' AS ord, recorded_at FROM live.seizure s
       UNION ALL SELECT NULL, target_source || target_id, ${ms}, changes, retracted, id, recorded_at FROM live.correction
       ORDER BY at, recorded_at, ord`,
    );
    const isFirearm = (what: RowOf) => JSON.stringify([what['category'], what['item'] === NAILER]);
    const stories = new Map<string, { at: number; class: string }[]>();
    for (const statement of sayings.filter(({ case_no }) => case_no !== null)) {
      const changes = sayings.filter(({ case_no, key }) => case_no === null && key === statement.key);
      if (changes.reduce((so, { retracted }) => retracted ?? so, false)) continue;
      const story = stories.get(statement.case_no) ?? [];
      stories.set(statement.case_no, story);
      let what = statement.what;
      story.push({ at: statement.at, class: isFirearm(what) });
      for (const each of changes) {
        what = { ...what, ...each.what };
        story.push({ at: each.at, class: isFirearm(what) });
      }
    }
    const cases = new Map(
      (await standingCases(database.db)).map((row) => [`${row['case_no']}`, isFirearm(row)]),
    );
    return (caseNo, openedAt) => {
      const story = stories.get(caseNo) ?? [];
      const differs = story.filter((each) => each.class !== cases.get(caseNo)).map(({ at }) => at);
      const same = story.filter((each) => each.class === cases.get(caseNo)).map(({ at }) => at);
      const since = same.filter((at) => at >= Math.max(-Infinity, ...differs));
      return since.length === 0 ? openedAt : Math.min(...since);
    };
  }

  it('are counted as items, nailers and parts apart, by site day and year', async () => {
    await seize(
      ago(0.2, { case_no: 'A', item: 'pistol', quantity: 2 }),
      ago(0.1, { case_no: 'B', item: NAILER, quantity: 4_553 }),
      ago(0.1, { case_no: 'C', category: 'gun-part', part: 'frame', weapon: 'glock-19', quantity: 3 }),
      ago(1, { case_no: 'D', item: 'rifle' }),
      ago(23.9, { case_no: 'E', item: null }),
      ago(24.1, { case_no: 'F', item: 'pistol' }),
      ago(0.1, { category: 'drug', grams: 9_000, port: 'PUS' }),
    );
    const none = {
      firearmsToday: 0,
      firearmsYear: 0,
      nailersToday: 0,
      nailersYear: 0,
      gunPartsToday: 0,
      gunPartsYear: 0,
    };
    expect(await weapons()).toEqual({
      'weapons|ICN-EXP|express': {
        day: '2028-01-01',
        ...{
          firearmsToday: 2,
          firearmsYear: 2,
          nailersToday: 4_553,
          nailersYear: 4_553,
          gunPartsToday: 3,
          gunPartsYear: 3,
        },
        rows: [
          {
            caseNo: 'A',
            port: 'ICN-EXP',
            route: 'express',
            time: '2027-12-31T15:18:00.000Z',
            item: 'pistol',
            quantity: 2,
          },
          {
            caseNo: 'D',
            port: 'ICN-EXP',
            route: 'express',
            time: '2027-12-31T14:30:00.000Z',
            item: 'rifle',
            quantity: 1,
          },
          {
            caseNo: 'E',
            port: 'ICN-EXP',
            route: 'express',
            time: '2027-12-30T15:36:00.000Z',
            item: null,
            quantity: 1,
          },
        ],
      },
      // Where cases are told, no weapon is none; elsewhere nothing is known.
      'weapons|PUS|express': { day: '2028-01-01', ...none, rows: [] },
    });
    const lastYear = await weapons(Date.parse('2027-12-31T23:59:59+09:00'));
    expect(lastYear['weapons|ICN-EXP|express']).toMatchObject({
      firearmsToday: 3,
      firearmsYear: 3,
      nailersYear: 0,
    });
  });

  it('follow what is stated later: amended, turned out to be a nailer, retracted, disclosed late', async () => {
    const random = randomOf('weapons');
    const days = 500;
    for (let round = 0; round < 4; round++) {
      const rows = Array.from({ length: 30 }, () =>
        ago(random() < 0.5 ? random() * 48 - 1 : random() * days * 24, {
          case_no: `W-${Math.floor(random() * 300)}`,
          port: pick(['ICN-EXP', 'PUS'], random()),
          category: pick(['firearm', 'firearm', 'gun-part', 'other'], random()),
          item: pick([null, 'pistol', NAILER], random()),
          quantity: pick([null, 1, 7], random()),
        }),
      );
      await seize(...rows);
      await correct(
        ...Array.from({ length: 10 }, () =>
          correctionRow(pick(rows, random()), 'seizure', {
            time: new Date(NOW + Math.floor(random() * 1e6)).toISOString(),
            ...pick(
              [
                { changes: { item: NAILER } },
                { changes: { quantity: 3, item: null } },
                { changes: { category: 'drug', port: 'GMP' } },
                { retracted: true },
                { retracted: false },
              ],
              random(),
            ),
          }),
        ),
      );
    }
    for (const now of [NOW, Date.parse('2027-12-31T23:59:59+09:00'), NOW - 300 * 24 * HOUR]) {
      const wanted = await secondOpinion(now);
      expect(Object.values(wanted).some(({ rows }) => rows.length === 3) || now !== NOW).toBe(true);
      expect(await weapons(now)).toEqual(wanted);
    }
  });

  it('are news of the day on which they were found to be firearms, in a case of the last seven days', async () => {
    const found = async () => (await weapons())['weapons|ICN-EXP|express']?.rows ?? [];
    const other = (caseNo: string, hours: number) => ago(hours, { case_no: caseNo, category: 'other' });
    const cases = [
      other('young', 25),
      other('corrected', 30),
      other('weeks-old', 21 * 24),
      other('again', 90),
    ];
    await seize(...cases, ago(80, { case_no: 'again' }), ago(70, { case_no: 'again', category: 'other' }));
    expect(await found()).toEqual([]);
    const [, corrected, old] = cases;
    const changes = { category: 'firearm' };
    const at = (hours: number) => new Date(NOW - hours * HOUR).toISOString();
    await correct(
      correctionRow(corrected ?? {}, 'seizure', { time: at(2), changes }),
      correctionRow(old ?? {}, 'seizure', { time: at(1), changes }),
    );
    await seize(ago(3, { case_no: 'young' }), ago(1, { case_no: 'again' }));
    const rows = [
      ['again', at(1)],
      ['corrected', at(2)],
      ['young', at(3)],
    ];
    expect((await found()).map(({ caseNo, time }) => [caseNo, time])).toEqual(rows);
    // What is loaded now of last week, and what is amended in a case that is known, is no news.
    await seize(ago(50, { case_no: 'loaded' }), ago(0.5, { case_no: 'young', quantity: 3 }));
    await seize(ago(60, { case_no: 'known' }), ago(0.5, { case_no: 'known', quantity: 2 }));
    expect((await found()).map(({ caseNo, time }) => [caseNo, time])).toEqual(rows);
  });

  it('have parts that come to several ports within thirty days: a set, and a whole weapon', async () => {
    expect(await gunParts()).toBeUndefined();
    const part = (name: string, port: string, hours: number, more: RowOf = {}) =>
      ago(hours, { category: 'gun-part', part: name, weapon: 'glock-19', port, ...more });
    const frame = part('frame', 'ICN-EXP', 5);
    await seize(frame, part('slide', 'ICN-EXP', 4), part('barrel', 'ICN-EXP', 30 * 24 - 1));
    expect(await gunParts()).toEqual({ sets: [] });

    const trigger = part('trigger', 'PTK-EXP', 30 * 24);
    await seize(
      part('barrel', 'PUS', 3),
      part('barrel', 'PUS', 9),
      trigger,
      part('frame', 'PUS', 2, { weapon: 'ar-15' }),
      part('frame', 'GMP', 40 * 24, { weapon: 'ar-15' }),
      part('frame', 'GMP', 1, { weapon: 'ak-47', item: NAILER }),
      part('frame', 'PUS', 1, { weapon: 'ak-47' }),
      part('frame', 'PUS', 1, { weapon: null }),
      part('frame', 'GMP', 1, { weapon: null }),
      part('bolt', 'GMP', -1, { weapon: 'ar-15' }),
    );
    const time = (hours: number) => new Date(NOW - hours * HOUR).toISOString();
    const parts = [
      ['barrel', 'PUS', time(3)],
      ['slide', 'ICN-EXP', time(4)],
      ['frame', 'ICN-EXP', time(5)],
      ['barrel', 'ICN-EXP', time(719)],
    ];
    expect(await gunParts()).toEqual({ sets: [{ weapon: 'glock-19', parts, ports: 2, complete: false }] });

    // A minute earlier the trigger was within thirty days: the weapon is whole.
    expect((await gunParts(NOW - 60_000))?.sets).toMatchObject([
      { weapon: 'glock-19', ports: 3, complete: true },
    ]);
    expect(ESSENTIAL_PARTS).toEqual(['frame', 'slide', 'barrel', 'trigger']);
    await seize({ ...part('Trigger', 'KRPUS', 6), weapon: 'Glock-19' });
    expect((await gunParts())?.sets).toMatchObject([{ ports: 3, complete: true }]);
    // The weapon became whole when its last part was found to be one.
    const opened = ago(70, { category: 'other', port: 'KRPUS', case_no: 'opened' });
    await seize(opened, part('bolt', 'KRPUS', 1, { case_no: 'opened' }));
    expect((await gunParts())?.sets[0]?.parts[0]).toEqual(['bolt', 'KRPUS', time(1)]);
    await correct(correctionRow(frame, 'seizure', { changes: { part: 'magazine' } }));
    expect((await gunParts())?.sets).toMatchObject([{ ports: 3, complete: false }]);
    expect((await gunParts(NOW + 2 * HOUR))?.sets.map(({ weapon }) => weapon)).toEqual(['glock-19', 'ar-15']);
  });
});
