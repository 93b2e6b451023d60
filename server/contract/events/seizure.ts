import { Type, type Static } from 'typebox';
import { keptNumber, oneOf as choice } from '../fields.ts';
import { defineEvent } from './definition.ts';
import { amountKrw, finerThan, instant, key, offence, oneOf, origin, port, route, text } from './field.ts';

export const SEIZURE_CATEGORIES = ['drug', 'firearm', 'gun-part', 'currency', 'other'] as const;

export const seizure = defineEvent({
  stream: 'seizure',
  kept: 'seizure_case',
  description: 'A statement on a case of seizure',
  one: { ko: '적발', en: 'Seizure' },
  rows: {
    ...{ ko: '적발 사건', en: 'Cases' },
    filters: {
      weapon: {
        schema: choice(['firearm', 'nailer', 'gun-part'], 'Weapons, with nailers apart'),
      },
      caseNo: { schema: keptNumber('Case number') },
      investigation: {
        schema: choice(['waiting'], 'Major cases that no investigation unit has taken'),
        ...{ ko: '수사 인계', en: 'Investigation' },
      },
    },
    also: {
      knownAt: { shape: 'time', ko: '인지', en: 'Known' },
      amendments: { shape: 'count', ko: '정정 횟수', en: 'Amendments' },
    },
  },
  number: 'caseNo',
  fields: {
    caseNo: {
      ...key(64, 'Case number. A later statement with the same number replaces the earlier one'),
      ...{ ko: '사건 번호', en: 'Case', fixed: true, listed: true },
    },
    port: { ...port, listed: true },
    route: { ...route, listed: true },
    category: {
      ...oneOf(SEIZURE_CATEGORIES, 'What was seized'),
      ...{ ko: '품목', en: 'Category', listed: true, filter: true },
    },
    status: {
      ...oneOf(['provisional', 'confirmed'], 'Standing of the figures'),
      ...{ ko: '상태', en: 'Status', listed: true, filter: true },
    },
    substance: {
      ...key(64, 'Substance in lower case, e.g. methamphetamine'),
      ...{ ko: '약물', en: 'Substance', optional: true, listed: true },
    },
    grams: {
      schema: Type.Number({ minimum: 0, maximum: 1e9, description: 'Weight in grams, to the milligram' }),
      ...{ sql: 'numeric', shape: 'weight', fault: finerThan(1_000, 'a milligram') },
      ...{ ko: '중량', en: 'Weight', optional: true, listed: true, sum: true },
    },
    amountKrw: { ...amountKrw, optional: true, listed: true, sum: true },
    origin: { ...origin, optional: true, listed: true, filter: true },
    subject: { ...key(128, 'Item, as in its verdicts'), ko: '물품', en: 'Item', optional: true },
    concealment: { ...text(200, 'How it was hidden'), ko: '은닉 수법', en: 'Concealment', optional: true },
    item: {
      ...key(64, 'What it is where it is no drug, in lower case, e.g. pistol, powder-actuated-nailer'),
      ...{ ko: '물건', en: 'What', optional: true, listed: true },
    },
    quantity: {
      schema: Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'How many of the item' }),
      ...{ sql: 'integer', shape: 'count', ko: '수량', en: 'Quantity', optional: true, listed: true },
      sum: true,
    },
    part: {
      ...key(32, 'Part of a weapon, in lower case, e.g. frame, slide, barrel, trigger, magazine'),
      ...{ ko: '부품', en: 'Part', optional: true },
    },
    weapon: {
      ...key(64, 'The weapon that a part fits, e.g. glock-19'),
      ...{ ko: '무기', en: 'Weapon', optional: true },
    },
    offence: { ...offence, optional: true, filter: true },
    investigationRequestedAt: {
      ...instant('When the investigation unit was asked to take the case'),
      ...{ ko: '수사 인계 요청', en: 'Investigation asked', optional: true },
    },
    investigationAcceptedAt: {
      ...instant('When it took the case'),
      ...{ ko: '수사 인수', en: 'Investigation took it', optional: true, listed: true },
    },
    referredAt: {
      ...instant('When the case went to another agency'),
      ...{ ko: '타 기관 이첩', en: 'Referred', optional: true },
    },
  },
  example: {
    ...{ caseNo: '2026-ICN-0001', port: 'ICN-EXP', route: 'express', category: 'drug' },
    ...{ status: 'provisional', substance: 'ketamine', grams: 120.5, origin: 'TH' },
  },
});
export type Seizure = Static<typeof seizure.data>;
