import { Type, type Static } from 'typebox';
import { defineEvent } from './definition.ts';
import { oneOf, pattern, periodFault, port, route, text } from './field.ts';

/** Searches of suspected concealers, as counts and never as persons: indicators of a site day, port and route. */
export const BODY_SEARCH_INDICATORS = [
  'body-search.requested',
  'body-search.approved',
  'body-search.carried-out',
  'body-search.found',
] as const;

export const indicator = defineEvent({
  stream: 'indicator',
  kept: 'indicator_now',
  description:
    "A programme's figure that no stream feeds. The latest statement of a name, port, route and period counts",
  one: { ko: '지표', en: 'Indicator' },
  rows: { ko: '지표', en: 'Indicators' },
  fields: {
    name: {
      ...pattern(
        Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,63}$', description: 'Name of the indicator' }),
      ),
      ...{ ko: '지표', en: 'Indicator', fixed: true, listed: true, filter: true },
    },
    value: {
      schema: Type.Number({ minimum: -1e15, maximum: 1e15, description: 'Its value' }),
      ...{ sql: 'double precision', shape: 'score', ko: '값', en: 'Value', listed: true, sum: true },
    },
    unit: { ...text(16, 'Unit of the value'), ko: '단위', en: 'Unit', listed: true },
    period: {
      ...pattern(
        Type.String({
          pattern: '^\\d{4}(-(Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?))?$',
          description:
            'Period of the value: year, quarter (2026-Q3), month or day, in the time zone of the site',
        }),
      ),
      ...{ fault: periodFault, sought: Type.String({ maxLength: 10, description: 'Period of the value' }) },
      ...{ ko: '기간', en: 'Period', fixed: true, listed: true, filter: true },
    },
    target: {
      schema: Type.Number({ minimum: -1e15, maximum: 1e15, description: 'What it should be' }),
      ...{ sql: 'double precision', shape: 'score', ko: '목표', en: 'Target', optional: true, listed: true },
    },
    better: {
      ...oneOf(['higher', 'lower'], 'Which side of the target is good; higher when left out'),
      ...{ ko: '좋은 방향', en: 'Better', optional: true },
    },
    ko: { ...text(60, 'Korean title'), ko: '국문 제목', en: 'Korean title', optional: true },
    en: { ...text(60, 'English title'), ko: '영문 제목', en: 'English title', optional: true },
    port: { ...port, optional: true, fixed: true, listed: true },
    route: { ...route, optional: true, fixed: true, listed: true },
  },
  example: { name: 'cbam.firms', value: 100, unit: 'firms', period: '2026-10' },
});
export type Indicator = Static<typeof indicator.data>;
