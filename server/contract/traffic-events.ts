import { Type, type Static } from 'typebox';
import { closed, instant, key, oneOf, optional, origin, port, route } from './fields.ts';

export const arrivalFields = {
  port,
  route,
  conveyance: key(64, 'Flight, voyage, consignment or batch'),
  origin,
  units: Type.Integer({
    minimum: 1,
    maximum: 10_000_000,
    description: 'Travellers, parcels, mail items or consignments in it',
  }),
  risk: oneOf(['normal', 'high'], 'Risk of the arrival as a whole'),
};
export const arrivalOptional = { scheduledAt: instant('When it was due') };
export const ArrivalData = Type.Object({ ...arrivalFields, ...optional(arrivalOptional) }, closed);
export type Arrival = Static<typeof ArrivalData>;

export const verdictFields = {
  port,
  route,
  station: key(64, 'X-ray station or reader seat'),
  subject: key(
    128,
    'The item that was looked at: both of its verdicts carry the same subject, port and route',
  ),
  stage: oneOf(['primary', 'secondary'], 'primary: first reading; secondary: the dedicated officer'),
  by: oneOf(['ai', 'officer'], 'Who decided'),
  result: oneOf(['clear', 'suspect', 'confirmed'], 'What was decided'),
  scanMs: Type.Integer({
    minimum: 0,
    maximum: 86_400_000,
    description: 'How long the image was looked at, in milliseconds',
  }),
};
export const verdictOptional = {
  score: Type.Number({ minimum: 0, maximum: 1, description: "The model's score" }),
  model: key(64, 'Model and version'),
  origin,
  batch: key(64, 'What the item came in, as the arrival names it: its siblings carry the same'),
};
export const VerdictData = Type.Object({ ...verdictFields, ...optional(verdictOptional) }, closed);
export type Verdict = Static<typeof VerdictData>;
