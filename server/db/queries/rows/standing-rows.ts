import { utcText } from '../utc-text.ts';
import { among, fieldsOf, holds, placedBy, statementsOf, type EventSql } from './stream-sql.ts';

/** Stations by the time since which they are in their state: heartbeats do not move them about. */
const station: EventSql<'station'> = {
  parts: (schema) => [{ from: `${schema}.station_now r`, columns: {} }],
  time: 'r.since',
  ties: ['r.port', 'r.route', 'r.station'],
  columns: {
    time: utcText('r.since'),
    ...fieldsOf('station', 'r'),
    statedAt: utcText('r.stated_at'),
  },
  filters: {
    usable: holds(`r.state IN ('up', 'degraded')`),
    dedicated: holds('r.dedicated'),
    // As the cell of stations counts them; see stations-panel.ts.
    current: (value, bind, { now }) =>
      `(r.kind <> 'gate-team' AND r.stated_at > ${bind(now)}::timestamptz - INTERVAL '35 days') = ${value === true}`,
    silent: (value, bind, { now }) =>
      `(r.stated_at <= ${bind(now)}::timestamptz - INTERVAL '24 hours') = ${value === true}`,
    inspection: among({
      overdue: ({ now }, bind) => `r.inspection_due_at < ${bind(now)}::timestamptz`,
      due: ({ now }, bind) => {
        const at = `${bind(now)}::timestamptz`;
        return `r.inspection_due_at >= ${at} AND r.inspection_due_at < ${at} + INTERVAL '7 days'`;
      },
      known: 'r.inspection_due_at IS NOT NULL',
    }),
  },
  also: statementsOf('station', () => `(s.port, s.route, s.station) = (page.port, page.route, page.station)`),
  placed: placedBy('station', 'station'),
};

const bulletin: EventSql<'bulletin'> = {
  parts: (schema) => [{ from: `${schema}.bulletin_now r`, columns: {} }],
  time: 'r.time',
  ties: ['r.bulletin_no'],
  columns: {
    time: utcText('r.time'),
    ...fieldsOf('bulletin', 'r'),
    publishedAt: utcText('r.published_at'),
  },
  filters: {},
  also: statementsOf('bulletin', () => `s.bulletin_no = page."bulletinNo"`),
  placed: () => '',
};

const indicator: EventSql<'indicator'> = {
  parts: (schema) => [{ from: `${schema}.indicator_now r`, columns: {} }],
  time: 'r.time',
  ties: ['r.name', 'r.period', `coalesce(r.port, '')`, `coalesce(r.route, '')`],
  columns: { time: utcText('r.time'), ...fieldsOf('indicator', 'r') },
  filters: {},
  also: statementsOf(
    'indicator',
    () =>
      `(s.name, s.period) = (page.name, page.period) AND (s.port, s.route) IS NOT DISTINCT FROM (page.port, page.route)`,
  ),
  placed: placedBy('indicator', 'indicator'),
};

export const standingRows = { station, bulletin, indicator };
