import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { InjectOrder, type DrillEvent } from '../../../server/contract/drill-rest.ts';
import {
  BY_HAND,
  injectOf,
  minutesText,
  NotJson,
  ownErrors,
  type InjectForm,
} from '../../../web/src/desk/drills/inject-forms.ts';
import { valueText } from '../../../web/src/desk/drills/evidence-text.ts';
import { isMeasurement } from '../../../web/src/desk/drills/log-text.ts';
import { spanText, sinceT0 } from '../../../web/src/desk/drills/drill-text.ts';
import { peakOf, roundAbove, tickIndexes } from '../../../web/src/desk/drills/report-text.ts';
import { timelineRows } from '../../../web/src/desk/drills/timeline-rows.ts';
import { EXAMPLES } from '../../../web/src/desk/drills/event-examples.ts';
import { lineSpan, wrongLines } from '../../../web/src/desk/parts/wrong-lines.ts';
import { seekTicks } from '../../../web/src/desk/replays/replay-text.ts';
import { EVENT_DATA } from '../../../server/contract/events.ts';
import { at, drillDetail, T0 } from './drill-fixtures.ts';

const FORM: InjectForm = {
  kind: 'surge',
  place: '',
  route: '',
  minutes: '10',
  seconds: '30',
  times: '2',
  percent: '20',
  scanMs: '4000',
  silent: '',
  feeds: '',
  ...{ duplicates: '5', disorder: '0', malformed: '1', late: '0' },
  feed: 'mail-xray',
  hours: '-1.5',
  events: '[{"type":"border.arrival.v1","data":{}}]',
};
const inject = (change: Partial<InjectForm>) => injectOf({ ...FORM, ...change }, 'hand-1', 'T27.5');

it.each(BY_HAND)('a form of %s is an order as the contract has it', (kind) => {
  for (const change of [
    {},
    { place: 'port:ICN-T2', route: 'mail', silent: 'border.verdict.v1', feeds: 'a, b,' },
  ])
    expect([...Value.Errors(InjectOrder, { inject: inject({ kind, ...change }) })]).toEqual([]);
});

it('names places, routes, feeds and shares as the contract does', () => {
  expect(inject({ place: 'port:ICN-T2', route: 'mail' })).toEqual({
    ...{ id: 'hand-1', at: 'T27.5', do: 'surge', times: 2, for: '10m' },
    ...{ ports: ['ICN-T2'], routes: ['mail'] },
  });
  expect(inject({ place: 'house:gimhae' })).toHaveProperty('ports', ['PUS']);
  expect(inject({ kind: 'silence', feeds: ' icn-xray, ,mail' })).toHaveProperty('feeds', [
    'icn-xray',
    'mail',
  ]);
  expect(inject({ kind: 'slow-readers' })).toMatchObject({ share: 0.2, scanMs: 4_000 });
  expect(inject({ kind: 'faults' })).toMatchObject({ duplicates: 0.05, malformed: 0.01, for: '10m' });
  expect(inject({ kind: 'skew' })).toMatchObject({ feed: 'mail-xray', hours: -1.5, for: '10m' });
  expect(inject({ kind: 'screen-cut' })).toHaveProperty('for', '30s');
  expect(inject({ kind: 'board-stall' })).toHaveProperty('for', '30s');
  expect(inject({ kind: 'send', events: '{"type":"x","data":{}}' })).toHaveProperty('events', [
    { type: 'x', data: {} },
  ]);
  expect(() => inject({ kind: 'send', events: '[{' })).toThrow(NotJson);
});

it('says of an order that fits no kind what is wrong with the kind that was written', () => {
  const at = (path: string) => ({ path: `/body/inject${path}`, reason: 'x' });
  expect(ownErrors([at(''), at('/do'), at('/scanMs'), at('')])).toEqual([at('/scanMs')]);
  expect(ownErrors([at(''), at('/do')])).toEqual([at(''), at('/do')]);
});

it('calls a kind of task as the page of tasks does, and leaves other figures as they are', () => {
  expect(['other', 'team-to-gate', '≤ 10 s', 'constructor'].map((each) => valueText(each, 'ko'))).toEqual([
    '기타',
    '게이트 출동',
    '≤ 10 s',
    'constructor',
  ]);
});

it('offers examples that the board takes', () => {
  for (const example of Object.values(EXAMPLES)) {
    const { data, type } = example('x1') as { data: object; type: keyof typeof EVENT_DATA };
    expect([...Value.Errors(EVENT_DATA[type], data)]).toEqual([]);
  }
});

it('says times by the start of a drill, before it too', () => {
  expect(minutesText(at(0), at(27.5))).toBe('T27.5');
  expect(minutesText(at(0), new Date(T0 - 100).toISOString())).toBe('T-0.002');
  expect(sinceT0(at(0), at(-600))).toBe('T−10:00:00');
  expect(sinceT0(at(0), at(2.1))).toBe('T+02:06');
  expect(spanText(59_999)).toBe('00:59');
});

it('finds the lines of a file that errors name', () => {
  const file = 'name: x\nminutes: zero\n\ncriteria: []';
  const errors = [
    { path: 'line 2 /minutes', reason: 'must be integer' },
    { path: 'line 4 ', reason: 'too few' },
    { path: '/body/file', reason: 'too long' },
  ];
  expect(wrongLines(errors, file)).toEqual([
    { line: 2, text: 'minutes: zero', pointer: '/minutes', reason: 'must be integer' },
    { line: 4, text: 'criteria: []', pointer: '', reason: 'too few' },
    { line: null, text: '', pointer: '/body/file', reason: 'too long' },
  ]);
  expect(file.slice(...lineSpan(file, 2))).toBe('minutes: zero');
  expect(file.slice(...lineSpan(file, 4))).toBe('criteria: []');
});

it('puts what was injected by hand in its place, once, and says whether it was done', () => {
  const event = (id: number, minutes: number, kind: string, detail: DrillEvent['detail']): DrillEvent => ({
    ...{ id, kind, detail, at: at(minutes), toldAt: at(minutes) },
  });
  const order = { id: 'hand-2', do: 'surge', at: 'T20' };
  const { timeline } = drillDetail();
  const waiting = timelineRows({ timeline, log: [event(1, 20, 'ordered', { inject: order })] });
  expect(waiting.map(({ id }) => id)).toEqual(['lead', 'berth', 'shadow', 'hand-2', 'cocaine', 'more']);
  expect(waiting[3]).toMatchObject({ byHand: true, doneAt: null, do: 'surge' });
  const log = [
    event(3, 21, 'inject', { id: 'hand-2', do: 'surge', byHand: true }),
    event(2, 15, 'inject', { id: 'shadow', do: 'send', byHand: false }),
    event(1, 20, 'ordered', { inject: order }),
  ];
  const done = timelineRows({ timeline, log });
  expect(done).toHaveLength(6);
  expect(done.find(({ id }) => id === 'hand-2')).toMatchObject({ byHand: true, doneAt: at(21) });
  expect(log.filter(isMeasurement)).toEqual([]);
});

it('scales charts to round figures with whole halves, and marks at most seven minutes', () => {
  expect([0, 1, 2, 3, 7, 10, 11, 60, 61, 700, 1_001].map(roundAbove)).toEqual([
    2, 2, 2, 4, 8, 10, 20, 60, 80, 800, 2_000,
  ]);
  for (let minutes = 1; minutes <= 600; minutes++) {
    const ticks = tickIndexes(minutes);
    expect(ticks[0]).toBe(0);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.at(-1)).toBeLessThan(minutes);
  }
  const charts = { minutes: [at(0), at(1), at(2)], units: [1, 5, 5], queue: [], openAlarms: [0, 0, 0] };
  expect(peakOf(charts, 'units')).toEqual({ value: 5, at: at(1) });
  expect(peakOf(charts, 'queue')).toBeNull();
});

it('marks round times under a seek bar', () => {
  const from = Date.parse('2026-11-26T00:07:00Z');
  const ticks = seekTicks(from, from + 3_600_000);
  expect(ticks.map((tick) => new Date(tick.at).toISOString().slice(11, 16))).toEqual([
    '00:10',
    '00:20',
    '00:30',
    '00:40',
    '00:50',
    '01:00',
  ]);
  expect(ticks[0]?.share).toBeCloseTo(3 / 60);
  for (let hours = 1; hours <= 24; hours++)
    expect(seekTicks(from, from + hours * 3_600_000).length).toBeLessThanOrEqual(11);
});
