import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue, readScenario } from '../../../server/drills/scenario-file.ts';
import { sampleOf } from '../../support/campaign.ts';
import { known, RIGHT } from './right-scenario.ts';
import { anyText } from './scenario-file.campaign.ts';

const faultsOf = (text: string) => {
  const read = readScenario(text, known);
  return 'faults' in read ? read.faults : [];
};
/** The right scenario with one thing changed, and its faults. */
function changed(from: string, to: string) {
  if (RIGHT.split(from).length !== 2) throw new Error(`stands there not once: ${from}`);
  return faultsOf(RIGHT.replace(from, to));
}
const lineOf = (text: string) => RIGHT.slice(0, RIGHT.indexOf(text)).split('\n').length;

describe('a scenario that is right', () => {
  it('is read from YAML', () => {
    const read = readScenario(RIGHT, known);
    expect(read).toMatchObject({ scenario: { name: 'a-leak', minutes: 45 } });
  });

  it('is read from JSON, on one line and on many, and is the same', () => {
    const read = readScenario(RIGHT, known);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    for (const indent of [undefined, 2, '\t'])
      expect(readScenario(JSON.stringify(read.scenario, null, indent), known)).toEqual(read);
  });

  it('may say a day, name a thing twice by an alias, and be without a play that fails', () => {
    expect(changed('minutes: 45', "minutes: 45\nclock: '2026-11-11T10:00'\nstep: 1s")).toEqual([]);
    expect(changed('aim: { ko: 회수, en: Recall }', 'aim: *words').map(({ line }) => line)).toEqual([4]);
    expect(
      faultsOf(
        RIGHT.replace('title: { ko: 우편', 'title: &words { ko: 우편').replace(
          'aim: { ko: 회수, en: Recall }',
          'aim: *words',
        ),
      ),
    ).toEqual([]);
    expect(changed('    fails: recalled\n', '')).toEqual([]);
  });
});

describe('what is wrong is said by its line', () => {
  it.each([
    ['not YAML', '  - id: first-line', '  - id: [first-line', '/', /cannot be read/],
    ['a key twice', 'seed: leak-1', 'seed: leak-1\nseed: leak-2', '/', /unique/],
    ['a tab', '    at: T0\n', '\tat: T0\n', '/', /[Tt]ab/],
  ])('%s', (_, from, to, path, reason) => {
    const [fault] = changed(from, to);
    expect(fault).toMatchObject({ path, reason: expect.stringMatching(reason) as string });
    expect(Math.abs((fault?.line ?? 0) - lineOf(from))).toBeLessThan(2);
  });

  it.each([
    ['a number that is text', 'minutes: 45', 'minutes: long', '/minutes', /integer/],
    ['a name that is none', 'name: a-leak', 'name: A leak', '/name', /pattern/],
    ['a clock that is none', 'minutes: 45', 'minutes: 45 \nclock: 25:00', '/clock', /pattern/, 1],
    ['a time that is none', '    at: T0', '    at: noon', '/timeline/0/at', /pattern/],
    [
      'a kind of inject that is none',
      'do: silence',
      'do: shout',
      '/timeline/2/do',
      /is none of send, paxlst/,
    ],
    [
      'a kind of check that is none',
      'is: task-acted',
      'is: hoped',
      '/criteria/1/is',
      /is none of alarm-raised/,
    ],
    [
      'a kind of deed that is none',
      'do: acknowledge',
      'do: shrug',
      '/plays/right/deeds/0/do',
      /is none of acknowledge/,
    ],
    [
      'a kind of task that is none',
      '    kind: recall-siblings',
      '    kind: coffee',
      '/criteria/1/kind',
      /is none of team-to-gate/,
    ],
    [
      'an unknown port of an inject',
      'feeds: [mail-xray]',
      'ports: [XXX]',
      '/timeline/2/ports/0',
      /is no port of the site/,
    ],
    [
      'a field of another kind',
      '    by: T44',
      '    by: T44\n    within: 3s',
      '/criteria/1/within',
      /not known here/,
      1,
    ],
    ['an unknown key', 'seed: leak-1', 'seed: leak-1\nspeed: 3', '/speed', /not known here/, 1],
    [
      'a missing key',
      '    kind: recall-siblings\n    state: accepted',
      '    state: accepted',
      '/criteria/1',
      /kind is missing/,
      -3,
    ],
    ['a missing key of the whole', 'seed: leak-1\n', '', '/', /seed is missing/, -3],
    [
      'a missing key of words',
      'title: { ko: 우편 누출, en: Mail leak }',
      'title: { ko: 우편 누출 }',
      '/title',
      /en is missing/,
    ],
    ['an item that is no object', '  - { id: quiet', '  - quiet\n  - { id: quiet', '/timeline/2', /object/],
    ['a play with a name that is none', '  wrong:', '  Wrong Way:', '/plays/Wrong Way', /not known here/],
    [
      'a test of neither value nor list',
      '{ subject: RR1, port',
      '{ subject: { a: 1 }, port',
      '/criteria/3/where/subject',
      /none of the forms/,
    ],
    [
      'a column that is none',
      '{ subject: RR1, port',
      '{ "subject; --": RR1, port',
      '/criteria/3/where/subject; --',
      /not known/,
    ],
  ])('form: %s', (_, from, to, path, reason, later = 0) => {
    expect(changed(from, to)).toEqual([
      { line: lineOf(from) + later, path, reason: expect.stringMatching(reason) as string },
    ]);
  });

  it.each([
    ['an id twice', 'id: garbage', 'id: first-line', '/timeline/1/id', /another/],
    ['a criterion twice', 'id: leaks,', 'id: raised,', '/criteria/2/id', /another/],
    ['a deed twice', 'id: recall,', 'id: seen,', '/plays/right/deeds/1/id', /another/],
    ['a play that fails nothing', 'fails: recalled', 'fails: nothing', '/plays/wrong/fails', /no criterion/],
    ['a play that is none', 'in: [right]', 'in: [left]', '/timeline/2/in/0', /no play/],
    ['an inject that is none', 'inject: first-line', 'inject: last-line', '/criteria/0/inject', /no inject/],
    [
      'a rule that is none, in a criterion',
      'is: alarm-raised, alarm: mail-leak',
      'is: alarm-raised, alarm: leak',
      '/criteria/0/alarm',
      /no rule/,
    ],
    [
      'a rule that is none, in a deed',
      'when: { alarm: mail-leak }',
      'when: { alarm: leak }',
      '/plays/right/deeds/0/when/alarm',
      /no rule/,
    ],
    [
      'a feed that is none',
      'feeds: [mail-xray]',
      'feeds: [mail-xray, nobody]',
      '/timeline/2/feeds/1',
      /no feed/,
    ],
    [
      'a feed of an event that is none',
      'feed: icn-airside',
      'feed: gossip',
      '/timeline/0/events/1/feed',
      /no feed/,
    ],
    ['a clock of a feed that is none', 'feed: mail-xray', 'feed: gossip', '/timeline/3/feed', /no feed/],
    ['an inject beyond the end', 'at: T10', 'at: T46', '/timeline/2/at', /beyond the end, T45/],
    ['a deed beyond the end', 'at: T41', 'at: T45.5', '/plays/right/deeds/1/at', /beyond the end/],
    ['a criterion beyond the end', 'by: T44', 'by: T440', '/criteria/1/by', /beyond the end/],
    ['an event beyond the end', 'time: T0\n', 'time: T46\n', '/timeline/0/events/0/time', /beyond the end/],
    [
      'a time that never was',
      'time: T0\n',
      'time: 2026-02-30T10:00:00+09:00\n',
      '/timeline/0/events/0/time',
      /neither/,
    ],
    [
      'a check without a comparison',
      'since: T0, equals: 1 }',
      'since: T0 }',
      '/criteria/2',
      /needs one of equals/,
    ],
    ['rows without a comparison', ', atLeast: 1 }', ' }', '/criteria/3', /needs one of equals/],
    ['cells that are none', 'cells: leaks', 'cells: leeks', '/criteria/2/cells', /none of today/],
    [
      'a port of rows that is none',
      'port: ICN-MAIL }',
      'port: ICN-POST }',
      '/criteria/3/where/port',
      /no port/,
    ],
    [
      'a span that ends before it begins',
      'from: T5, to: T10',
      'from: T10, to: T5',
      '/criteria/4/to',
      /not after/,
    ],
    ['a deed of no time', ', at: T41', '', '/plays/right/deeds/1', /one of at and when/],
    ['a step that takes for ever', 'seed: leak-1', 'seed: leak-1\nstep: 0s', '/step', /between/, 1],
    [
      'a day that never was',
      'seed: leak-1',
      "seed: leak-1\nclock: '2026-02-30T10:00'",
      '/clock',
      /no day/,
      1,
    ],
    ['a span of nothing', 'for: 2m', 'for: 0s', '/timeline/2/for', /no time/],
    ['an alarm after nothing', ', inject: first-line }', ' }', '/criteria/0', /inject and after/],
    [
      'data of an unknown port',
      '          port: ICN-MAIL\n',
      '          port: ICN\n',
      '/timeline/0/events/0/data/port',
      /is no port of the site/,
    ],
    [
      'data of an unknown route',
      '          route: mail\n',
      '          route: post\n',
      '/timeline/0/events/0/data/route',
      /none of traveller/,
    ],
    [
      'data without a field',
      '          station: ICN-MAIL-X01\n',
      '',
      '/timeline/0/events/0/data',
      /station is missing/,
      -3,
    ],
    [
      'data with a field too many',
      'scanMs: 3000',
      'scanMs: 3000\n          name: Kim',
      '/timeline/0/events/0/data/name',
      /not known/,
      1,
    ],
    [
      'data with an instant that is none',
      'dueAt: T20',
      'dueAt: soon',
      '/timeline/0/events/1/data/dueAt',
      /pattern/,
    ],
    [
      'a type of event that is none',
      'type: border.verdict.v1',
      'type: border.opinion.v1',
      '/timeline/0/events/0/type',
      /none of border/,
    ],
    [
      'an event that is malformed by mistake',
      ', malformed: true',
      '',
      '/timeline/1/events/0/type',
      /none of border/,
    ],
  ])('sense: %s', (_, from, to, path, reason, later = 0) => {
    expect(changed(from, to)).toEqual([
      { line: lineOf(from) + later, path, reason: expect.stringMatching(reason) as string },
    ]);
  });

  it('sense: no play right', () => {
    const text = RIGHT.replace('  right:', '  rite:').replace('in: [right]', 'in: [rite]');
    expect(faultsOf(text)).toEqual([
      { line: lineOf('  right:') - 1, path: '/plays', reason: 'has no play right, the one that passes' },
    ]);
  });

  it('all of it at once, by line, in JSON too', () => {
    const read = readScenario(RIGHT, known);
    if ('faults' in read) throw new Error('it is right');
    const wrong = structuredClone(read.scenario) as unknown as {
      minutes: unknown;
      criteria: { is: string }[];
    };
    wrong.minutes = 0.5;
    const [first] = wrong.criteria;
    if (first) first.is = 'hoped';
    const text = JSON.stringify(wrong, null, 2);
    const lines = text.split('\n');
    expect(faultsOf(text).map(({ line, path }) => [path, lines[line - 1]?.trim()])).toEqual([
      ['/minutes', '"minutes": 0.5,'],
      ['/criteria/0/is', '"is": "hoped",'],
    ]);
  });

  it('what a correction changes is held against what it corrects', () => {
    const correction = (data: string) =>
      changed('type: none, data: { a: 1 }, malformed: true', `type: border.correction.v1, data: ${data}`);
    const of = 'source: //a.example/b, id: x, type: border.seizure.v1';
    expect(correction(`{ ${of}, changes: { grams: 300 } }`)).toEqual([]);
    expect(correction(`{ ${of}, retracted: true }`)).toEqual([]);
    expect(correction(`{ ${of}, changes: { caseNo: X } }`)).toMatchObject([
      { line: 25, path: '/timeline/1/events/0/data/changes/caseNo', reason: 'is not known here' },
    ]);
  });
});

describe('a text that is meant to do harm', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    .concat(
      [...'bcdefghij'].map(
        (each, nth) => `${each}: &${each} [${Array(9).fill(`*${'abcdefghi'[nth]}`).join(', ')}]`,
      ),
    )
    .join('\n');
  it.each([
    ['empty', '', /object/],
    ['a list', '[]', /object/],
    ['aliases of aliases', bomb, /alias/],
    ['one that holds itself', 'name: &x [*x]', /cannot be read/],
    ['an alias of nothing', 'name: *x', /cannot be read/],
    ['brackets', '['.repeat(100_000), /nested/],
    ['braces', '{a: '.repeat(70_000), /nested/],
    ['dashes', '- '.repeat(100_000), /nested/],
    ['questions', '? '.repeat(100_000), /nested/],
    ['keys', Array.from({ length: 30_000 }, (_, nth) => `k${nth}:`).join('\n'), /list of more than 1000/],
    ['too long', ' '.repeat(300_001), /longer/],
    ['keys of prototypes', '__proto__: { name: a }\nconstructor: 1', /missing|not known/],
    ['two documents', 'name: a\n---\nname: b', /cannot be read/],
  ])('is refused soon: %s', (_, text, reason) => {
    const began = performance.now();
    expect(faultsOf(text)[0]?.reason).toMatch(reason);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  describe('whatever is changed, cut out or put in', () => sampleOf(anyText));
});

describe('a catalogue', () => {
  it('is all scenarios of a folder, by the names of their files; a wrong one is named with its line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scenarios-'));
    try {
      await writeFile(join(folder, '02-second.yaml'), RIGHT.replace('name: a-leak', 'name: second'));
      await writeFile(join(folder, '01-first.yml'), RIGHT);
      await writeFile(join(folder, 'notes.txt'), 'not a scenario');
      expect((await loadCatalogue(folder, known)).map(({ name }) => name)).toEqual(['a-leak', 'second']);
      await writeFile(join(folder, '03-third.yaml'), RIGHT);
      await expect(loadCatalogue(folder, known)).rejects.toThrow(
        '03-third.yaml: there is another scenario a-leak',
      );
      await writeFile(join(folder, '03-third.yaml'), RIGHT.replace('minutes: 45', 'minutes: none'));
      await expect(loadCatalogue(folder, known)).rejects.toThrow('03-third.yaml:6: /minutes must be integer');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
