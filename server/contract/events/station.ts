import { Type, type Static } from 'typebox';
import { oneOf as choice } from '../fields.ts';
import { defineEvent } from './definition.ts';
import { count, instant, key, oneOf, port, route, text, yes } from './field.ts';

export const STATION_KINDS = ['ai', 'x-ray', 'reader', 'lane', 'gate-team', 'trace', 'body-scanner'] as const;

export const station = defineEvent({
  stream: 'station',
  kept: 'station_now',
  description: 'State of one station: the latest statement about a station of a port and route counts',
  one: { ko: '장비', en: 'Station' },
  rows: {
    ...{ ko: '장비와 판독석', en: 'Stations' },
    filters: {
      usable: {
        schema: Type.Boolean({ description: 'Up or degraded' }),
        ...{ ko: '사용 가능', en: 'Usable' },
      },
      dedicated: {
        schema: Type.Boolean({ description: 'For goods and travellers of high-risk countries' }),
      },
      current: {
        schema: Type.Boolean({
          description: 'Has spoken within 35 days, and is no gate team: it is counted',
        }),
        ...{ ko: '집계 대상', en: 'Counted' },
      },
      silent: {
        schema: Type.Boolean({ description: 'Has not spoken for 24 hours' }),
        ...{ ko: '24시간 무응답', en: 'Silent for 24 h' },
      },
      inspection: {
        schema: choice(['overdue', 'due', 'known'], 'Regular inspection: overdue, due in 7 days, has a date'),
        ...{ ko: '점검', en: 'Inspection' },
      },
    },
    also: { statedAt: { shape: 'time', ko: '마지막 보고', en: 'Last word', listed: true } },
  },
  fields: {
    station: {
      ...key(64, 'Station, as in verdicts; with `port` and `route` its identity'),
      ...{ ko: '판독대·장비', en: 'Station', fixed: true, listed: true, filter: true },
    },
    port: { ...port, fixed: true, listed: true },
    route: { ...route, fixed: true, listed: true },
    kind: {
      ...oneOf(
        STATION_KINDS,
        "ai: the reading model's service, which speaks at least every 5 s; reader: an officer's seat",
      ),
      ...{ ko: '종류', en: 'Kind', listed: true, filter: true },
    },
    state: {
      ...oneOf(['up', 'degraded', 'down', 'closed'], 'closed: not in use at present, nothing is wrong'),
      ...{ ko: '상태', en: 'State', listed: true, filter: true },
    },
    reason: {
      ...text(120, 'Why it is degraded or down; no names'),
      ...{ ko: '사유', en: 'Reason', optional: true, listed: true },
    },
    dedicated: {
      ...yes('Set aside for goods and travellers of high-risk countries'),
      ...{ ko: '전용', en: 'Dedicated', optional: true, listed: true },
    },
    inspectedAt: {
      ...instant('Last regular inspection'),
      ...{ ko: '최근 점검', en: 'Last inspection', optional: true },
    },
    inspectionDueAt: {
      ...instant('Next regular inspection'),
      ...{ ko: '다음 점검', en: 'Next inspection', optional: true, listed: true },
    },
    testsTaken: {
      ...count('Test images shown in the present assessment period'),
      ...{ ko: '시험 영상', en: 'Test images', optional: true, sum: true },
    },
    testsPassed: {
      ...count('Test images found'),
      ...{ ko: '찾은 영상', en: 'Found', optional: true, sum: true },
    },
    model: { ...key(64, 'Model and version that runs'), ko: '모델', en: 'Model', optional: true },
    conveyance: {
      ...key(64, 'Of a gate team: the flight it attends'),
      ...{ ko: '편명·운송', en: 'Conveyance', optional: true },
    },
    inspected: {
      ...count('Of a gate team: travellers of that flight inspected so far'),
      ...{ ko: '검사 인원', en: 'Inspected', optional: true },
    },
  },
  example: { station: 'ICN-EXP-X1', port: 'ICN-EXP', route: 'express', kind: 'x-ray', state: 'up' },
});
export type Station = Static<typeof station.data>;
