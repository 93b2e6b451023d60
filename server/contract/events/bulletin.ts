import { Type, type Static } from 'typebox';
import { country } from '../fields.ts';
import { defineEvent } from './definition.ts';
import { day, key, oneOf, pattern, text } from './field.ts';

export const BULLETIN_KINDS = [
  'origin-determination',
  'tariff-classification',
  'digest',
  'announcement',
] as const;

export const bulletin = defineEvent({
  stream: 'bulletin',
  kept: 'bulletin_now',
  description:
    'What was published, or is to be. `announcement`: figures of a period were made public; the board keeps what it knew then',
  one: { ko: '공보', en: 'Bulletin' },
  rows: {
    ...{ ko: '공보', en: 'Bulletins' },
    also: { publishedAt: { shape: 'time', ko: '공표', en: 'Published', listed: true } },
  },
  number: 'bulletinNo',
  fields: {
    bulletinNo: {
      ...key(64, 'Number of the bulletin. A later statement with the same number replaces the earlier one'),
      ...{ ko: '공보 번호', en: 'Bulletin', fixed: true, listed: true },
    },
    kind: { ...oneOf(BULLETIN_KINDS, 'What it is'), ko: '종류', en: 'Kind', listed: true, filter: true },
    title: { ...text(160, 'Title; no names of persons'), ko: '제목', en: 'Title', listed: true },
    status: {
      ...oneOf(['draft', 'published'], 'Standing'),
      ...{ ko: '상태', en: 'Status', listed: true, filter: true },
    },
    hsHeading: {
      ...pattern(Type.String({ pattern: '^\\d{4}$', description: 'HS heading, four digits' })),
      ...{ ko: 'HS 호', en: 'HS heading', optional: true, listed: true, filter: true },
    },
    country: {
      ...pattern(country, 'country'),
      ...{ ko: '국가', en: 'Country', optional: true, listed: true, filter: true },
    },
    periodFrom: {
      ...day('First day of the period announced'),
      ...{ ko: '기간 시작', en: 'Period from', optional: true },
    },
    periodTo: {
      ...day('Last day of the period announced, included'),
      ...{ ko: '기간 끝', en: 'Period to', optional: true },
    },
  },
  together: ({ periodFrom, periodTo }) =>
    typeof periodFrom === 'string' && typeof periodTo === 'string' && periodTo < periodFrom
      ? [{ field: 'periodTo', reason: 'is before periodFrom' }]
      : [],
  example: {
    ...{ bulletinNo: 'B-2026-0001', kind: 'tariff-classification', title: 'Classification of a powder' },
    ...{ status: 'published', hsHeading: '3004' },
  },
});
export type Bulletin = Static<typeof bulletin.data>;
