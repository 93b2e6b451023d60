-- Why: a correction may come before or after the event it corrects, and more than one may. The raw rows stay; what counts now
-- of a corrected arrival or verdict is in corrected_arrival and corrected_verdict, so that a further correction takes away
-- exactly what was counted. Corrections and events that are written at the same moment could miss each other: events share a
-- lock until they commit, corrections take it alone.
CREATE TABLE corrected_arrival (LIKE arrival, retracted boolean NOT NULL, PRIMARY KEY (source, id, feed, time));
CREATE INDEX corrected_arrival_conveyance ON corrected_arrival (conveyance);
CREATE TABLE corrected_verdict (LIKE verdict, retracted boolean NOT NULL, PRIMARY KEY (source, id, feed, time));
CREATE INDEX corrected_verdict_subject ON corrected_verdict (subject COLLATE "C");

-- Every event that some correction names: small and unpartitioned, since every new event is looked up in it.
CREATE TABLE correction_target (
  feed text NOT NULL,
  source text NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  -- It came before its event, which is not there yet.
  waits boolean NOT NULL DEFAULT false,
  PRIMARY KEY (source, id, feed, type)
);
CREATE INDEX correction_target_waits ON correction_target (type) WHERE waits;
CREATE INDEX correction_target_type ON correction_target (type);
CREATE TYPE event_name AS (feed text, source text, id text);

CREATE FUNCTION correction_lock() RETURNS bigint LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN hashtextextended('gwanje corrections ' || current_schema(), 0);

-- Corrections of one event, merged in the order of their time: the latest statement of each field counts.
CREATE AGGREGATE jsonb_merge(jsonb) (SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}');

-- What the corrections known at a time change of an event: fields, and whether it is retracted. A correction names source and
-- id, and reaches the events of that name at every time; what is taken back is taken back at one.
-- One row, as a set and with what is taken back written out: so it becomes a part of the statement that asks, at a tenth of the
-- cost of a call for each event.
CREATE FUNCTION corrections_of(of_feed text, of_source text, of_id text, of_time timestamptz, of_type text, at timestamptz)
RETURNS TABLE (changes jsonb, retracted boolean) LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
  SELECT jsonb_merge(k.changes ORDER BY k.time, k.recorded_at, k.id),
         coalesce((array_agg(k.retracted ORDER BY k.time DESC, k.recorded_at DESC, k.id DESC)
                     FILTER (WHERE k.retracted IS NOT NULL))[1], false)
           OR EXISTS (SELECT FROM taken_event e
                      WHERE (e.source, e.id, e.feed, e.time, e.stream) = (of_source, of_id, of_feed, of_time, of_type)
                        AND e.taken_at <= at AND (e.given_back_at IS NULL OR e.given_back_at > at))
  FROM correction k
  WHERE k.target_feed = of_feed AND k.target_source = of_source AND k.target_id = of_id AND k.target_type = of_type
    AND k.recorded_at <= at
    AND NOT EXISTS (SELECT FROM taken_event e
                    WHERE (e.source, e.id, e.feed, e.time, e.stream) = (k.source, k.id, k.feed, k.time, 'correction')
                      AND e.taken_at <= at AND (e.given_back_at IS NULL OR e.given_back_at > at));
END;

-- Brings the named arrivals up to what is known; the result is what the counts must change by.
CREATE FUNCTION restate_arrivals(events event_name[], OUT changes count_change[], OUT origins origin_change[])
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  WITH target AS (
    SELECT a.* FROM (SELECT DISTINCT feed, source, id FROM unnest(events)) e JOIN arrival a USING (feed, source, id)
  ), after AS (
    SELECT (jsonb_populate_record(t::arrival, c.changes)).*, c.retracted
    FROM target t CROSS JOIN LATERAL corrections_of(t.feed, t.source, t.id, t.time, 'arrival', 'infinity') c
  ), before AS (
    SELECT k.* FROM target t JOIN corrected_arrival k USING (feed, source, id, time)
    UNION ALL
    SELECT t.*, false FROM target t
    WHERE NOT EXISTS (SELECT FROM corrected_arrival k WHERE (k.feed, k.source, k.id, k.time) = (t.feed, t.source, t.id, t.time))
  ), kept AS (
    INSERT INTO corrected_arrival SELECT * FROM after
    ON CONFLICT (source, id, feed, time) DO UPDATE SET
      port = excluded.port, route = excluded.route, conveyance = excluded.conveyance, origin = excluded.origin,
      units = excluded.units, risk = excluded.risk, scheduled_at = excluded.scheduled_at, retracted = excluded.retracted
  ), signed AS (
    SELECT -1 AS sign, before.* FROM before WHERE NOT retracted
    UNION ALL
    SELECT 1, after.* FROM after WHERE NOT retracted
  )
  SELECT array_agg(arrival_change(ROW(time, recorded_at, feed, source, id, port, route, conveyance, origin, units, risk,
                                      scheduled_at, received_at)::arrival, sign)),
         array_agg(ROW(site_day(time), port, route, origin, sign * units)::origin_change)
    INTO changes, origins FROM signed;
END $$;

CREATE FUNCTION restate_verdicts(events event_name[], OUT changes count_change[])
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  WITH target AS (
    SELECT v.* FROM (SELECT DISTINCT feed, source, id FROM unnest(events)) e JOIN verdict v USING (feed, source, id)
  ), after AS (
    SELECT (jsonb_populate_record(t::verdict, c.changes)).*, c.retracted
    FROM target t CROSS JOIN LATERAL corrections_of(t.feed, t.source, t.id, t.time, 'verdict', 'infinity') c
  ), before AS (
    SELECT k.* FROM target t JOIN corrected_verdict k USING (feed, source, id, time)
    UNION ALL
    SELECT t.*, false FROM target t
    WHERE NOT EXISTS (SELECT FROM corrected_verdict k WHERE (k.feed, k.source, k.id, k.time) = (t.feed, t.source, t.id, t.time))
  ), kept AS (
    INSERT INTO corrected_verdict SELECT * FROM after
    ON CONFLICT (source, id, feed, time) DO UPDATE SET
      port = excluded.port, route = excluded.route, station = excluded.station, subject = excluded.subject,
      stage = excluded.stage, judged_by = excluded.judged_by, result = excluded.result, scan_ms = excluded.scan_ms,
      score = excluded.score, model = excluded.model, origin = excluded.origin, batch = excluded.batch,
      retracted = excluded.retracted
  ), signed AS (
    SELECT -1 AS sign, before.* FROM before WHERE NOT retracted
    UNION ALL
    SELECT 1, after.* FROM after WHERE NOT retracted
  )
  SELECT array_agg(verdict_change(ROW(time, recorded_at, feed, source, id, port, route, station, subject, stage,
                                      judged_by, result, scan_ms, score, model, origin, batch, received_at)::verdict, sign))
    INTO changes FROM signed;
END $$;

-- Notes which of the events that corrections name are not there yet. After every trigger that restates them: of a stream that
-- keeps what is corrected, a small table says it, where the raw rows would be looked for in hundreds of chunks.
CREATE FUNCTION waiting_noted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  stream text;
  corrected text;
BEGIN
  FOR stream IN SELECT DISTINCT target_type FROM added LOOP
    corrected := CASE WHEN to_regclass('corrected_' || stream) IS NULL THEN stream ELSE 'corrected_' || stream END;
    EXECUTE format('UPDATE correction_target t SET waits = true FROM added n
                    WHERE n.target_type = %1$L AND NOT t.waits
                      AND (t.source, t.id, t.feed, t.type) = (n.target_source, n.target_id, n.target_feed, n.target_type)
                      AND NOT EXISTS (SELECT FROM %2$I e
                                      WHERE (e.source, e.id, e.feed) = (n.target_source, n.target_id, n.target_feed))',
                   stream, corrected);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER zy_waiting_noted AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION waiting_noted();

-- What waited has come. After every trigger that takes the lock of corrections, and for an announced arrival when it lands.
CREATE FUNCTION born_corrected() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM correction_target WHERE waits AND type = TG_TABLE_NAME) THEN
    WITH born AS (
      SELECT t.source, t.id, t.feed FROM correction_target t
      WHERE t.waits AND t.type = TG_TABLE_NAME
        AND EXISTS (SELECT FROM added a WHERE (a.source, a.id, a.feed) = (t.source, t.id, t.feed))
      ORDER BY 1, 2, 3 FOR UPDATE
    )
    UPDATE correction_target t SET waits = false FROM born b
    WHERE t.type = TG_TABLE_NAME AND (t.source, t.id, t.feed) = (b.source, b.id, b.feed);
  END IF;
  RETURN NULL;
END $$;
DO $$
DECLARE
  stream text;
BEGIN
  FOR stream IN SELECT name FROM event_stream LOOP
    EXECUTE format('CREATE TRIGGER zy_born_corrected AFTER INSERT ON %I REFERENCING NEW TABLE AS added
                      FOR EACH STATEMENT EXECUTE FUNCTION born_corrected()', stream);
  END LOOP;
END $$;

-- Each trigger locks what it counts once, in one order: minutes, hours, days, origins, feeds. Otherwise two writers could wait
-- for each other. What verdicts count is in 100-readings.sql.
CREATE FUNCTION arrival_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  changes count_change[];
  origins origin_change[];
  corrected event_name[];
  correction record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  SELECT array_agg(total::count_change) INTO changes FROM (
    SELECT (c).bucket, (c).port, (c).route, sum((c).arrivals)::bigint, sum((c).units)::bigint,
           sum((c).high_risk_units)::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric
    FROM (SELECT arrival_change(added::arrival, 1) AS c FROM added) AS change GROUP BY 1, 2, 3) AS total;
  SELECT array_agg(total::origin_change) INTO origins FROM (
    SELECT site_day(time), port, route, origin, sum(units) FROM added GROUP BY 1, 2, 3, 4) AS total;
  SELECT array_agg(ROW(feed, source, id)::event_name) INTO corrected
    FROM correction_target t JOIN added USING (feed, source, id) WHERE t.type = 'arrival';
  IF corrected IS NOT NULL THEN
    SELECT * INTO correction FROM restate_arrivals(corrected);
    changes := changes || correction.changes;
    origins := origins || correction.origins;
  END IF;
  PERFORM add_counts(changes);
  PERFORM add_origins(origins);
  PERFORM hear_feed(feed, count(*), 0, max(time)) FROM added GROUP BY feed ORDER BY feed;
  RETURN NULL;
END $$;
CREATE TRIGGER arrival_added AFTER INSERT ON arrival REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION arrival_added();

-- When a flight lands that has landed before: at the same time, unless that landing was taken back.
CREATE FUNCTION landing_time(before landed_flight, stated timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
  SET search_path FROM CURRENT
  RETURN CASE WHEN is_taken_back('arrival', before.feed, before.source, before.id, before.time, 'infinity') THEN stated
              ELSE before.time END;

-- The named announced arrivals that are due land and count, each at the time of its flight (landed_flight). One that is older
-- than the identities that are kept (the board was away, say) was accepted when it was announced: it lands as what is declared
-- old does, and its identity is kept for ever.
CREATE FUNCTION land_announced(names event_name[]) RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  kept_from CONSTANT timestamptz := identities_kept_from('arrival');
  landed bigint;
BEGIN
  WITH due AS (
    DELETE FROM announced_arrival WHERE (feed, source, id) IN (SELECT feed, source, id FROM unnest(names)) AND time <= realm_now()
    RETURNING *
  ), claimed AS (
    INSERT INTO landed_flight AS f (feed, source, id, time)
    -- Its time may be that of a landing that was taken back, which keeps its identity.
    SELECT feed, source, id, CASE WHEN is_taken_back('arrival', feed, source, id, time, 'infinity') THEN time + INTERVAL '1 second' ELSE time END
    FROM due ORDER BY feed, source, id
    ON CONFLICT (source, id, feed) DO UPDATE SET time = landing_time(f, excluded.time) RETURNING feed, source, id, time
  ), old AS (
    INSERT INTO old_event (stream, feed, source, id, time)
    SELECT 'arrival', feed, source, id, time FROM claimed WHERE time < kept_from
    ON CONFLICT DO NOTHING RETURNING feed, source, id, time
  ), landed AS (
    INSERT INTO arrival (time, received_at, feed, source, id, port, route, conveyance, origin, units, risk, scheduled_at)
    SELECT c.time, coalesce(d.received_at, d.recorded_at), feed, source, id, port, route, conveyance, origin, units, risk, scheduled_at
    FROM due d JOIN claimed c USING (feed, source, id)
    WHERE c.time >= kept_from OR (feed, source, id, c.time) IN (SELECT feed, source, id, time FROM old)
    ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT count(*) INTO landed FROM landed;
  RETURN landed;
END $$;

-- Announced arrivals whose time has come land. Any number of servers may call it. One that cannot is refused with its reason:
-- it would stop all others, every time.
CREATE FUNCTION land_due_arrivals() RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  due CONSTANT event_name[] := (SELECT array_agg(ROW(feed, source, id)::event_name ORDER BY feed, source, id)
                                FROM announced_arrival WHERE time <= realm_now());
  one event_name;
  landed bigint := 0;
BEGIN
  IF due IS NULL THEN RETURN 0; END IF;
  BEGIN
    RETURN land_announced(due);
  EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
    NULL;
  END;
  FOREACH one IN ARRAY due LOOP
    BEGIN
      landed := landed + land_announced(ARRAY[one]);
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
      WITH gone AS (
        DELETE FROM announced_arrival a WHERE (a.feed, a.source, a.id) = (one.feed, one.source, one.id) RETURNING a.feed, a.id
      )
      INSERT INTO rejection (feed, event_id, path, reason)
        SELECT feed, id, '/', 'announced, and refused when it was due: ' || SQLERRM FROM gone;
    END;
  END LOOP;
  RETURN landed;
END $$;

CREATE FUNCTION correction_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  arrivals record;
  verdicts count_change[];
  cases count_change[];
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  INSERT INTO correction_target (feed, source, id, type)
    SELECT DISTINCT target_feed, target_source, target_id, target_type FROM added ON CONFLICT DO NOTHING;
  SELECT * INTO arrivals FROM restate_arrivals(
    (SELECT array_agg(ROW(target_feed, target_source, target_id)::event_name) FROM added WHERE target_type = 'arrival'));
  verdicts := restate_verdicts(
    (SELECT array_agg(ROW(target_feed, target_source, target_id)::event_name) FROM added WHERE target_type = 'verdict'));
  cases := restate_cases((SELECT array_agg(DISTINCT s.case_no) FROM added JOIN seizure s
    ON (s.feed, s.source, s.id) = (target_feed, target_source, target_id) WHERE target_type = 'seizure'));
  PERFORM add_counts(arrivals.changes || verdicts || cases);
  PERFORM add_origins(arrivals.origins);
  -- What the board itself corrects is no sign of life of a feed.
  PERFORM hear_feed(feed, count(*), 0, max(time)) FROM added WHERE feed <> 'board' GROUP BY feed ORDER BY feed;
  -- Feeds and latest events change even where no count does.
  PERFORM announce('{}');
  PERFORM announce_topics(VARIADIC (SELECT array_agg(DISTINCT target_type) FROM added));
  RETURN NULL;
END $$;
CREATE TRIGGER correction_added AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION correction_added();

-- History changes, and an auditor asks what the board showed then. Answered from the raw rows: what had been recorded by a
-- time, under the corrections that had been recorded by it. Plans are made for the period asked for, and rows are matched with
-- corrections by hash: with a plan for any period, or before the first ANALYZE, 250,000 verdicts took 16 s.
CREATE FUNCTION arrivals_as_known(since timestamptz, until timestamptz, at timestamptz) RETURNS SETOF arrival
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off AS $$
BEGIN
  RETURN QUERY
  SELECT a.* FROM arrival a
  WHERE a.time >= since AND a.time < until AND a.recorded_at <= at
    AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.feed, t.source, t.id, t.type) = (a.feed, a.source, a.id, 'arrival'))
  UNION ALL
  SELECT (jsonb_populate_record(a, c.changes)).*
  FROM correction_target t JOIN arrival a USING (feed, source, id)
  CROSS JOIN LATERAL corrections_of(a.feed, a.source, a.id, a.time, 'arrival', at) c
  WHERE t.type = 'arrival' AND a.time >= since AND a.time < until AND a.recorded_at <= at AND NOT c.retracted;
END $$;

CREATE FUNCTION verdicts_as_known(since timestamptz, until timestamptz, at timestamptz) RETURNS SETOF verdict
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off AS $$
BEGIN
  RETURN QUERY
  SELECT v.* FROM verdict v
  WHERE v.time >= since AND v.time < until AND v.recorded_at <= at
    AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.feed, t.source, t.id, t.type) = (v.feed, v.source, v.id, 'verdict'))
  UNION ALL
  SELECT (jsonb_populate_record(v, c.changes)).*
  FROM correction_target t JOIN verdict v USING (feed, source, id)
  CROSS JOIN LATERAL corrections_of(v.feed, v.source, v.id, v.time, 'verdict', at) c
  WHERE t.type = 'verdict' AND v.time >= since AND v.time < until AND v.recorded_at <= at AND NOT c.retracted;
END $$;
