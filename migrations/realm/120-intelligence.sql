-- Why: intelligence of partners and agencies is worth what it is matched with. A lead and what it names may come in either
-- order; a match is kept the moment both are known. It is a function of the lead's latest statement and of arrivals and
-- verdicts under their corrections. Leads are few: a writer of one takes the corrections' lock alone, as seizures do, so that
-- a lead and an arrival that are written at the same moment cannot miss each other.
CREATE TABLE lead_now (
  lead_no text PRIMARY KEY,
  first_at timestamptz NOT NULL,
  known_at timestamptz NOT NULL,
  stated_at timestamptz NOT NULL,
  -- When its last statement was recorded: from then on it names what it names now.
  told_at timestamptz NOT NULL,
  partner text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  port text,
  route text,
  conveyance text,
  subject text,
  origin text,
  valid_from timestamptz,
  valid_until timestamptz,
  due_at timestamptz,
  aboard integer,
  list_version text,
  steps_done integer,
  steps_total integer,
  link text,
  amount_krw bigint,
  direction text,
  referred_at timestamptz,
  offence text,
  case_no text,
  -- Events from the one until before the other may match. By default from 7 days before its first statement (a joint operation
  -- and a lead that names an origin only: from the first statement) until 30 days after it [E]; never after it was closed.
  holds_from timestamptz NOT NULL,
  holds_until timestamptz NOT NULL,
  by_conveyance boolean NOT NULL,
  by_subject boolean NOT NULL,
  -- A category of persons or a watch list that names an origin and a route and nothing more specific.
  by_origin boolean NOT NULL
);
CREATE INDEX lead_now_conveyance ON lead_now (conveyance) WHERE by_conveyance;
CREATE INDEX lead_now_origin ON lead_now (origin, route) WHERE by_origin;
CREATE INDEX lead_now_subject ON lead_now (subject) WHERE by_subject;
CREATE INDEX lead_now_kind ON lead_now (kind, status);

-- When each lead first was on a version of a list.
CREATE TABLE lead_list (
  lead_no text NOT NULL,
  version text NOT NULL,
  partner text NOT NULL,
  first_at timestamptz NOT NULL,
  PRIMARY KEY (lead_no, version)
);

-- Subjects that leads name: every verdict is looked up here, so subjects of leads that ended 7 days ago are removed.
CREATE TABLE lead_subject (
  subject text NOT NULL,
  lead_no text NOT NULL,
  PRIMARY KEY (subject, lead_no)
);

CREATE TABLE lead_match (
  lead_no text NOT NULL,
  stream text NOT NULL CHECK (stream IN ('arrival', 'verdict')),
  feed text NOT NULL,
  source text NOT NULL,
  id text NOT NULL,
  time timestamptz NOT NULL,
  port text NOT NULL,
  route text NOT NULL,
  -- Of an arrival; of a verdict what the item came in, where it is stated.
  conveyance text,
  origin text,
  -- Of a verdict; it stays in the database.
  subject text,
  matched_at timestamptz NOT NULL,
  -- Since both were known; NULL where they were known long before they were written here.
  latency_ms double precision,
  PRIMARY KEY (stream, source, id, feed, time, lead_no)
);
CREATE INDEX lead_match_lead ON lead_match (lead_no, time);
CREATE INDEX lead_match_conveyance ON lead_match (conveyance, time);

-- Arrivals of high risk or matched by a lead, under their corrections: few, and kept for 7 days.
CREATE TABLE risk_arrival (LIKE arrival, PRIMARY KEY (source, id, feed, time));
CREATE INDEX risk_arrival_time ON risk_arrival (time);

CREATE FUNCTION lead_names(l lead_now, conveyance text, port text, route text, origin text, at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE
  RETURN at >= (l).holds_from AND at < (l).holds_until AND ((l).by_conveyance AND (l).conveyance = conveyance OR (l).by_origin)
    AND ((l).port IS NULL OR (l).port = port) AND ((l).route IS NULL OR (l).route = route)
    AND ((l).origin IS NULL OR (l).origin = origin);

CREATE FUNCTION lead_names_subject(l lead_now, subject text, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN (l).by_subject AND (l).subject = subject AND at >= (l).holds_from AND at < (l).holds_until;

-- Not closed, and its term, where it has one, is not over. One without a term stays until somebody closes it.
CREATE FUNCTION lead_is_open(l lead_now, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN (l).status <> 'closed' AND ((l).valid_until IS NULL OR (l).valid_until > at);

-- In this transaction or not at all: history that is loaded with the times at which it was known has no latency.
CREATE FUNCTION latency_since(known timestamptz) RETURNS double precision LANGUAGE sql VOLATILE
  RETURN CASE WHEN known >= realm_now() THEN greatest(0, extract(epoch FROM realm_clock_timestamp() - known) * 1000) END;

-- Matches arrivals, under their corrections, with all leads. What was matched before keeps its time.
CREATE FUNCTION match_arrivals(standing arrival[], told timestamptz, landed boolean) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  matched boolean;
BEGIN
  IF standing IS NULL THEN RETURN; END IF;
  WITH pair AS (
    SELECT l.lead_no, l.told_at, a.* FROM unnest(standing) a JOIN lead_now l ON l.by_conveyance AND l.conveyance = a.conveyance
    WHERE lead_names(l, a.conveyance, a.port, a.route, a.origin, a.time)
    UNION ALL
    SELECT l.lead_no, l.told_at, a.* FROM unnest(standing) a JOIN lead_now l ON l.by_origin AND (l.origin, l.route) = (a.origin, a.route)
    WHERE lead_names(l, a.conveyance, a.port, a.route, a.origin, a.time)
  ), kept AS (
    INSERT INTO lead_match AS m
      SELECT lead_no, 'arrival', feed, source, id, time, port, route, conveyance, origin, NULL, realm_clock_timestamp(),
             latency_since(greatest(told_at, recorded_at, told))
      FROM pair ORDER BY feed, source, id, time, lead_no
    ON CONFLICT (stream, source, id, feed, time, lead_no) DO UPDATE SET
      port = excluded.port, route = excluded.route, conveyance = excluded.conveyance, origin = excluded.origin
    RETURNING 1
  ), risky AS (
    INSERT INTO risk_arrival
      SELECT DISTINCT ON (feed, source, id, time) a.* FROM unnest(standing) a
      WHERE landed AND time > realm_now() - INTERVAL '7 days' AND (feed, source, id, time) IN (SELECT feed, source, id, time FROM pair)
      ORDER BY feed, source, id, time
    ON CONFLICT DO NOTHING
  )
  SELECT count(*) > 0 INTO matched FROM kept;
  IF matched THEN PERFORM announce_topics('match'); END IF;
END $$;

CREATE FUNCTION match_verdicts(standing verdict[], told timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO lead_match AS m
    SELECT l.lead_no, 'verdict', v.feed, v.source, v.id, v.time, v.port, v.route, v.batch, v.origin, v.subject, realm_clock_timestamp(),
           latency_since(greatest(l.told_at, v.recorded_at, told))
    FROM unnest(standing) v JOIN lead_now l ON l.by_subject AND l.subject = v.subject
    WHERE lead_names_subject(l, v.subject, v.time) ORDER BY v.feed, v.source, v.id, v.time, l.lead_no
  ON CONFLICT (stream, source, id, feed, time, lead_no) DO UPDATE SET
    port = excluded.port, route = excluded.route, conveyance = excluded.conveyance, origin = excluded.origin,
    subject = excluded.subject;
  IF FOUND THEN PERFORM announce_topics('match'); END IF;
END $$;

-- Arrivals and verdicts that come in. Only those that a lead may name go further: the rest costs a look into an index.
CREATE FUNCTION arrival_matched() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  INSERT INTO risk_arrival SELECT * FROM added WHERE risk = 'high' AND time > realm_now() - INTERVAL '7 days' ON CONFLICT DO NOTHING;
  IF FOUND THEN PERFORM announce_topics('risk'); END IF;
  PERFORM match_arrivals((
    SELECT array_agg(added::arrival) FROM added
    WHERE EXISTS (SELECT FROM lead_now l WHERE l.by_conveyance AND l.conveyance = added.conveyance)
       OR EXISTS (SELECT FROM lead_now l WHERE l.by_origin AND l.origin = added.origin AND l.route = added.route)), '-infinity', true);
  RETURN NULL;
END $$;
CREATE TRIGGER a_arrival_matched AFTER INSERT ON arrival REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION arrival_matched();

-- IS TRUE keeps the planner at a hash of the few subjects, one probe a verdict, whatever the first batch looked like.
CREATE FUNCTION verdict_matched() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  named verdict[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  IF NOT EXISTS (SELECT FROM lead_subject) THEN RETURN NULL; END IF;
  SELECT array_agg(added::verdict) INTO named FROM added WHERE (subject IN (SELECT s.subject FROM lead_subject s)) IS TRUE;
  IF named IS NOT NULL THEN PERFORM match_verdicts(named, '-infinity'); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER a_verdict_matched AFTER INSERT ON verdict REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION verdict_matched();

-- Every event that a correction touches, whichever came first, is written to corrected_arrival or corrected_verdict as it
-- counts now: that rebuilds its matches.
CREATE FUNCTION arrival_rematched() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM lead_match m USING added c
  WHERE m.stream = 'arrival' AND (m.feed, m.source, m.id, m.time) = (c.feed, c.source, c.id, c.time)
    AND (c.retracted OR NOT EXISTS (SELECT FROM lead_now l WHERE l.lead_no = m.lead_no
                                      AND lead_names(l, c.conveyance, c.port, c.route, c.origin, c.time)));
  DELETE FROM risk_arrival r USING added c WHERE (r.feed, r.source, r.id, r.time) = (c.feed, c.source, c.id, c.time);
  INSERT INTO risk_arrival
    SELECT time, recorded_at, feed, source, id, port, route, conveyance, origin, units, risk, scheduled_at, received_at FROM added
    WHERE risk = 'high' AND NOT retracted AND time > realm_now() - INTERVAL '7 days';
  PERFORM match_arrivals((
    SELECT array_agg(ROW(time, recorded_at, feed, source, id, port, route, conveyance, origin, units, risk, scheduled_at,
                         received_at)::arrival)
    FROM added WHERE NOT retracted), realm_now(), true);
  PERFORM announce_topics('match');
  RETURN NULL;
END $$;
CREATE TRIGGER arrival_rematched_first AFTER INSERT ON corrected_arrival REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION arrival_rematched();
CREATE TRIGGER arrival_rematched_again AFTER UPDATE ON corrected_arrival REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION arrival_rematched();

CREATE FUNCTION verdict_rematched() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM lead_match m USING added c
  WHERE m.stream = 'verdict' AND (m.feed, m.source, m.id, m.time) = (c.feed, c.source, c.id, c.time)
    AND (c.retracted OR m.subject <> c.subject);
  IF FOUND THEN PERFORM announce_topics('match'); END IF;
  PERFORM match_verdicts((
    SELECT array_agg(ROW(time, recorded_at, feed, source, id, port, route, station, subject, stage, judged_by, result, scan_ms,
                         score, model, origin, batch, received_at)::verdict)
    FROM added WHERE NOT retracted), realm_now());
  RETURN NULL;
END $$;
CREATE TRIGGER verdict_rematched_first AFTER INSERT ON corrected_verdict REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION verdict_rematched();
CREATE TRIGGER verdict_rematched_again AFTER UPDATE ON corrected_verdict REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION verdict_rematched();

-- Flights in the air. One that lands keeps its match; one that is withdrawn or moved loses it.
CREATE FUNCTION announcement_matched() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM lead_match m USING gone g
    WHERE m.stream = 'arrival' AND (m.feed, m.source, m.id, m.time) = (g.feed, g.source, g.id, g.time)
      AND NOT EXISTS (SELECT FROM arrival a WHERE (a.feed, a.source, a.id, a.time) = (g.feed, g.source, g.id, g.time));
    IF FOUND THEN PERFORM announce_topics('match'); END IF;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM match_arrivals((
      SELECT array_agg(ROW(time, recorded_at, feed, source, id, port, route, conveyance, origin, units, risk, scheduled_at,
                         received_at)::arrival)
      FROM added), '-infinity', false);
    PERFORM announce_topics('announced');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER announcement_matched AFTER INSERT ON announced_arrival REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION announcement_matched();
CREATE TRIGGER announcement_moved AFTER UPDATE ON announced_arrival REFERENCING OLD TABLE AS gone NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION announcement_matched();
CREATE TRIGGER announcement_gone AFTER DELETE ON announced_arrival REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION announcement_matched();

-- Statements of leads under their corrections.
CREATE FUNCTION lead_statements(only_leads text[]) RETURNS SETOF lead LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
  RETURN QUERY
  SELECT s.* FROM lead s WHERE s.lead_no = ANY (only_leads)
    AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.feed, t.source, t.id, t.type) = (s.feed, s.source, s.id, 'lead'))
  UNION ALL
  SELECT (jsonb_populate_record(s, c.changes)).*
  FROM lead s JOIN correction_target t ON (t.feed, t.source, t.id, t.type) = (s.feed, s.source, s.id, 'lead')
  CROSS JOIN LATERAL corrections_of(s.feed, s.source, s.id, s.time, 'lead', 'infinity') c
  WHERE s.lead_no = ANY (only_leads) AND NOT c.retracted;
END $$;

CREATE FUNCTION leads_from_statements(only_leads text[]) RETURNS SETOF lead_now LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH latest AS (
    SELECT DISTINCT ON (lead_no) *, min(time) OVER w AS first_at, min(recorded_at) OVER w AS known_at, max(recorded_at) OVER w AS told_at
    FROM lead_statements(only_leads) WINDOW w AS (PARTITION BY lead_no)
    ORDER BY lead_no, time DESC, recorded_at DESC, source DESC, id DESC, feed DESC
  ), named AS (
    SELECT *, kind IN ('flight', 'consignment', 'person-category', 'watch-list') AS tip,
           kind IN ('person-category', 'watch-list') AND conveyance IS NULL AND subject IS NULL
             AND origin IS NOT NULL AND route IS NOT NULL AS by_origin
    FROM latest
  )
  SELECT lead_no, first_at, known_at, time, told_at, partner, kind, status, port, route, conveyance, subject, origin, valid_from,
         valid_until, due_at, aboard, list_version, steps_done, steps_total, link, amount_krw, direction, referred_at, offence, case_no,
         CASE WHEN by_origin THEN greatest(first_at, valid_from) WHEN kind = 'operation' THEN coalesce(valid_from, first_at)
              ELSE coalesce(valid_from, first_at - INTERVAL '7 days') END,
         least(coalesce(valid_until, first_at + INTERVAL '30 days'), CASE WHEN status = 'closed' THEN time END),
         tip AND conveyance IS NOT NULL, tip AND subject IS NOT NULL, by_origin
  FROM named;
END $$;

-- Landed arrivals, under their corrections, that a lead names.
CREATE FUNCTION arrivals_of_lead(l lead_now) RETURNS SETOF arrival LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
  IF l.by_conveyance THEN
    RETURN QUERY
    SELECT a.* FROM arrival a WHERE a.conveyance = l.conveyance AND a.time >= l.holds_from AND a.time < l.holds_until
      AND NOT EXISTS (SELECT FROM corrected_arrival c WHERE (c.feed, c.source, c.id, c.time) = (a.feed, a.source, a.id, a.time));
  ELSIF l.by_origin THEN
    -- The counts by origin know the ports: the index of arrivals begins with them.
    RETURN QUERY
    SELECT a.* FROM (
      SELECT DISTINCT o.port FROM count_origin_day o
      WHERE o.day BETWEEN site_day(l.holds_from) AND site_day(l.holds_until) AND o.route = l.route AND o.origin = l.origin) p
    CROSS JOIN LATERAL (
      SELECT * FROM arrival r WHERE r.port = p.port AND r.route = l.route AND r.time >= l.holds_from AND r.time < l.holds_until
        AND r.origin = l.origin) a
    WHERE NOT EXISTS (SELECT FROM corrected_arrival c WHERE (c.feed, c.source, c.id, c.time) = (a.feed, a.source, a.id, a.time));
  ELSE
    RETURN;
  END IF;
  RETURN QUERY
  SELECT c.time, c.recorded_at, c.feed, c.source, c.id, c.port, c.route, c.conveyance, c.origin, c.units, c.risk, c.scheduled_at,
         c.received_at
  FROM corrected_arrival c
  WHERE NOT c.retracted AND (l.conveyance IS NULL OR c.conveyance = l.conveyance) AND c.time >= l.holds_from AND c.time < l.holds_until;
END $$;

-- Verdicts, under their corrections, on the subject that a lead names.
CREATE FUNCTION verdicts_of_lead(l lead_now) RETURNS SETOF verdict LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
  RETURN QUERY
  SELECT v.* FROM verdict v
  WHERE hashtext(v.subject) = hashtext(l.subject) AND v.subject = l.subject AND v.time >= l.holds_from AND v.time < l.holds_until
    AND NOT EXISTS (SELECT FROM corrected_verdict c WHERE (c.feed, c.source, c.id, c.time) = (v.feed, v.source, v.id, v.time));
  RETURN QUERY
  SELECT c.time, c.recorded_at, c.feed, c.source, c.id, c.port, c.route, c.station, c.subject, c.stage, c.judged_by, c.result,
         c.scan_ms, c.score, c.model, c.origin, c.batch, c.received_at
  FROM corrected_verdict c WHERE NOT c.retracted AND c.subject = l.subject;
END $$;

-- Brings the named leads up to what is known. Only one that names something else than before is matched with the past again.
CREATE FUNCTION restate_leads(only_leads text[], told timestamptz) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  fresh lead_now[];
  renewed text[];
  l lead_now;
BEGIN
  IF only_leads IS NULL THEN RETURN; END IF;
  fresh := ARRAY(SELECT f::lead_now FROM leads_from_statements(only_leads) f);
  renewed := ARRAY(
    SELECT coalesce(f.lead_no, b.lead_no) FROM unnest(fresh) f
    FULL JOIN (SELECT * FROM lead_now WHERE lead_no = ANY (only_leads)) b USING (lead_no)
    WHERE (f.by_conveyance, f.by_subject, f.by_origin, f.port, f.route, f.conveyance, f.subject, f.origin, f.holds_from, f.holds_until)
      IS DISTINCT FROM
          (b.by_conveyance, b.by_subject, b.by_origin, b.port, b.route, b.conveyance, b.subject, b.origin, b.holds_from, b.holds_until));
  DELETE FROM lead_now n WHERE n.lead_no = ANY (only_leads);
  INSERT INTO lead_now SELECT * FROM unnest(fresh);
  DELETE FROM lead_list n WHERE n.lead_no = ANY (only_leads);
  INSERT INTO lead_list SELECT s.lead_no, s.list_version, min(s.partner), min(s.time) FROM lead_statements(only_leads) s
    WHERE s.list_version IS NOT NULL GROUP BY 1, 2;
  DELETE FROM lead_subject n WHERE n.lead_no = ANY (only_leads);
  INSERT INTO lead_subject SELECT n.subject, n.lead_no FROM unnest(fresh) n WHERE n.by_subject;

  DELETE FROM lead_match m WHERE m.lead_no = ANY (renewed) AND NOT EXISTS (
    SELECT FROM lead_now n WHERE n.lead_no = m.lead_no AND CASE m.stream
      WHEN 'arrival' THEN lead_names(n, m.conveyance, m.port, m.route, m.origin, m.time)
      ELSE lead_names_subject(n, m.subject, m.time) END);
  IF FOUND THEN PERFORM announce_topics('match'); END IF;
  FOR l IN SELECT * FROM lead_now n WHERE n.lead_no = ANY (renewed) ORDER BY n.lead_no LOOP
    PERFORM match_arrivals((SELECT array_agg(a) FROM arrivals_of_lead(l) a), told, true);
    PERFORM match_arrivals((
      SELECT array_agg(ROW(a.time, a.recorded_at, a.feed, a.source, a.id, a.port, a.route, a.conveyance, a.origin, a.units, a.risk,
                           a.scheduled_at, a.received_at)::arrival)
      FROM announced_arrival a WHERE lead_names(l, a.conveyance, a.port, a.route, a.origin, a.time)), told, false);
    IF l.by_subject THEN
      PERFORM match_verdicts((SELECT array_agg(v) FROM verdicts_of_lead(l) v), told);
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION lead_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  PERFORM restate_leads((SELECT array_agg(DISTINCT lead_no) FROM added), '-infinity');
  RETURN NULL;
END $$;
CREATE TRIGGER a_lead_kept AFTER INSERT ON lead REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION lead_kept();

-- A lead's number is its identity: no correction changes it.
CREATE FUNCTION lead_restated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM restate_leads((SELECT array_agg(DISTINCT s.lead_no) FROM added JOIN lead s ON (s.feed, s.source, s.id) = (target_feed, target_source, target_id)
                         WHERE target_type = 'lead'), realm_now());
  RETURN NULL;
END $$;
CREATE TRIGGER d_lead_restated AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION lead_restated();

-- What a reason adds to the score of an arrival: data, so that a change counts at the next read. All points are ours [E].
CREATE TABLE risk_weight (
  reason text PRIMARY KEY,
  points integer NOT NULL CHECK (points >= 0),
  ko text NOT NULL,
  en text NOT NULL
);
INSERT INTO risk_weight VALUES
  ('declared-high', 40, '고위험 신고', 'announced as high risk'),
  ('lead', 30, '정보 일치', 'named by a lead'),
  ('watch-list', 25, '우범자 명단 일치', 'named by a watch list'),
  ('origin', 15, '우범국 출발', 'from a high-risk country'),
  ('recent-seizures', 15, '동일 출발국·경로 최근 적발', 'three or more drug cases of its origin and route in 30 days'),
  ('repeat-conveyance', 10, '동일 편명 적발·정보 이력', 'a case or a match of the same conveyance in 30 days');

-- hold_at: points from which on the advice is to hold. recent_cases: drug cases that make `recent-seizures`. [E]
CREATE TABLE risk_rule (
  name text PRIMARY KEY CHECK (name IN ('hold_at', 'recent_cases')),
  value integer NOT NULL
);
INSERT INTO risk_rule VALUES ('hold_at', 60), ('recent_cases', 3);

-- The one score, for all routes: the sum of the points of its reasons, of arrivals after `since` until `at`. A closed lead
-- gives no points. What was seized in a conveyance is known by the items that came in it, as they were read where the case is,
-- or by the second line after it.
CREATE FUNCTION risk_of(since timestamptz, at timestamptz)
RETURNS TABLE (arrival risk_arrival, score bigint, reasons json)
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  RETURN QUERY
  WITH a AS MATERIALIZED (
    SELECT r AS row, r.* FROM risk_arrival r WHERE r.time > since AND r.time <= at
  ), named AS MATERIALIZED (
    SELECT m.feed, m.source, m.id, m.time, bool_or(l.kind <> 'watch-list') AS lead, bool_or(l.kind = 'watch-list') AS watch_list
    FROM a JOIN lead_match m USING (feed, source, id, time) JOIN lead_now l USING (lead_no)
    WHERE m.stream = 'arrival' AND l.status <> 'closed' GROUP BY 1, 2, 3, 4
  ), seized AS MATERIALIZED (
    SELECT c.route, c.origin FROM seizure_case c
    WHERE c.category = 'drug' AND c.time > at - INTERVAL '30 days' AND c.time <= at
    GROUP BY 1, 2 HAVING count(*) >= (SELECT value FROM risk_rule WHERE name = 'recent_cases')
  ), seized_in AS MATERIALIZED (
    SELECT coalesce(i.batch, f.batch) AS conveyance, c.time
    FROM seizure_case c JOIN item i ON i.subject = c.subject AND i.route = c.route
    LEFT JOIN LATERAL jsonb_to_recordset(i.first_lines) AS f(port text, batch text) ON i.batch IS NULL
    WHERE (i.port = c.port OR i.first_lines @> jsonb_build_array(jsonb_build_object('port', c.port)))
      AND coalesce(i.batch, f.batch) IS NOT NULL AND c.time > at - INTERVAL '30 days' AND c.time <= at
  ), reason AS (
    SELECT a.row, unnest(ARRAY[
      CASE WHEN a.risk = 'high' THEN 'declared-high' END,
      CASE WHEN a.origin IN (SELECT h.origin FROM high_risk_origin h) THEN 'origin' END,
      CASE WHEN n.lead THEN 'lead' END,
      CASE WHEN n.watch_list THEN 'watch-list' END,
      CASE WHEN (a.route, a.origin) IN (SELECT z.route, z.origin FROM seized z) THEN 'recent-seizures' END,
      CASE WHEN EXISTS (SELECT FROM seized_in z WHERE z.conveyance = a.conveyance AND z.time < a.time)
             OR EXISTS (SELECT FROM lead_match m JOIN lead_now l USING (lead_no)
                        WHERE m.conveyance = a.conveyance AND m.time < a.time AND m.time > a.time - INTERVAL '30 days'
                          AND NOT l.by_origin) THEN 'repeat-conveyance' END
    ]) AS name
    FROM a LEFT JOIN named n USING (feed, source, id, time) WHERE a.risk = 'high' OR n.lead IS NOT NULL
  )
  SELECT reason.row, sum(w.points), json_agg(json_build_array(w.reason, w.points) ORDER BY w.points DESC, w.reason)
  FROM reason JOIN risk_weight w ON w.reason = reason.name
  GROUP BY reason.row;
END $$;

-- The landing of a flight that was due at a time: within 12 hours of it, the nearest, under its corrections.
CREATE FUNCTION landing_of(of_conveyance text, of_port text, due timestamptz, at timestamptz) RETURNS SETOF arrival
LANGUAGE sql STABLE SET search_path FROM CURRENT
BEGIN ATOMIC
  SELECT * FROM (
    SELECT a.* FROM arrival a
    WHERE a.conveyance = of_conveyance AND a.time BETWEEN due - INTERVAL '12 hours' AND due + INTERVAL '12 hours'
      AND NOT EXISTS (SELECT FROM corrected_arrival c WHERE (c.feed, c.source, c.id, c.time) = (a.feed, a.source, a.id, a.time))
    UNION ALL
    SELECT c.time, c.recorded_at, c.feed, c.source, c.id, c.port, c.route, c.conveyance, c.origin, c.units, c.risk, c.scheduled_at,
         c.received_at
    FROM corrected_arrival c
    WHERE c.conveyance = of_conveyance AND c.time BETWEEN due - INTERVAL '12 hours' AND due + INTERVAL '12 hours' AND NOT c.retracted
  ) AS standing
  WHERE route = 'traveller' AND (of_port IS NULL OR port = of_port) AND time <= at
  ORDER BY abs(extract(epoch FROM time - due)), time, source, id, feed LIMIT 1;
END;

-- Old rows are removed when the horizon moves, which maintenance does every hour. Of a lead that names an origin only the
-- first and the latest match stay beyond 7 days. Rows that another transaction has locked wait for the next hour.
CREATE FUNCTION drop_past_matches() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  kept_from CONSTANT timestamptz := realm_now() - INTERVAL '7 days';
BEGIN
  DELETE FROM risk_arrival WHERE ctid = ANY (ARRAY(SELECT r.ctid FROM risk_arrival r WHERE r.time < kept_from FOR UPDATE SKIP LOCKED));
  DELETE FROM lead_subject WHERE ctid = ANY (ARRAY(
    SELECT s.ctid FROM lead_subject s JOIN lead_now l USING (lead_no) WHERE l.holds_until < kept_from FOR UPDATE OF s SKIP LOCKED));
  DELETE FROM lead_match WHERE ctid = ANY (ARRAY(
    SELECT m.ctid FROM lead_match m JOIN lead_now l USING (lead_no)
    WHERE l.by_origin AND m.time < kept_from
      AND EXISTS (SELECT FROM lead_match e WHERE e.lead_no = m.lead_no AND e.time < m.time)
      AND EXISTS (SELECT FROM lead_match e WHERE e.lead_no = m.lead_no AND e.time > m.time)
    FOR UPDATE OF m SKIP LOCKED));
  RETURN NULL;
END $$;
CREATE TRIGGER matches_past AFTER UPDATE ON horizon FOR EACH STATEMENT EXECUTE FUNCTION drop_past_matches();
