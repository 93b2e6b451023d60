-- Why: what happens when rows come in, by whatever way. Statement triggers, so that a batch costs one pass.
CREATE TABLE feed (
  name text PRIMARY KEY,
  -- Longest silence that is normal; NULL when nobody has said.
  cadence_seconds integer CHECK (cadence_seconds > 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE feed_day (
  day date NOT NULL,
  feed text NOT NULL,
  accepted bigint NOT NULL,
  rejected bigint NOT NULL,
  last_event_time timestamptz,
  last_heard_at timestamptz NOT NULL,
  PRIMARY KEY (feed, day)
) WITH (fillfactor = 70);

-- Refusals, each with its reason, for feed health. Never the refused content: it may hold personal data.
CREATE TABLE rejection (
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL,
  event_id text,
  path text NOT NULL,
  reason text NOT NULL
);
SELECT create_hypertable('rejection', by_range('recorded_at', INTERVAL '7 days'));

CREATE FUNCTION hear_feed(name text, accepted bigint, rejected bigint, newest timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO feed_day AS f (day, feed, accepted, rejected, last_event_time, last_heard_at)
    VALUES (kst_day(now()), name, accepted, rejected, newest, now())
  ON CONFLICT (feed, day) DO UPDATE SET
    accepted = f.accepted + excluded.accepted,
    rejected = f.rejected + excluded.rejected,
    last_event_time = greatest(f.last_event_time, excluded.last_event_time),
    last_heard_at = greatest(f.last_heard_at, excluded.last_heard_at);
END $$;

-- Each trigger locks what it counts once, in one order: minutes, hours, days, origins, feeds. Otherwise two writers could wait
-- for each other. What verdicts count is in 0010.
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
    SELECT kst_day(time), port, route, origin, sum(units) FROM added GROUP BY 1, 2, 3, 4) AS total;
  SELECT array_agg(ROW(source, id)::event_name) INTO corrected
    FROM correction_target t JOIN added USING (source, id) WHERE t.type = 'arrival';
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

-- Two statements of one case at the same moment would each miss the other: seizures take the lock alone. They are rare.
CREATE FUNCTION seizure_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  PERFORM add_counts(restate_cases((SELECT array_agg(DISTINCT case_no) FROM added)));
  PERFORM announce_topics('seizure');
  PERFORM hear_feed(feed, count(*), 0, max(time)) FROM added GROUP BY feed ORDER BY feed;
  RETURN NULL;
END $$;
CREATE TRIGGER seizure_added AFTER INSERT ON seizure REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION seizure_added();

CREATE FUNCTION correction_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  arrivals record;
  verdicts count_change[];
  cases count_change[];
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  INSERT INTO correction_target SELECT DISTINCT target_source, target_id, target_type FROM added ON CONFLICT DO NOTHING;
  SELECT * INTO arrivals FROM restate_arrivals(
    (SELECT array_agg(ROW(target_source, target_id)::event_name) FROM added WHERE target_type = 'arrival'));
  verdicts := restate_verdicts(
    (SELECT array_agg(ROW(target_source, target_id)::event_name) FROM added WHERE target_type = 'verdict'));
  cases := restate_cases((SELECT array_agg(DISTINCT s.case_no) FROM added JOIN seizure s
    ON s.source = target_source AND s.id = target_id WHERE target_type = 'seizure'));
  PERFORM add_counts(arrivals.changes || verdicts || cases);
  PERFORM add_origins(arrivals.origins);
  PERFORM hear_feed(feed, count(*), 0, max(time)) FROM added GROUP BY feed ORDER BY feed;
  -- Feeds and news change even where no count does.
  PERFORM announce('{}');
  PERFORM announce_topics(VARIADIC (SELECT array_agg(DISTINCT target_type) FROM added));
  RETURN NULL;
END $$;
CREATE TRIGGER correction_added AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION correction_added();

CREATE FUNCTION rejection_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM hear_feed(feed, 0, count(*), NULL) FROM added GROUP BY feed ORDER BY feed;
  PERFORM announce('{}');
  RETURN NULL;
END $$;
CREATE TRIGGER rejection_added AFTER INSERT ON rejection REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION rejection_added();

-- Announced arrivals whose time has come land and count. Any number of servers may call it.
CREATE FUNCTION land_due_arrivals() RETURNS bigint LANGUAGE sql SET search_path FROM CURRENT
BEGIN ATOMIC
  WITH due AS (DELETE FROM announced_arrival WHERE time <= now() RETURNING *),
  landed AS (
    INSERT INTO arrival (time, feed, source, id, port, route, conveyance, origin, units, risk, scheduled_at)
    SELECT time, feed, source, id, port, route, conveyance, origin, units, risk, scheduled_at FROM due
    ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT count(*) FROM landed;
END;
