import { Type, type Static } from 'typebox';
import { oneOf as choice, text as sought } from '../fields.ts';
import { defineEvent } from './definition.ts';
import { key, oneOf, origin, port, route } from './field.ts';

export const verdict = defineEvent({
  stream: 'verdict',
  kept: 'corrected_verdict',
  description: 'The AI or an officer has decided about an item',
  one: { ko: '판독', en: 'Verdict' },
  rows: {
    ...{ ko: '판독', en: 'Verdicts' },
    filters: {
      result: {
        schema: choice(['clear', 'suspect', 'confirmed', 'not-clear'], 'What was decided'),
      },
      subject: { schema: sought(128, 'The item') },
      batch: { schema: sought(64, 'What the item came in') },
      highRisk: {
        schema: Type.Boolean({ description: 'Goods of a high-risk country' }),
        ...{ ko: '우범국 물품', en: 'High-risk goods' },
      },
      short: {
        schema: Type.Boolean({ description: 'Looked at for less than seven seconds' }),
        ...{ ko: '7초 미만', en: 'Under 7 s' },
      },
      channel: {
        schema: choice(['dedicated', 'other'], 'At a station for high-risk goods, or beside them'),
        ...{ ko: '판독대 구분', en: 'Channel' },
      },
    },
  },
  fields: {
    port: { ...port, listed: true },
    route: { ...route, listed: true },
    station: {
      ...key(64, 'X-ray station or reader seat'),
      ...{ ko: '판독대·장비', en: 'Station', listed: true, filter: true },
    },
    subject: {
      ...key(128, 'The item that was looked at: both of its verdicts carry the same subject, port and route'),
      ...{ ko: '물품', en: 'Item', listed: true },
    },
    stage: {
      ...oneOf(['primary', 'secondary'], 'primary: first reading; secondary: the dedicated officer'),
      ...{ ko: '단계', en: 'Stage', listed: true, filter: true },
    },
    by: {
      ...oneOf(['ai', 'officer'], 'Who decided'),
      ...{ ko: '판정 주체', en: 'By', column: 'judged_by', listed: true, filter: true },
    },
    result: {
      ...oneOf(['clear', 'suspect', 'confirmed'], 'What was decided'),
      ...{ ko: '결과', en: 'Result', listed: true },
    },
    scanMs: {
      schema: Type.Integer({
        minimum: 0,
        maximum: 86_400_000,
        description: 'How long the image was looked at, in milliseconds',
      }),
      ...{ sql: 'integer', shape: 'seconds', ko: '판독 시간(초)', en: 'Looked at, s', listed: true },
    },
    score: {
      schema: Type.Number({ minimum: 0, maximum: 1, description: "The model's score" }),
      ...{ sql: 'real', shape: 'score', ko: '점수', en: 'Score', optional: true, listed: true },
    },
    model: { ...key(64, 'Model and version'), ko: '모델', en: 'Model', optional: true, filter: true },
    origin: { ...origin, optional: true, listed: true, filter: true },
    batch: {
      ...key(64, 'What the item came in, as the arrival names it: its siblings carry the same'),
      ...{ ko: '묶음', en: 'Batch', optional: true, listed: true },
    },
  },
  example: {
    ...{ port: 'ICN-EXP', route: 'express', station: 'ICN-EXP-X1', subject: 'EX-20261130-0001' },
    ...{ stage: 'primary', by: 'ai', result: 'clear', scanMs: 4_200, score: 0.03 },
  },
});
export type Verdict = Static<typeof verdict.data>;
