import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** One word about a flight: of a lead that names it, of a passenger list, or of its landing. Instants are ISO 8601, UTC. */
export interface Sighting {
  conveyance: string;
  port: string | null;
  origin: string | null;
  /** `null`: it has landed, and nobody said when it was due. */
  dueAt: string | null;
  landedAt: string | null;
  aboard: number | null;
  leadNo: string | null;
  by: 'lead' | 'listed' | 'landed';
}

export interface Attendance {
  station: string;
  port: string;
  conveyance: string;
  statedAt: string;
  inspected: number | null;
  /** It is with this flight still, and works. */
  present: boolean;
}

/**
 * What is said of high-risk flights of travellers that are due between 2 hours before and 6 hours after `now`, or have landed
 * within the 2 hours before it. One flight may be named more than once.
 */
export async function readSightings({ db, schema }: RealmDatabase, now: string): Promise<Sighting[]> {
  // Of the leads that name an arrival the one that names the flight itself is said.
  const leadOf = `LATERAL (
    SELECT l.lead_no FROM ${schema}.lead_match m JOIN ${schema}.lead_now l USING (lead_no)
    WHERE m.stream = 'arrival' AND (m.feed, m.source, m.id, m.time) = (a.feed, a.source, a.id, a.time) AND l.status <> 'closed'
    ORDER BY l.kind <> 'flight', l.by_origin, l.first_at, l.lead_no LIMIT 1)`;
  return await db.query<Sighting>(
    `SELECT l.conveyance, coalesce(a.port, l.port) AS port, coalesce(l.origin, a.origin) AS origin,
            ${utcText('l.due_at')} AS "dueAt", ${utcText('a.time')} AS "landedAt", coalesce(a.units, l.aboard) AS aboard,
            l.lead_no AS "leadNo", 'lead' AS by
     FROM ${schema}.lead_now l
     LEFT JOIN LATERAL (
       SELECT * FROM ${schema}.landing_of(l.conveyance, l.port, l.due_at, $1::timestamptz)
     ) a ON true
     WHERE l.kind = 'flight' AND l.conveyance IS NOT NULL AND l.due_at IS NOT NULL AND coalesce(l.route, 'traveller') = 'traveller'
       AND ${schema}.lead_is_open(l, $1::timestamptz) AND l.due_at BETWEEN $1::timestamptz - INTERVAL '14 hours' AND $1::timestamptz + INTERVAL '18 hours'
       AND CASE WHEN a.time IS NULL THEN l.due_at BETWEEN $1::timestamptz - INTERVAL '2 hours' AND $1::timestamptz + INTERVAL '6 hours'
                ELSE a.time > $1::timestamptz - INTERVAL '2 hours' END
     UNION ALL
     SELECT a.conveyance, a.port, a.origin, ${utcText('a.time')}, NULL, a.units, l.lead_no, 'listed'
     FROM ${schema}.announced_arrival a LEFT JOIN ${leadOf} l ON true
     WHERE a.route = 'traveller' AND a.time BETWEEN $1::timestamptz - INTERVAL '2 hours' AND $1::timestamptz + INTERVAL '6 hours'
       AND (a.risk = 'high' OR l.lead_no IS NOT NULL OR EXISTS (
         SELECT FROM ${schema}.lead_now f
         WHERE f.kind = 'flight' AND f.conveyance = a.conveyance AND coalesce(f.port, a.port) = a.port
           AND f.due_at BETWEEN a.time - INTERVAL '12 hours' AND a.time + INTERVAL '12 hours'
           AND ${schema}.lead_is_open(f, $1::timestamptz)))
     UNION ALL
     SELECT a.conveyance, a.port, a.origin, ${utcText('a.scheduled_at')}, ${utcText('a.time')}, a.units, l.lead_no,
            'landed'
     FROM ${schema}.risk_arrival a LEFT JOIN ${leadOf} l ON true
     WHERE a.route = 'traveller' AND a.time > $1::timestamptz - INTERVAL '2 hours' AND a.time <= $1::timestamptz
       AND (a.risk = 'high' OR l.lead_no IS NOT NULL)`,
    [now],
  );
}

/**
 * What gate teams said of flights in the 6 hours before `now`, the latest of each flight and port: also of a team that has
 * gone on to another flight.
 */
export async function readAttendances({ db, schema }: RealmDatabase, now: string): Promise<Attendance[]> {
  const recent = `r.time > $1::timestamptz - INTERVAL '6 hours' AND r.time <= $1::timestamptz + INTERVAL '5 minutes'`;
  const columns = 'r.time, r.recorded_at, r.port, r.route, r.station, r.state, r.conveyance, r.inspected';
  return await db.query<Attendance>(
    `SELECT DISTINCT ON (s.port, s.conveyance) s.station, s.port, s.conveyance, ${utcText('s.time')} AS "statedAt", s.inspected,
            s.time = n.stated_at AND s.state IN ('up', 'degraded') AS present
     FROM ${schema}.station_now n
     CROSS JOIN LATERAL (
       SELECT ${columns} FROM ${schema}.station r
       WHERE (r.port, r.route, r.station) = (n.port, n.route, n.station) AND ${recent}
         AND NOT EXISTS (SELECT FROM ${schema}.corrected_station k WHERE (k.source, k.id, k.feed, k.time) = (r.source, r.id, r.feed, r.time))
       UNION ALL
       SELECT ${columns} FROM ${schema}.corrected_station r
       WHERE (r.port, r.route, r.station) = (n.port, n.route, n.station) AND ${recent} AND NOT r.retracted
     ) s
     WHERE n.kind = 'gate-team' AND n.route = 'traveller' AND s.conveyance IS NOT NULL
     ORDER BY s.port, s.conveyance, s.time DESC, s.recorded_at DESC, s.station`,
    [now],
  );
}
