import type {
  HandoverAlarm,
  HandoverCase,
  HandoverCorrection,
  HandoverReport,
  HandoverTask,
} from '../../contract/handover-rest.ts';
import type { RealmDatabase } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { placeList } from './task-read.ts';
import { utcText } from './utc-text.ts';

/** A period, ISO 8601: from included, to excluded; and whose places it is about: `PORT|ROUTE`, `null`: all. */
export interface Shift {
  from: string;
  to: string;
  places: readonly string[] | null;
}

const within = (alias: string) => `($3::text[] IS NULL
  OR concat(coalesce(${alias}.port, '-'), '|', coalesce(${alias}.route, '-')) = ANY ($3::text[]))`;
const params = ({ from, places, to }: Shift) => [from, to, placeList(places)];
/** The latest of some events, or the first, by what a column says of it. */
const of = (column: string, events: string, order = 'DESC') =>
  `(array_agg(${column} ORDER BY e.id ${order}) FILTER (WHERE ${events}))[1]`;

/** Alarms with an event in the period, and those open at its end: their times by the log, the most urgent first. */
export async function readShiftAlarms({ db, schema }: RealmDatabase, shift: Shift): Promise<HandoverAlarm[]> {
  return await db.query<HandoverAlarm>(
    `WITH chosen AS (
       SELECT alarm AS id FROM ${schema}.alarm_event WHERE at >= $1::timestamptz AND at < $2::timestamptz
       UNION
       SELECT id FROM ${schema}.alarm
       WHERE first_raised_at < $2::timestamptz AND (ended_at IS NULL OR ended_at >= $2::timestamptz)
     )
     SELECT a.id, a.rule, json_build_object('ko', r.title_ko, 'en', r.title_en) AS title, r.priority, a.port, a.route,
            a.subject, l.*
     FROM chosen JOIN ${schema}.alarm a USING (id) JOIN ${schema}.alarm_rule r ON r.name = a.rule
     CROSS JOIN LATERAL (
       SELECT ${utcText(of('e.at', "event = 'raised'", 'ASC'))} AS "raisedAt",
              ${utcText(of('e.at', "event = 'acknowledged'"))} AS "acknowledgedAt",
              ${of('e.name', "event = 'acknowledged'")} AS "acknowledgedBy",
              CASE WHEN ${of('event', "event IN ('taken', 'assigned', 'released')")} <> 'released'
                   THEN ${utcText(of('e.at', "event IN ('taken', 'assigned')"))} END AS "takenAt",
              CASE ${of('event', "event IN ('taken', 'assigned', 'released')")}
                   WHEN 'taken' THEN ${of('e.name', "event = 'taken'")}
                   WHEN 'assigned' THEN ${of('e.to_name', "event = 'assigned'")} END AS "ownerName",
              ${utcText(of('e.at', "event = 'ended'"))} AS "endedAt",
              json_agg(json_build_object('at', ${utcText('e.at')}, 'event', e.event, 'by', e.name, 'to', e.to_name,
                                         'remark', e.remark) ORDER BY e.id) AS events
       FROM ${schema}.alarm_event e WHERE e.alarm = a.id AND e.at < $2::timestamptz
     ) l
     WHERE ${within('a')} AND l.events IS NOT NULL
     ORDER BY array_position(ARRAY['critical', 'high', 'low'], r.priority), l."raisedAt", a.id`,
    params(shift),
  );
}

/** Tasks with an event in the period, and those open at its end, as they stood at its end by the log. */
export async function readShiftTasks({ db, schema }: RealmDatabase, shift: Shift): Promise<HandoverTask[]> {
  return await db.query<HandoverTask>(
    `WITH chosen AS (
       SELECT task AS id FROM ${schema}.task_event WHERE at >= $1::timestamptz AND at < $2::timestamptz
       UNION
       SELECT id FROM ${schema}.task
       WHERE created_at < $2::timestamptz AND (closed_at IS NULL OR closed_at >= $2::timestamptz)
     )
     SELECT t.id, t.kind, t.title, t.subject, t.port, t.route, t.alarm AS "alarmId",
            ${utcText('t.created_at')} AS "createdAt", ${utcText('t.deadline')} AS deadline, l.*
     FROM chosen JOIN ${schema}.task t USING (id)
     CROSS JOIN LATERAL (
       SELECT CASE ${of('what', "what <> 'remarked'")}
                WHEN 'finished' THEN 'done' WHEN 'cancelled' THEN 'cancelled' WHEN 'accepted' THEN 'accepted'
                WHEN 'assigned' THEN CASE WHEN ${of('e.owner = e.by_account', "what = 'assigned'")}
                                          THEN 'accepted' ELSE 'open' END
                ELSE 'open' END AS state,
              ${of('o.name', 'true')} AS "ownerName",
              ${utcText(of('e.at', "what IN ('finished', 'cancelled')"))} AS "closedAt",
              json_agg(json_build_object('at', ${utcText('e.at')}, 'what', e.what, 'by', b.name, 'ownerName', o.name,
                                         'remark', e.remark) ORDER BY e.id) AS events
       FROM ${schema}.task_event e JOIN ${SHARED_SCHEMA}.account b ON b.id = e.by_account
       LEFT JOIN ${SHARED_SCHEMA}.account o ON o.id = e.owner
       WHERE e.task = t.id AND e.at < $2::timestamptz
     ) l
     WHERE ${within('t')} AND l.events IS NOT NULL
     ORDER BY t.created_at, t.id`,
    params(shift),
  );
}

/** Cases that were seized or became known in the period. */
export async function readShiftCases({ db, schema }: RealmDatabase, shift: Shift): Promise<HandoverCase[]> {
  return await db.query<HandoverCase>(
    `SELECT c.case_no AS "caseNo", ${utcText('c.time')} AS time, ${utcText('c.known_at')} AS "knownAt", c.port, c.route,
            c.category, c.substance, c.grams, c.amount_krw AS "amountKrw", c.status
     FROM ${schema}.seizure_case c
     WHERE (c.time >= $1::timestamptz AND c.time < $2::timestamptz
            OR c.known_at >= $1::timestamptz AND c.known_at < $2::timestamptz) AND ${within('c')}
     ORDER BY c.time, c.case_no`,
    params(shift),
  );
}

/** Corrections of seizures that became known in the period and hold: none that was taken back, nor the board's own marks of that. */
export async function readShiftCorrections(
  { db, schema }: RealmDatabase,
  shift: Shift,
): Promise<HandoverCorrection[]> {
  return await db.query<HandoverCorrection>(
    `SELECT ${utcText('k.recorded_at')} AS "knownAt", s.case_no AS "caseNo", s.port, s.route,
            array(SELECT name FROM jsonb_object_keys(k.changes) AS name ORDER BY name) AS changes,
            coalesce(k.retracted, false) AS retracted
     FROM ${schema}.correction k
     JOIN LATERAL (
       SELECT case_no, port, route FROM ${schema}.seizure s
       WHERE (s.feed, s.source, s.id) = (k.target_feed, k.target_source, k.target_id) LIMIT 1
     ) s ON true
     WHERE k.target_type = 'seizure' AND (k.changes <> '{}' OR k.retracted IS NOT NULL)
       AND NOT ${schema}.is_taken_back('correction', k.feed, k.source, k.id, k.time, 'infinity')
       AND k.recorded_at >= $1::timestamptz AND k.recorded_at < $2::timestamptz
       AND ${within('s')}
     ORDER BY k.recorded_at, k.source, k.id, k.feed`,
    params(shift),
  );
}

/** Leads that are open at an instant (ISO 8601), the oldest first. */
export async function readOpenLeads(
  { db, schema }: RealmDatabase,
  now: string,
  places: readonly string[] | null,
): Promise<HandoverReport['leads']> {
  return await db.query<HandoverReport['leads'][number]>(
    `SELECT l.lead_no AS "leadNo", l.partner, l.kind, l.port, l.route, l.conveyance, ${utcText('l.first_at')} AS since
     FROM ${schema}.lead_now l
     WHERE ${schema}.lead_is_open(l, $1::timestamptz) AND l.first_at <= $2::timestamptz AND ${within('l')}
     ORDER BY l.first_at, l.lead_no`,
    [now, now, placeList(places)],
  );
}
