import { among, columnsOf, holds, is, statementsOf, type StreamSql } from './stream-sql.ts';

const STATION = {
  route: 'route',
  kind: 'kind',
  state: 'state',
  reason: 'reason',
  dedicated: 'dedicated',
  inspectedAt: 'inspected_at',
  inspectionDueAt: 'inspection_due_at',
  testsTaken: 'tests_taken',
  testsPassed: 'tests_passed',
  model: 'model',
  conveyance: 'conveyance',
  inspected: 'inspected',
};
const STATION_INSTANTS = ['inspectedAt', 'inspectionDueAt'];

/** Stations by the time since which they are in their state: heartbeats do not move them about. */
export const stationSql: StreamSql<'station'> = {
  parts: (schema) => [{ from: `${schema}.station_now r`, columns: {} }],
  time: 'r.since',
  ties: ['r.port', 'r.route', 'r.station'],
  columns: {
    ...columnsOf('r', { time: 'since', port: 'port', station: 'station', statedAt: 'stated_at' }, [
      'time',
      'statedAt',
    ]),
    ...columnsOf('r', STATION, STATION_INSTANTS),
  },
  filters: {
    kind: is('r.kind'),
    state: is('r.state'),
    station: is('r.station'),
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
  sums: { testsTaken: 'r.tests_taken', testsPassed: 'r.tests_passed' },
  also: statementsOf(
    'station',
    () => `(s.port, s.route, s.station) = (page.port, page.route, page.station)`,
    columnsOf('s', STATION, STATION_INSTANTS),
  ),
};

const BULLETIN = {
  kind: 'kind',
  title: 'title',
  status: 'status',
  hsHeading: 'hs_heading',
  country: 'country',
  periodFrom: 'period_from',
  periodTo: 'period_to',
};

export const bulletinSql: StreamSql<'bulletin'> = {
  parts: (schema) => [{ from: `${schema}.bulletin_now r`, columns: {} }],
  time: 'r.time',
  ties: ['r.bulletin_no'],
  columns: {
    ...columnsOf('r', { time: 'time', bulletinNo: 'bulletin_no', publishedAt: 'published_at' }, [
      'time',
      'publishedAt',
    ]),
    ...columnsOf('r', BULLETIN),
  },
  filters: {
    kind: is('r.kind'),
    status: is('r.status'),
    country: is('r.country'),
    hsHeading: is('r.hs_heading'),
  },
  sums: {},
  also: statementsOf('bulletin', () => `s.bulletin_no = page."bulletinNo"`, columnsOf('s', BULLETIN)),
};

const INDICATOR = { value: 'value', unit: 'unit', target: 'target', better: 'better', ko: 'ko', en: 'en' };

export const indicatorSql: StreamSql<'indicator'> = {
  parts: (schema) => [{ from: `${schema}.indicator_now r`, columns: {} }],
  time: 'r.time',
  ties: ['r.name', 'r.period', `coalesce(r.port, '')`, `coalesce(r.route, '')`],
  columns: {
    ...columnsOf('r', { time: 'time', port: 'port', route: 'route', name: 'name', period: 'period' }, [
      'time',
    ]),
    ...columnsOf('r', INDICATOR),
  },
  filters: { name: is('r.name'), period: is('r.period') },
  sums: { value: 'r.value' },
  also: statementsOf(
    'indicator',
    () =>
      `(s.name, s.period) = (page.name, page.period) AND (s.port, s.route) IS NOT DISTINCT FROM (page.port, page.route)`,
    columnsOf('s', INDICATOR),
  ),
};
