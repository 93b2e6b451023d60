import { Type, type Static } from 'typebox';
import { closed, count, instant, key, oneOf, optional, port, route, text } from './fields.ts';

export const STATION_KINDS = ['ai', 'x-ray', 'reader', 'lane', 'gate-team', 'trace', 'body-scanner'] as const;

/** State of one station. The latest statement about a station of a port and route counts. */
export const stationFields = {
  station: key(64, 'Station, as in verdicts; with `port` and `route` its identity'),
  port,
  route,
  kind: oneOf(
    STATION_KINDS,
    "ai: the reading model's service, which speaks at least every 5 s; reader: an officer's seat",
  ),
  state: oneOf(['up', 'degraded', 'down', 'closed'], 'closed: not in use at present, nothing is wrong'),
};
export const stationOptional = {
  reason: text(120, 'Why it is degraded or down; no names'),
  dedicated: Type.Boolean({ description: 'Set aside for goods and travellers of high-risk countries' }),
  inspectedAt: instant('Last regular inspection'),
  inspectionDueAt: instant('Next regular inspection'),
  testsTaken: count('Test images shown in the present assessment period'),
  testsPassed: count('Test images found'),
  model: key(64, 'Model and version that runs'),
  conveyance: key(64, 'Of a gate team: the flight it attends'),
  inspected: count('Of a gate team: travellers of that flight inspected so far'),
};
export const StationData = Type.Object({ ...stationFields, ...optional(stationOptional) }, closed);
export type Station = Static<typeof StationData>;
