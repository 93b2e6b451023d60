import { Type, type Static } from 'typebox';
import { keptNumber, oneOf as choice } from '../fields.ts';
import { defineEvent } from './definition.ts';
import {
  amountKrw,
  count,
  instant,
  key,
  offence,
  oneOf,
  origin,
  pattern,
  port,
  route,
  text,
} from './field.ts';

/** What a lead is about. `request`: one side asks the other for something; `minor`: too small to follow alone. */
export const LEAD_KINDS = [
  'flight',
  'consignment',
  'person-category',
  'watch-list',
  'operation',
  'request',
  'minor',
] as const;

export const lead = defineEvent({
  stream: 'lead',
  kept: 'lead_now',
  description: 'A statement on a lead',
  one: { ko: '정보', en: 'Lead' },
  rows: {
    ...{ ko: '정보', en: 'Leads' },
    filters: {
      kind: {
        schema: choice(
          [...LEAD_KINDS, 'tip'],
          'What it is about; tip: flight, consignment, persons, watch list',
        ),
      },
      leadNo: { schema: keptNumber('Number of the lead') },
      open: {
        schema: Type.Boolean({ description: 'Not closed, and its term is not over' }),
        ...{ ko: '열림', en: 'Open' },
      },
      matched: {
        schema: Type.Boolean({ description: 'Has matched an arrival or an item' }),
      },
    },
    also: {
      statedAt: { shape: 'time', ko: '마지막 보고', en: 'Last word' },
      matched: { shape: 'yes', ko: '일치', en: 'Matched', listed: true },
    },
  },
  number: 'leadNo',
  fields: {
    leadNo: {
      ...key(64, 'Number of the lead. A later statement with the same number replaces the earlier one'),
      ...{ ko: '정보 번호', en: 'Lead', fixed: true, listed: true },
    },
    partner: {
      ...pattern(
        Type.String({
          pattern: '^[A-Z]{2,3}$',
          description:
            'Who says it: a partner country (ISO 3166-1 alpha-2), DIC (Drug Information Center) or KR (domestic agencies)',
        }),
        'country',
      ),
      ...{ ko: '제공처', en: 'Partner', listed: true, filter: true },
    },
    kind: { ...oneOf(LEAD_KINDS, 'What it is about'), ko: '종류', en: 'Kind', listed: true },
    status: {
      ...oneOf(['open', 'acknowledged', 'tasked', 'closed'], 'What has been done about it'),
      ...{ ko: '상태', en: 'Status', listed: true, filter: true },
    },
    port: { ...port, optional: true, listed: true },
    route: { ...route, optional: true, listed: true },
    conveyance: {
      ...key(64, 'Conveyance it names: matches the arrival of that name'),
      ...{ ko: '편명·운송', en: 'Conveyance', optional: true, listed: true, filter: true },
    },
    subject: {
      ...key(128, 'Consignment it names: matches the verdicts on it'),
      ...{ ko: '물품', en: 'Item', optional: true, listed: true },
    },
    origin: { ...origin, optional: true, listed: true, filter: true },
    validFrom: { ...instant('From when on it holds'), ko: '유효 시작', en: 'Holds from', optional: true },
    validUntil: {
      ...instant('Until when it holds'),
      ...{ ko: '유효 기한', en: 'Holds until', optional: true, listed: true },
    },
    dueAt: { ...instant('When the conveyance lands'), ko: '도착 예정', en: 'Lands', optional: true },
    aboard: { ...count('Travellers aboard'), ko: '탑승 인원', en: 'Aboard', optional: true },
    listVersion: {
      ...text(32, 'Version of the list that it stands on'),
      ...{ ko: '명단 판', en: 'Version of the list', optional: true },
    },
    stepsDone: {
      ...count('Steps of the standard analysis procedure that are done'),
      ...{ ko: '분석 완료 단계', en: 'Steps done', optional: true },
    },
    stepsTotal: {
      ...count('Steps of the standard analysis procedure'),
      ...{ ko: '분석 전체 단계', en: 'Steps in all', optional: true },
    },
    offence: { ...offence, optional: true },
    link: {
      ...key(64, 'What minor leads have in common, as a reference: never a name or a document number'),
      ...{ ko: '연결 참조', en: 'Link', optional: true },
    },
    amountKrw: { ...amountKrw, optional: true, sum: true },
    caseNo: { ...key(64, 'Case it belongs to'), ko: '사건 번호', en: 'Case', optional: true },
    direction: {
      ...oneOf(['in', 'out'], 'Of a request: in, a partner asks us; out, we ask'),
      ...{ ko: '방향', en: 'Direction', optional: true },
    },
    referredAt: {
      ...instant('When it went to another agency'),
      ...{ ko: '타 기관 이첩', en: 'Referred', optional: true },
    },
  },
  example: {
    ...{ leadNo: 'L-2026-0001', partner: 'TH', kind: 'flight', status: 'open', conveyance: 'KE652' },
  },
});
export type Lead = Static<typeof lead.data>;
