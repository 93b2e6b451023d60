import { afterAll, beforeAll, expect, it } from 'vitest';
import { textAt, valueAt } from '../../../../server/alarms/read-figure.ts';
import { readRule } from '../../../../server/alarms/rule.ts';
import { MOST_JUDGED, parseKey, type CellValue } from '../../../../server/contract/cells.ts';
import { OFFENCES } from '../../../../server/contract/fields.ts';
import { siteDay, startOfDay } from '../../../../server/contract/days.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { readAlarmRules } from '../../../../server/db/queries/alarm-rules.ts';
import { ALL_PANELS } from '../../../../server/follow/all-panels.ts';
import { drawnCells } from '../../../../server/follow/panel-follower.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import {
  arrivalRow,
  bulletinRow,
  declarationRow,
  indicatorRow,
  insertRows,
  leadRow,
  seizureRow,
  stationRow,
  verdictRow,
  type RowOf,
  type Table,
} from '../../../support/rows.ts';

const MINUTE = 60_000;
/** A Seoul afternoon, three days ago. */
const NOW = startOfDay(siteDay(Date.now() - 72 * 60 * MINUTE)) + 15 * 60 * MINUTE + 23_000;
const at = (minutes: number) => new Date(NOW + minutes * MINUTE).toISOString();
const MANY = 200;
const LETTERS = Array.from({ length: 15 }, (_, n) => String.fromCharCode(65 + n));
const COUNTRIES = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
const first = { port: 'ICN-MAIL', route: 'mail', batch: 'bag-7', time: at(-90) };
const second = { port: 'SEL-MAIL', route: 'mail', stage: 'secondary', judged_by: 'officer', time: at(-5) };

interface List {
  /** Kind of the cells, and the list in them. */
  of: [kind: string, rows: string];
  /** How a row of it is named, and how many of them a wall draws. */
  subject: string;
  drawn: number;
  /** As many as there can be. */
  many?: number;
  /** Rows of tables that make the n-th of it, those of one table together and in this order. */
  make: (n: number, name: string) => [Table, ...RowOf[]][];
  name?: (n: number) => string;
}

const LISTS: List[] = [
  {
    ...{ of: ['weapons', 'rows'], subject: 'caseNo', drawn: 3 },
    make: (n, case_no) => [['seizure', seizureRow({ case_no, time: at(-n), category: 'firearm' })]],
  },
  {
    ...{ of: ['gun-parts', 'sets'], subject: 'weapon', drawn: 12 },
    make: (_, weapon) => [
      [
        'seizure',
        ...['GMP', 'PUS'].map((port) =>
          seizureRow({ time: at(-9), category: 'gun-part', port, weapon, part: 'barrel' }),
        ),
      ],
    ],
  },
  {
    ...{ of: ['investigations', 'waiting'], subject: 'caseNo', drawn: 4 },
    make: (n, case_no) => [
      ['seizure', seizureRow({ case_no, time: at(-n), port: 'KRPUS', route: 'cargo', grams: 9_000 })],
    ],
  },
  {
    ...{ of: ['offences', 'rows'], subject: '0', drawn: OFFENCES.length, many: OFFENCES.length },
    make: (_, offence) => [['seizure', seizureRow({ time: at(-9), port: 'CJU', offence })]],
    name: (n) => OFFENCES[n] ?? '',
  },
  {
    ...{ of: ['leads', 'rows'], subject: 'leadNo', drawn: 6 },
    make: (n, lead_no) => [['lead', leadRow({ lead_no, time: at(-n), port: 'PUS', route: 'cargo' })]],
  },
  {
    ...{ of: ['information', 'analyses'], subject: '0', drawn: 0 },
    make: (n, lead_no) => [
      ['lead', leadRow({ lead_no, time: at(-99 - n), partner: 'DIC', steps_done: 1, steps_total: 7 })],
    ],
  },
  {
    // Outside the database a courier has another name: here each is known by what it carried.
    ...{ of: ['couriers', 'rows'], subject: 'amountUsd', drawn: 0 },
    make: (n, amount) => [
      [
        'declaration',
        ...[Number(amount), 0, 0].map((amount_usd, check) =>
          declarationRow({ time: at(-9 - check), courier: `carrier-${n}`, amount_usd }),
        ),
      ],
    ],
    name: (n) => `${n + 1}`,
  },
  {
    ...{ of: ['landings', 'rows'], subject: 'conveyance', drawn: 6 },
    make: (n, conveyance) => [
      ['lead', leadRow({ conveyance, time: at(-9), port: 'GMP', route: 'traveller', due_at: at(n) })],
    ],
  },
  {
    ...{ of: ['minor-leads', 'clusters'], subject: '0', drawn: 4 },
    make: (_, link) => [['lead', ...[1, 2, 3].map(() => leadRow({ kind: 'minor', link, time: at(-9) }))]],
  },
  {
    ...{ of: ['requests', 'partners'], subject: '0', drawn: MANY },
    make: (_, partner) => [['lead', leadRow({ kind: 'request', partner, direction: 'in', time: at(-9) })]],
    name: (n) => COUNTRIES[n] ?? '',
  },
  {
    ...{ of: ['operations', 'rows'], subject: 'name', drawn: MANY },
    make: (n, lead_no) => [
      [
        'lead',
        leadRow({ kind: 'operation', lead_no, time: at(-9), valid_from: at(-99), valid_until: at(99 + n) }),
      ],
    ],
  },
  {
    ...{ of: ['leaks', 'rows'], subject: 'subject', drawn: 4 },
    make: (_, subject) => [
      ['verdict', verdictRow({ ...first, subject }), verdictRow({ ...second, subject, result: 'confirmed' })],
    ],
  },
  {
    ...{ of: ['readings', 'stations'], subject: 'station', drawn: 4 },
    make: (_, station) => [
      [
        'verdict',
        verdictRow({ time: at(-9), station, subject: `of ${station}`, origin: 'TH', scan_ms: 5_000 }),
      ],
    ],
  },
  {
    ...{ of: ['matrix', 'stations'], subject: '0', drawn: 4 },
    make: (_, station) => {
      const item = { subject: `by ${station}`, port: 'PTK-EXP' };
      return [
        [
          'verdict',
          verdictRow({ ...item, time: at(-9), result: 'suspect' }),
          verdictRow({ ...item, time: at(-8), station, stage: 'secondary', judged_by: 'officer' }),
        ],
      ];
    },
  },
  {
    ...{ of: ['stations', 'troubles'], subject: 'station', drawn: 4 },
    make: (n, station) => [['station', stationRow({ time: at(-n), station, state: 'down' })]],
  },
  {
    ...{ of: ['risk', 'rows'], subject: 'conveyance', drawn: 5 },
    make: (_, conveyance) => [['arrival', arrivalRow({ time: at(-9), conveyance, risk: 'high' })]],
  },
  {
    ...{ of: ['indicators', 'rows'], subject: 'name', drawn: 100 },
    make: (_, name) => [['indicator', indicatorRow({ time: at(-9), name, period: '2025' })]],
  },
  {
    ...{ of: ['bulletins', 'rows'], subject: 'bulletinNo', drawn: 6 },
    make: (n, bulletin_no) => [['bulletin', bulletinRow({ time: at(-n), bulletin_no })]],
  },
];

onOneEngine('lists that alarms and drills are judged by', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
  });
  afterAll(() => database.drop());

  const nameOf = ({ name, of: [kind] }: List, n: number) => name?.(n) ?? `${kind}-${n}`;

  async function put(list: List, from: number, until: number): Promise<string[]> {
    const names = Array.from({ length: until - from }, (_, n) => nameOf(list, from + n));
    const made = names.map((name, n) => list.make(from + n, name));
    for (const [place, [table]] of made[0]?.entries() ?? []) {
      const rows = made.flatMap((each) => each[place]?.slice(1) as RowOf[]);
      await insertRows(database.db, table, rows);
    }
    return names;
  }

  /** Names of this list, as it is judged and as it is drawn. */
  async function namesIn(list: List): Promise<{ judged: string[]; drawn: string[] }> {
    const { of, subject } = list;
    const [kind, rows] = of;
    const panel = ALL_PANELS.find(({ kinds }) => kinds.some((each) => each === kind));
    if (panel === undefined) throw new Error(`nothing reads ${kind}`);
    const own = new Set(Array.from({ length: 2 * MOST_JUDGED }, (_, n) => nameOf(list, n)));
    const cells = await panel.read(realm, NOW);
    const named = (found: typeof cells) =>
      found
        .filter(([key]) => parseKey(key).kind === kind)
        .flatMap(([, cell]) => valueAt(cell as CellValue, rows) as unknown[])
        .map((row) => textAt(row, subject) ?? '')
        .filter((name) => own.has(name));
    return { judged: named(cells), drawn: named(drawnCells(panel, cells)) };
  }

  it('are all those whose rows rules read', async () => {
    const rules = (await readAlarmRules(realm)).map(readRule);
    const read = rules.flatMap((rule) => {
      if (typeof rule === 'string') throw new Error(rule);
      return rule.kind === 'excess' || rule.watch.rows === undefined
        ? []
        : [`${rule.watch.cells} ${rule.watch.rows}`];
    });
    expect(LISTS.map(({ of }) => of.join(' '))).toEqual(expect.arrayContaining(read));
  });

  it.each(LISTS.map((list) => [list.of.join(' '), list] as const))(
    '%s: as many rows as there are subjects, the first of which are drawn',
    async (_, list) => {
      const { drawn, many = MANY } = list;
      const few = await put(list, 0, 2);
      expect((await namesIn(list)).judged.sort()).toEqual(few.sort());
      const names = [...few, ...(await put(list, 2, many))].sort();
      const found = await namesIn(list);
      expect(found.drawn).toHaveLength(Math.min(drawn, many));
      if (list.of[0] !== 'bulletins') expect(found.drawn).toEqual(found.judged.slice(0, drawn));
      expect(found.judged.sort()).toEqual(names);
    },
  );

  it('are read to a length at which alarms say so', async () => {
    const [weapons] = LISTS;
    if (weapons === undefined) throw new Error('there is no list');
    await put(weapons, MANY, MOST_JUDGED + 20);
    const { judged } = await namesIn(weapons);
    expect(judged).toHaveLength(MOST_JUDGED);
    // The newest, by which a rule of now goes.
    expect(judged[0]).toBe('weapons-0');
  });
});
