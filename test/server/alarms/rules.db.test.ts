import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate, type Condition } from '../../../server/alarms/evaluate.ts';
import { SEAT_ITEMS_PER_HOUR, WINDOWS } from '../../../server/alarms/derived.ts';
import { planOf } from '../../../server/alarms/plan.ts';
import { readRule, type FigureRule, type Rule } from '../../../server/alarms/rule.ts';
import { parseKey, type CellValue } from '../../../server/contract/cells.ts';
import { realmDatabase } from '../../../server/db/database.ts';
import type { AlarmRecord } from '../../../server/db/queries/alarm-rows.ts';
import { readAlarmRules } from '../../../server/db/queries/alarm-rules.ts';
import * as wall from '../../../web/src/state/thresholds.ts';
import { openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { ago, DAY, HOUR, landing, lead, minutes, NOW, ordinaryBoard, view } from './board.ts';

const MINUTE = 60_000;
const EXPRESS = ['ICN-EXP', 'express'] as const;
const AIRPORT = ['ICN-T1', 'traveller'] as const;
const NOWHERE = [null, null] as const;
type Place = readonly [string | null, string | null, (string | null)?];

const waiting = (caseNo: string, age: number) => ({
  ...{ caseNo, port: 'ICN-T1', route: 'traveller', category: 'drug', substance: 'cocaine', grams: 4_000 },
  ...{ time: ago(age), requestedAt: null },
});

/** By rule: what is otherwise than on an ordinary night, and where it raises. */
const BAD_NIGHTS: Record<string, { cells: Record<string, unknown>; at: Place }> = {
  'ai-down': {
    cells: { 'ai|ICN-EXP|express': { state: 'down', why: 'silent', toOfficers: 40 } },
    at: EXPRESS,
  },
  'firearm-seized': {
    cells: {
      'weapons|ICN-EXP|express': {
        rows: [
          { caseNo: 'F-1', port: 'ICN-EXP', route: 'express', time: ago(HOUR), item: 'pistol', quantity: 1 },
        ],
      },
    },
    at: [...EXPRESS, 'F-1'],
  },
  'gun-set-complete': {
    cells: {
      'gun-parts|all': {
        sets: [
          { weapon: 'ar-15', parts: [['barrel', 'ICN-EXP', ago(5 * MINUTE)]], ports: 3, complete: true },
          // Its last part came yesterday: whoever had to act has.
          { weapon: 'glock', parts: [['slide', 'ICN-EXP', ago(25 * 60 * MINUTE)]], ports: 3, complete: true },
        ],
      },
    },
    at: [...NOWHERE, 'ar-15'],
  },
  'major-case-new': {
    cells: { 'investigations|ICN-T1|traveller': { waiting: [waiting('C-1', 5 * MINUTE)], waitingCount: 1 } },
    at: [...AIRPORT, 'C-1'],
  },
  'major-case-waiting': {
    cells: { 'investigations|ICN-T1|traveller': { waiting: [waiting('C-1', 61 * MINUTE)], waitingCount: 1 } },
    at: [...AIRPORT, 'C-1'],
  },
  'major-cases-many': { cells: { 'investigations|ICN-T1|traveller': { waitingCount: 5 } }, at: AIRPORT },
  'landing-without-team': {
    cells: { 'landings|ICN-T1|traveller': { rows: [landing({ dueAt: ago(-19 * MINUTE) })] } },
    at: [...AIRPORT, 'KE652'],
  },
  'lead-matched': {
    cells: {
      'leads|-|-': {
        rows: [
          lead({ matched: { conveyance: 'KE652', port: 'ICN-T1', route: 'traveller', time: ago(MINUTE) } }),
        ],
      },
    },
    at: [...NOWHERE, 'L-1'],
  },
  'leads-many': {
    cells: {
      'leads|-|-': {
        partners: [
          ['TH', 9, 4, 0, ago(HOUR)],
          ['VN', 4, 3, 0, ago(HOUR)],
        ],
      },
    },
    at: NOWHERE,
  },
  'mail-leak': {
    cells: {
      'leaks|all': {
        rows: [
          { subject: 'RR1', port: 'SEL-MAIL', batch: 'B-1', caughtAt: ago(MINUTE), siblings: 40, reread: 0 },
        ],
      },
    },
    at: ['SEL-MAIL', 'mail', 'RR1'],
  },
  'courier-repeat': {
    cells: {
      'couriers|all': {
        rows: [
          { name: '3f9a12c47b', checks: 4, amountUsd: 27_000, lastSeenAt: ago(MINUTE) },
          { name: 'of-no-duty', checks: 9, amountUsd: 9_000, lastSeenAt: ago(MINUTE) },
        ],
      },
    },
    at: [...NOWHERE, '3f9a12c47b'],
  },
  'screening-behind': { cells: minutes(...EXPRESS, () => [100, 50]), at: EXPRESS },
  'feed-silent': {
    cells: { 'feed|express-xray': { lastHeardAt: ago(121_000) } },
    at: [...NOWHERE, 'express-xray'],
  },
  'stations-many-down': {
    cells: { 'stations|ICN-EXP|express': { kinds: [['x-ray', 4, 0, 5, 0, 1]] } },
    at: EXPRESS,
  },
  'station-down': {
    cells: {
      'stations|ICN-EXP|express': {
        troubles: [{ station: 'xr-9', kind: 'x-ray', state: 'down', since: ago(HOUR), reason: null }],
      },
    },
    at: [...EXPRESS, 'xr-9'],
  },
  'short-readings-station': {
    cells: {
      'readings|ICN-EXP|express': { stations: [{ station: 'seat-1', read: 100, short: 3, classes: [] }] },
    },
    at: [...EXPRESS, 'seat-1'],
  },
  'short-readings': { cells: { 'readings|ICN-EXP|express': { short: 21 } }, at: EXPRESS },
  'off-channel': { cells: { 'readings|ICN-EXP|express': { offChannel: 11 } }, at: EXPRESS },
  'queue-old': { cells: { 'queue|ICN-EXP|express': { oldestSince: ago(31 * MINUTE) } }, at: EXPRESS },
  'queue-growing': {
    cells: { 'clearance|ICN-EXP|express': { queued: 60, flaggedPerHour: 211 } },
    at: EXPRESS,
  },
  'clearance-late': {
    cells: { 'clearance|ICN-EXP|express': { unread: 13_000, readPerHour: 6_000 } },
    at: EXPRESS,
  },
  'seats-short': {
    cells: { 'clearance|ICN-EXP|express': { flaggedPerHour: 180, seatsOpen: 0 } },
    at: EXPRESS,
  },
  'arrivals-below': { cells: { 'coverage|ICN-EXP|express': { arrivals: 39 } }, at: EXPRESS },
  'arrivals-above': { cells: { 'coverage|ICN-EXP|express': { arrivals: 81 } }, at: EXPRESS },
  'lead-open': {
    cells: { 'leads|-|-': { rows: [lead({ time: ago(121 * MINUTE) })] } },
    at: [...NOWHERE, 'L-1'],
  },
  'list-old': { cells: { 'information|all': { listAt: ago(8 * DAY + MINUTE) } }, at: NOWHERE },
  'target-old': {
    cells: { 'information|all': { analyses: [['L-5', ago(14 * DAY + MINUTE)]] } },
    at: [...NOWHERE, 'L-5'],
  },
  'reply-owed': {
    cells: { 'requests|all': { partners: [['TH', 1, ago(15 * DAY), 0, null]] } },
    at: [...NOWHERE, 'TH'],
  },
  'operation-ending': {
    cells: {
      'operations|all': {
        rows: [
          {
            name: 'OP-1',
            partner: 'TH',
            from: ago(DAY),
            until: ago(-47 * HOUR),
            screened: 0,
            hits: 0,
            hitGrams: 0,
          },
        ],
      },
    },
    at: [...NOWHERE, 'OP-1'],
  },
  'cluster-unreferred': {
    cells: { 'minor-leads|all': { clusters: [['bank-1', 3, 5e8, ago(15 * DAY), false]] } },
    at: [...NOWHERE, 'bank-1'],
  },
  'case-unreferred': {
    cells: { 'offences|ICN-EXP|express': { rows: [['illegal-trade', 4, 1e9, 1, ago(31 * DAY)]] } },
    at: [...EXPRESS, 'illegal-trade'],
  },
  'reader-pass-rate': { cells: { 'stations|ICN-EXP|express': { testsPassed: 79 } }, at: EXPRESS },
  'inspection-overdue': { cells: { 'stations|ICN-EXP|express': { inspectionsOverdue: 1 } }, at: EXPRESS },
  'indicator-behind': {
    cells: { 'indicators|all': { rows: [{ name: 'a', value: 89, target: 100, better: 'higher' }] } },
    at: [...NOWHERE, 'a'],
  },
  'indicator-above': {
    cells: { 'indicators|all': { rows: [{ name: 'a', value: 1.2, target: 1, better: 'lower' }] } },
    at: [...NOWHERE, 'a'],
  },
  // As long as a list is ever read; all of them are in somebody's hands.
  'judged-in-part': {
    cells: {
      'leads|-|-': {
        rows: Array.from({ length: 1_000 }, (_, n) => lead({ leadNo: `L-${n}`, status: 'tasked' })),
      },
    },
    at: [...NOWHERE, 'leads'],
  },
  'digest-old': { cells: { 'bulletins|all': { digestAt: ago(36 * DAY) } }, at: NOWHERE },
};

/**
 * Rules whose figure is of a place or of the country as a whole: a state, a share, a backlog, one list. What could happen to
 * several at once has a subject.
 */
const OF_A_WHOLE = [
  ...['ai-down', 'arrivals-above', 'arrivals-below', 'clearance-late', 'digest-old', 'inspection-overdue'],
  ...[
    'judged-in-part',
    'leads-many',
    'list-old',
    'major-cases-many',
    'off-channel',
    'queue-growing',
    'queue-old',
  ],
  ...['reader-pass-rate', 'screening-behind', 'seats-short', 'short-readings', 'stations-many-down'],
];

/** Changed figures of cells that are there; whole cells where they are lists. */
function night(changes: Record<string, unknown>): Record<string, CellValue> {
  const cells = ordinaryBoard();
  for (const [key, change] of Object.entries(changes)) {
    const whole = Array.isArray(change) ? change : { ...cells[key], ...(change as object) };
    cells[key] = whole as CellValue;
  }
  return cells;
}

describe('the rules that a realm starts with', () => {
  let database: TestDatabase;
  let rules: Rule[] = [];
  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    const read = (await readAlarmRules(realmDatabase(database.db, 'live'))).map(readRule);
    expect(read.filter((rule) => typeof rule === 'string')).toEqual([]);
    rules = read.filter((rule) => typeof rule !== 'string');
  });
  afterAll(() => database.drop());

  const judge = (cells: Record<string, CellValue>, now = NOW) => evaluate(rules, view(cells), now);
  const names = (conditions: readonly Condition[]) => conditions.map(({ rule }) => rule);
  const ruleOf = (name: string): FigureRule => {
    const rule = rules.find((each) => each.name === name);
    if (rule === undefined || rule.kind === 'excess') throw new Error(`there is no rule ${name} of a figure`);
    return rule;
  };

  it('say nothing on an ordinary night, and judge all of it', () => {
    const { conditions, judged } = judge(ordinaryBoard());
    expect(conditions).toEqual([]);
    expect([...judged].sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  it('raise each what it is for, where it is', () => {
    expect(Object.keys(BAD_NIGHTS).sort()).toEqual(rules.map(({ name }) => name).sort());
    for (const [name, { at, cells }] of Object.entries(BAD_NIGHTS)) {
      const found = judge(night(cells)).conditions;
      const [port, route, subject = null] = at;
      expect(found, name).toContainEqual(
        expect.objectContaining({ rule: name, port, route, subject, firm: true }),
      );
      // What else holds then is of the same trouble; nobody is told of something that is not there.
      expect(names(found).length, `${name}: ${names(found).join()}`).toBeLessThanOrEqual(2);
    }
  });

  it('do nothing with figures that are not confirmed', () => {
    for (const [name, { cells }] of Object.entries(BAD_NIGHTS)) {
      // A list that is too long may be of any kind: see below.
      const kind = name === 'judged-in-part' ? 'queue' : ruleOf(name).watch.cells;
      for (const board of [
        view(night(cells), [kind]),
        view({ ...night(cells), 'fault|x': { kinds: [kind], since: null } }),
      ]) {
        const { conditions, judged } = evaluate(rules, board, NOW);
        expect(judged.has(name), name).toBe(false);
        expect(names(conditions), name).not.toContain(name);
      }
    }
  });

  it('leave alone what happened long ago and is told now', () => {
    const late = night({
      'investigations|ICN-T1|traveller': { waiting: [waiting('C-1', 30 * DAY)], waitingCount: 1 },
      'weapons|ICN-EXP|express': {
        firearmsYear: 2,
        rows: [
          { caseNo: 'F-1', port: 'ICN-EXP', route: 'express', time: ago(30 * DAY), item: null, quantity: 1 },
        ],
      },
      'leaks|all': {
        rows: [
          { subject: 'RR1', port: 'SEL-MAIL', batch: null, caughtAt: ago(3 * DAY), siblings: 4, reread: 0 },
        ],
      },
      'readings|ICN-EXP|express': { day: '2026-11-20', short: 500, offChannel: 500 },
    });
    expect(judge(late).conditions).toEqual([]);
  });

  it('do not miss a landing that nobody attends, before and after its time', () => {
    const at = (change: Parameters<typeof landing>[0]) =>
      names(judge(night({ 'landings|ICN-T1|traveller': { rows: [landing(change)] } })).conditions);
    expect(at({ dueAt: ago(-21 * MINUTE) })).toEqual([]);
    expect(at({ dueAt: ago(-MINUTE) })).toEqual(['landing-without-team']);
    expect(at({ dueAt: ago(30 * MINUTE) })).toEqual(['landing-without-team']);
    expect(at({ dueAt: ago(-MINUTE), team: 'gate-7' })).toEqual([]);
    expect(at({ dueAt: ago(MINUTE), landedAt: ago(MINUTE) })).toEqual([]);
  });

  it('find screening that stands still within a quarter of an hour, and none where nothing came', () => {
    const share = (of: (back: number) => [number, number]) =>
      names(judge(night(minutes(...EXPRESS, of))).conditions);
    expect(share((back) => [100, back > 15 ? 98 : 0])).toEqual(['screening-behind']);
    expect(share((back) => [0, back > 15 ? 98 : 0])).toEqual([]);
    expect(share(() => [0, 0])).toEqual([]);
    // What came lately may still be on its way.
    expect(share((back) => (back <= 20 ? [500, 98] : [100, 98]))).toEqual([]);
  });

  it('keep what is raised within the dead band, and raise nothing new there', () => {
    const at = (minutesOld: number) =>
      judge(night({ 'queue|ICN-EXP|express': { oldestSince: ago(minutesOld * MINUTE) } })).conditions;
    expect(at(31)).toMatchObject([{ rule: 'queue-old', firm: true, limit: 1_800 }]);
    expect(at(28)).toMatchObject([{ rule: 'queue-old', firm: false }]);
    expect(at(25)).toEqual([]);
  });

  describe('that have an alarm for each subject', () => {
    /** The bad night of a rule with many subjects, in this order. */
    function nightOf(rule: FigureRule, subjects: readonly string[]): Record<string, CellValue> {
      const [[key, change] = ['', {}]] = Object.entries(BAD_NIGHTS[rule.name]?.cells ?? {});
      const { rows, subject } = rule.watch;
      if (subject === undefined) throw new Error(`${rule.name} has no subjects`);
      if (rows === undefined) {
        const quiet = night({ [key]: change });
        const kind = parseKey(key).kind;
        const named = subjects.map(
          (name) => [`${kind}|${name}`, { ...quiet[key], [subject]: name }] as const,
        );
        const others = Object.entries(quiet).filter(([other]) => parseKey(other).kind !== kind);
        return Object.fromEntries([...others, ...named]) as Record<string, CellValue>;
      }
      const [row] = (change as Record<string, unknown[]>)[rows] ?? [];
      const named = subjects.map((name) =>
        Array.isArray(row) ? row.with(Number(subject), name) : { ...(row as object), [subject]: name },
      );
      return night({ [key]: { ...(change as object), [rows]: named } });
    }

    /** Open alarms of a rule, by subject, as looks at boards raise and clear them. */
    class Open {
      readonly #rule: FigureRule;
      readonly #alarms = new Map<string, AlarmRecord>();
      constructor(rule: FigureRule) {
        this.#rule = rule;
      }
      look(subjects: readonly string[]): { raised: string[]; cleared: string[] } {
        const judgement = evaluate([this.#rule], view(nightOf(this.#rule, subjects)), NOW);
        const open = [...this.#alarms.values()];
        const delays = new Map([[this.#rule.name, { forSeconds: 0, clearSeconds: 0 }]]);
        const { deeds, raise } = planOf(judgement, delays, open, [], NOW);
        const cleared = deeds.map(({ alarmId }) => String(open.find(({ id }) => id === alarmId)?.subject));
        for (const subject of cleared) this.#alarms.delete(subject);
        for (const each of raise) {
          const id = Math.max(0, ...open.map((alarm) => alarm.id)) + this.#alarms.size + 1;
          const record = { ...each, id, holds: true, escalateAt: null, shelf: null, valuedAt: NOW };
          this.#alarms.set(String(each.subject), record as unknown as AlarmRecord);
        }
        return { raised: raise.map(({ subject }) => String(subject)), cleared };
      }
      get subjects(): string[] {
        return [...this.#alarms.keys()].sort();
      }
    }

    const theirs = () => rules.filter((rule): rule is FigureRule => 'subject' in rule.watch);

    it('are all but those of a place, or of the country, as a whole', () => {
      expect(
        rules
          .filter(({ watch }) => !('subject' in watch))
          .map(({ name }) => name)
          .sort(),
      ).toEqual(OF_A_WHOLE);
    });

    it('raise one for each of up to 200, in any order, and clear none of them by another', () => {
      expect(theirs().length).toBeGreaterThan(15);
      for (const rule of theirs()) {
        fc.assert(
          fc.property(
            fc.uniqueArray(fc.nat(9_999), { minLength: 1, maxLength: 200, size: 'max' }),
            fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
            (numbers, dice) => {
              const random = () => dice.next().value ?? 0;
              const shuffled = (list: readonly string[]) =>
                list
                  .map((name) => [random(), name] as const)
                  .sort(([a], [b]) => a - b)
                  .map(([, name]) => name);
              const all = numbers.map((n) => `S-${n}`);
              const open = new Open(rule);
              const some = all.slice(0, Math.floor(random() * all.length));
              expect(open.look(shuffled(some)).raised.sort()).toEqual([...some].sort());
              const { cleared, raised } = open.look(shuffled(all));
              expect([raised.sort(), cleared]).toEqual([all.slice(some.length).sort(), []]);
              expect(open.subjects, rule.name).toEqual([...all].sort());
              const gone = all[Math.floor(random() * all.length)];
              const left = all.filter((name) => name !== gone);
              expect(open.look(shuffled(left)), rule.name).toEqual({ raised: [], cleared: [gone] });
              expect(open.subjects).toEqual([...left].sort());
            },
          ),
          { numRuns: 6, seed: 11 },
        );
      }
    });

    it('clear nothing by a list that is not whole, and say that it is not', () => {
      const names = (count: number) => Array.from({ length: count }, (_, n) => `S-${n}`);
      for (const rule of theirs().filter(({ watch }) => watch.rows !== undefined)) {
        const open = new Open(rule);
        open.look(names(5));
        const others = names(2_000).slice(5);
        const { cleared, raised } = open.look(others);
        expect([cleared, raised.length], rule.name).toEqual([[], 1_000]);
        const said = evaluate(rules, view(nightOf(rule, others)), NOW).conditions;
        expect(said, rule.name).toContainEqual(
          expect.objectContaining({ rule: 'judged-in-part', subject: rule.watch.cells, limit: 1_000 }),
        );
        expect(open.look(others.slice(0, 900)).cleared).toHaveLength(105);
      }
    });
  });

  it('judge by the same limits as the wall', () => {
    const limits = Object.fromEntries(rules.map(({ limit, name }) => [name, limit]));
    expect(limits).toMatchObject({
      'major-case-waiting': wall.INVESTIGATION_MS / 1_000,
      'screening-behind': wall.MIN_SCREENED_SHARE,
      'feed-silent': wall.SILENT_CADENCES,
      'short-readings': wall.MAX_SHORT_SHARE,
      'short-readings-station': wall.MAX_SHORT_SHARE,
      'off-channel': wall.MAX_OFF_CHANNEL_SHARE,
      'queue-old': wall.QUEUE_OLD_MS / 1_000,
      'clearance-late': wall.CLEAR_LATE_MS / 1_000,
      'lead-open': wall.UNACKNOWLEDGED_LEAD_MS / 1_000,
      'list-old': wall.OLD_LIST_MS / 1_000,
      'target-old': wall.OLD_TARGET_MS / 1_000,
      'reply-owed': wall.OWED_REPLY_MS / 1_000,
      'operation-ending': wall.OPERATION_ENDING_MS / 1_000,
      'cluster-unreferred': wall.UNREFERRED_CLUSTER_MS / 1_000,
      'case-unreferred': wall.UNREFERRED_CASE_MS / 1_000,
      'reader-pass-rate': wall.MIN_PASS_SHARE,
      'indicator-behind': 1 - wall.BEHIND_TARGET,
      'indicator-above': 1 + wall.BEHIND_TARGET,
      'digest-old': (wall.DIGEST_DAYS * DAY) / 1_000,
    });
    expect(WINDOWS).toEqual({
      grace: wall.GRACE_MINUTES,
      recent: wall.RECENT_MINUTES,
      stalled: wall.STALLED_MINUTES,
      firstReading: wall.FIRST_READING_MINUTES,
    });
    expect(SEAT_ITEMS_PER_HOUR).toBe(wall.SEAT_ITEMS_PER_HOUR);
    expect(ruleOf('courier-repeat').watch.where).toContainEqual({
      field: 'lastSeenAt',
      as: 'age',
      atMost: wall.COURIER_AT_GATE_MS / 1_000,
    });
    expect(ruleOf('firearm-seized').watch.where).toContainEqual({
      field: 'time',
      as: 'age',
      atMost: wall.FIREARM_MS / 1_000,
    });
    for (const name of ['short-readings', 'short-readings-station']) {
      expect(ruleOf(name).watch.where).toEqual([{ field: 'read', atLeast: wall.MIN_DENOMINATOR }]);
    }
  });

  it('say in what unit their figure is, where they have one', () => {
    for (const { kind, name, watch } of rules) {
      const isSpan = 'as' in watch || kind === 'absence';
      const isMatch = kind === 'match' && watch.value === undefined;
      const unit = watch.unit ?? ('as' in watch ? watch.as : undefined);
      if (isMatch) expect(unit, name).toBeUndefined();
      else if (isSpan) expect(['age', 'until'], name).toContain(unit);
      else expect(unit, name).toBeDefined();
      if ('per' in watch) expect(unit, name).toBe('share');
    }
  });

  it('are few that wake somebody, and say in both languages what to do', async () => {
    const count = (priority: string) => rules.filter((rule) => rule.priority === priority).length;
    expect(count('critical')).toBeLessThanOrEqual(3);
    expect(count('critical') + count('high')).toBeLessThan(count('low'));
    for (const rule of await readAlarmRules(realmDatabase(database.db, 'live'))) {
      expect(rule.title.ko, rule.name).toMatch(/[가-힣]/);
      expect(rule.action.ko, rule.name).toMatch(/것\.|호출\.|추적\./);
      expect(rule.action.en.length, rule.name).toBeGreaterThan(8);
      // What is to be done at once is passed on when nobody does it.
      expect(rule.escalateSeconds === null, rule.name).toBe(rule.priority === 'low');
    }
  });
});

describe('a rule', () => {
  const stored = {
    ...{ name: 'x', priority: 'low' as const, kind: 'threshold', limit: 3, clearLimit: null, enabled: true },
    ...{ forSeconds: 0, clearSeconds: 0, escalateSeconds: null },
    watch: { cells: 'queue', value: 'flagged' } as Record<string, unknown>,
  };

  it('that cannot be read says why', () => {
    expect(readRule(stored)).toMatchObject({ name: 'x' });
    expect(readRule({ ...stored, kind: 'guess' })).toMatch('guess');
    expect(readRule({ ...stored, watch: null })).toMatch('watch');
    expect(readRule({ ...stored, watch: { cells: 'secrets', value: 'x' } })).toMatch('/cells');
    expect(readRule({ ...stored, watch: { ...stored.watch, value: 'a b' } })).toMatch('/value');
    expect(readRule({ ...stored, watch: { ...stored.watch, more: 1 } })).toMatch('watch');
    expect(readRule({ ...stored, limit: null })).toMatch('limit');
    expect(readRule({ ...stored, clearLimit: 4 })).toMatch('dead band');
    expect(readRule({ ...stored, clearLimit: 2, watch: { ...stored.watch, beyond: 'below' } })).toMatch(
      'band',
    );
  });

  it('reads what is there, and nothing of what is inherited', () => {
    const rule = readRule({ ...stored, watch: { cells: 'queue', value: 'constructor.length' } });
    if (typeof rule === 'string') throw new Error(rule);
    expect(evaluate([rule], view({ 'queue|a|b': {} as CellValue }), NOW).conditions).toEqual([]);
  });

  it('that is not enabled says that nothing holds, whatever is confirmed', () => {
    const rule = readRule({ ...stored, enabled: false });
    if (typeof rule === 'string') throw new Error(rule);
    expect(evaluate([rule], view({}, ['queue']), NOW)).toEqual({
      ...{ conditions: [], judged: new Set(['x']), inPart: new Set() },
    });
  });
});
