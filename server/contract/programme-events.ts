import { Type, type Static } from 'typebox';
import { closed, country, key, kstDate, oneOf, optional, port, route, text } from './fields.ts';

export const BULLETIN_KINDS = [
  'origin-determination',
  'tariff-classification',
  'digest',
  'announcement',
] as const;

/** What was published, or is to be. `announcement`: figures of a period were made public; the board keeps what it knew then. */
export const bulletinFields = {
  bulletinNo: key(
    64,
    'Number of the bulletin. A later statement with the same number replaces the earlier one',
  ),
  kind: oneOf(BULLETIN_KINDS, 'What it is'),
  title: text(160, 'Title; no names of persons'),
  status: oneOf(['draft', 'published'], 'Standing'),
};
export const bulletinOptional = {
  hsHeading: Type.String({ pattern: '^\\d{4}$', description: 'HS heading, four digits' }),
  country,
  periodFrom: kstDate('First day of the period announced'),
  periodTo: kstDate('Last day of the period announced, included'),
};
export const BulletinData = Type.Object({ ...bulletinFields, ...optional(bulletinOptional) }, closed);
export type Bulletin = Static<typeof BulletinData>;

/** A programme's figure that no stream feeds. The latest statement of a name, port, route and period counts. */
export const indicatorFields = {
  name: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,63}$', description: 'Name of the indicator' }),
  value: Type.Number({ minimum: -1e15, maximum: 1e15, description: 'Its value' }),
  unit: text(16, 'Unit of the value'),
  period: Type.String({
    pattern: '^\\d{4}(-(Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?))?$',
    description: 'Period of the value: year, quarter (2026-Q3), month or day, in KST',
  }),
};
export const indicatorOptional = {
  target: Type.Number({ minimum: -1e15, maximum: 1e15, description: 'What it should be' }),
  better: oneOf(['higher', 'lower'], 'Which side of the target is good; higher when left out'),
  ko: text(60, 'Korean title'),
  en: text(60, 'English title'),
  port,
  route,
};
export const IndicatorData = Type.Object({ ...indicatorFields, ...optional(indicatorOptional) }, closed);
export type Indicator = Static<typeof IndicatorData>;

/** Searches of suspected concealers, as counts and never as persons: indicators of a KST day, port and route. */
export const BODY_SEARCH_INDICATORS = [
  'body-search.requested',
  'body-search.approved',
  'body-search.carried-out',
  'body-search.found',
] as const;
