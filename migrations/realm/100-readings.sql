-- Why: how long goods of high-risk countries were inspected, what the model found and which countries' goods were screened:
-- kept when verdicts come, so that no panel reads the verdicts of a day. The list of high-risk countries counts as it is when
-- a verdict is written or corrected.

-- Readings of goods of high-risk countries by station. c00 … c15: how many in each class of READING_CLASSES_MS (contract);
-- c00 … c06 are those under seven seconds.
CREATE TABLE count_reading (
  bucket timestamptz NOT NULL,
  port text NOT NULL,
  route text NOT NULL,
  station text NOT NULL,
  first_readings bigint NOT NULL,
  c00 bigint NOT NULL, c01 bigint NOT NULL, c02 bigint NOT NULL, c03 bigint NOT NULL,
  c04 bigint NOT NULL, c05 bigint NOT NULL, c06 bigint NOT NULL, c07 bigint NOT NULL,
  c08 bigint NOT NULL, c09 bigint NOT NULL, c10 bigint NOT NULL, c11 bigint NOT NULL,
  c12 bigint NOT NULL, c13 bigint NOT NULL, c14 bigint NOT NULL, c15 bigint NOT NULL,
  PRIMARY KEY (bucket, port, route, station)
) WITH (fillfactor = 70);

-- The AI's verdicts by model and tenth of the score; bin -1: without a score.
CREATE TABLE count_model (
  day date NOT NULL,
  route text NOT NULL,
  model text NOT NULL,
  bin integer NOT NULL,
  read bigint NOT NULL,
  flagged bigint NOT NULL,
  PRIMARY KEY (day, route, model, bin)
) WITH (fillfactor = 70);

-- Primary readings by country of origin, where it was stated.
CREATE TABLE count_screened_day (
  day date NOT NULL,
  port text NOT NULL,
  route text NOT NULL,
  origin text NOT NULL,
  screened bigint NOT NULL,
  PRIMARY KEY (day, port, route, origin)
) WITH (fillfactor = 70);

-- The upper end of a class belongs to the class above it: 7,000 ms is not short.
CREATE FUNCTION reading_class(scan_ms integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN width_bucket(scan_ms, ARRAY[1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000, 12000, 15000, 20000, 30000, 60000]);

-- A score comes with the precision of `real`, in which ten times 0.7 is 7; in any other it is less.
CREATE FUNCTION score_bin(score real) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN score IS NULL THEN -1 ELSE least(floor(score * 10::real)::integer, 9) END;

-- Adds up what names a row more than once.
CREATE FUNCTION summed_readings(INOUT readings count_reading[], INOUT models count_model[], INOUT countries count_screened_day[])
LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT
BEGIN ATOMIC
  SELECT
    (SELECT array_agg(total::count_reading) FROM (
       SELECT bucket, port, route, station, sum(first_readings)::bigint, sum(c00)::bigint, sum(c01)::bigint, sum(c02)::bigint,
              sum(c03)::bigint, sum(c04)::bigint, sum(c05)::bigint, sum(c06)::bigint, sum(c07)::bigint, sum(c08)::bigint,
              sum(c09)::bigint, sum(c10)::bigint, sum(c11)::bigint, sum(c12)::bigint, sum(c13)::bigint, sum(c14)::bigint,
              sum(c15)::bigint
       FROM unnest(readings) GROUP BY 1, 2, 3, 4) AS total),
    (SELECT array_agg(total::count_model) FROM (
       SELECT day, route, model, bin, sum(read)::bigint, sum(flagged)::bigint
       FROM unnest(models) GROUP BY 1, 2, 3, 4) AS total),
    (SELECT array_agg(total::count_screened_day) FROM (
       SELECT day, port, route, origin, sum(screened)::bigint FROM unnest(countries) GROUP BY 1, 2, 3, 4) AS total);
END;

-- Each row is named once. Locks in one order: readings, models, countries. In PL/pgSQL, which keeps its plans.
CREATE FUNCTION add_readings(readings count_reading[], models count_model[], countries count_screened_day[]) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO count_reading AS r SELECT * FROM unnest(readings) ORDER BY bucket, port, route, station
  ON CONFLICT (bucket, port, route, station) DO UPDATE SET
    first_readings = r.first_readings + excluded.first_readings,
    c00 = r.c00 + excluded.c00, c01 = r.c01 + excluded.c01, c02 = r.c02 + excluded.c02, c03 = r.c03 + excluded.c03,
    c04 = r.c04 + excluded.c04, c05 = r.c05 + excluded.c05, c06 = r.c06 + excluded.c06, c07 = r.c07 + excluded.c07,
    c08 = r.c08 + excluded.c08, c09 = r.c09 + excluded.c09, c10 = r.c10 + excluded.c10, c11 = r.c11 + excluded.c11,
    c12 = r.c12 + excluded.c12, c13 = r.c13 + excluded.c13, c14 = r.c14 + excluded.c14, c15 = r.c15 + excluded.c15;
  INSERT INTO count_model AS m SELECT * FROM unnest(models) ORDER BY day, route, model, bin
  ON CONFLICT (day, route, model, bin) DO UPDATE SET
    read = m.read + excluded.read, flagged = m.flagged + excluded.flagged;
  INSERT INTO count_screened_day AS s SELECT * FROM unnest(countries) ORDER BY day, port, route, origin
  ON CONFLICT (day, port, route, origin) DO UPDATE SET screened = s.screened + excluded.screened;
END $$;

CREATE TYPE signed_verdict AS (sign bigint, v verdict);

-- What counted of the named verdicts, to be taken away, and what counts of them now. Call it before corrected_verdict is
-- brought up to date.
CREATE FUNCTION reread_verdicts(events event_name[]) RETURNS SETOF signed_verdict LANGUAGE sql STABLE SET search_path FROM CURRENT
BEGIN ATOMIC
  WITH target AS (
    SELECT v.* FROM (SELECT DISTINCT feed, source, id FROM unnest(events)) e JOIN verdict v USING (feed, source, id)
  )
  SELECT -1::bigint, ROW(k.time, k.recorded_at, k.feed, k.source, k.id, k.port, k.route, k.station, k.subject, k.stage, k.judged_by,
                 k.result, k.scan_ms, k.score, k.model, k.origin, k.batch, k.received_at)::verdict
  FROM target JOIN corrected_verdict k USING (feed, source, id, time) WHERE NOT k.retracted
  UNION ALL
  SELECT -1, t::verdict FROM target t
  WHERE NOT EXISTS (SELECT FROM corrected_verdict k WHERE (k.feed, k.source, k.id, k.time) = (t.feed, t.source, t.id, t.time))
  UNION ALL
  SELECT 1, jsonb_populate_record(t::verdict, c.changes)
  FROM target t CROSS JOIN LATERAL corrections_of(t.feed, t.source, t.id, t.time, 'verdict', 'infinity') c WHERE NOT c.retracted;
END;

-- What the counts must change by.
CREATE FUNCTION reading_changes(signed signed_verdict[], OUT readings count_reading[], OUT models count_model[],
                                OUT countries count_screened_day[])
LANGUAGE sql STABLE SET search_path FROM CURRENT
BEGIN ATOMIC
  WITH change AS (SELECT (s).sign, ((s).v).*, reading_class(((s).v).scan_ms) AS class FROM unnest(signed) s)
  SELECT
    (SELECT array_agg(ROW(site_hour(time), port, route, station, CASE WHEN stage = 'primary' THEN sign ELSE 0 END,
       sign * (class = 0)::integer, sign * (class = 1)::integer, sign * (class = 2)::integer, sign * (class = 3)::integer,
       sign * (class = 4)::integer, sign * (class = 5)::integer, sign * (class = 6)::integer, sign * (class = 7)::integer,
       sign * (class = 8)::integer, sign * (class = 9)::integer, sign * (class = 10)::integer, sign * (class = 11)::integer,
       sign * (class = 12)::integer, sign * (class = 13)::integer, sign * (class = 14)::integer,
       sign * (class = 15)::integer)::count_reading)
     FROM change WHERE origin IN (SELECT h.origin FROM high_risk_origin h)),
    (SELECT array_agg(ROW(site_day(time), route, model, score_bin(score), sign,
                          CASE WHEN result <> 'clear' THEN sign ELSE 0 END)::count_model)
     FROM change WHERE judged_by = 'ai' AND model IS NOT NULL),
    (SELECT array_agg(ROW(site_day(time), port, route, origin, sign)::count_screened_day)
     FROM change WHERE stage = 'primary' AND origin IS NOT NULL);
END;

-- What verdicts count, in three passes over the new rows, each grouped by what it counts, before anything is locked: by minute
-- and place, from which hours, days and feeds follow; by class of reading, of high-risk countries' goods alone; by score. A
-- verdict that was corrected before it came counts as corrected. Locks as everywhere: the most contended last. Groups are few:
-- hashed, whatever the first batch looked like (sorted, the scores alone took 1.8 µs a row), but not compiled, which takes
-- longer than running them.
CREATE FUNCTION verdict_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
SET enable_sort = off SET jit = off AS $$
DECLARE
  changes count_change[];
  feeds feed_heard[];
  places place_heard[];
  countries count_screened_day[];
  readings count_reading[];
  models count_model[];
  corrected event_name[];
  reread record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  WITH part AS MATERIALIZED (
    SELECT time_bucket('1 minute', time) AS bucket, feed, port, route, origin, stage, judged_by, count(*) AS verdicts,
           count(*) FILTER (WHERE result <> 'clear') AS not_clear, max(time) AS last_at
    FROM added GROUP BY 1, 2, 3, 4, 5, 6, 7
  )
  SELECT (SELECT array_agg(total::count_change) FROM (
            SELECT bucket, port, route, 0::bigint, 0::bigint, 0::bigint,
                   coalesce(sum(verdicts) FILTER (WHERE stage = 'primary'), 0)::bigint,
                   coalesce(sum(not_clear) FILTER (WHERE stage = 'primary'), 0)::bigint,
                   coalesce(sum(verdicts) FILTER (WHERE stage = 'secondary'), 0)::bigint,
                   coalesce(sum(not_clear) FILTER (WHERE stage = 'secondary'), 0)::bigint, 0::bigint, 0::numeric
            FROM part GROUP BY 1, 2, 3) AS total),
         (SELECT array_agg(total::feed_heard) FROM (
            SELECT feed, sum(verdicts)::bigint, max(last_at) FROM part GROUP BY 1) AS total),
         (SELECT array_agg(total::place_heard) FROM (
            SELECT feed, port, route, max(last_at), max(last_at) FILTER (WHERE judged_by = 'ai') FROM part GROUP BY 1, 2, 3) AS total),
         (SELECT array_agg(total::count_screened_day) FROM (
            SELECT site_day(bucket), port, route, origin, sum(verdicts)::bigint FROM part
            WHERE origin IS NOT NULL AND stage = 'primary' GROUP BY 1, 2, 3, 4) AS total)
    INTO changes, feeds, places, countries;
  SELECT array_agg(reading::count_reading) INTO readings FROM (
    SELECT bucket, port, route, station, count(*) FILTER (WHERE stage = 'primary'),
           count(*) FILTER (WHERE class = 0), count(*) FILTER (WHERE class = 1), count(*) FILTER (WHERE class = 2),
           count(*) FILTER (WHERE class = 3), count(*) FILTER (WHERE class = 4), count(*) FILTER (WHERE class = 5),
           count(*) FILTER (WHERE class = 6), count(*) FILTER (WHERE class = 7), count(*) FILTER (WHERE class = 8),
           count(*) FILTER (WHERE class = 9), count(*) FILTER (WHERE class = 10), count(*) FILTER (WHERE class = 11),
           count(*) FILTER (WHERE class = 12), count(*) FILTER (WHERE class = 13), count(*) FILTER (WHERE class = 14),
           count(*) FILTER (WHERE class = 15)
    FROM (
      SELECT site_hour(time) AS bucket, port, route, station, stage, reading_class(scan_ms) AS class
      FROM added WHERE origin IN (SELECT h.origin FROM high_risk_origin h) OFFSET 0) AS each
    GROUP BY 1, 2, 3, 4) AS reading;
  SELECT array_agg(day::count_model) INTO models FROM (
    SELECT site_day(bucket), route, model, bin, sum(read)::bigint, sum(flagged)::bigint
    FROM (
      -- Days of every time zone begin with a quarter of an hour.
      SELECT time_bucket('15 minutes', time) AS bucket, route, model, score_bin(score) AS bin, count(*) AS read,
             count(*) FILTER (WHERE result <> 'clear') AS flagged
      FROM added WHERE judged_by = 'ai' AND model IS NOT NULL GROUP BY 1, 2, 3, 4) AS quarter
    GROUP BY 1, 2, 3, 4) AS day;
  SELECT array_agg(ROW(feed, source, id)::event_name) INTO corrected
    FROM correction_target t JOIN added USING (feed, source, id) WHERE t.type = 'verdict';
  IF corrected IS NOT NULL THEN
    -- Before corrected_verdict is brought up to date.
    SELECT * INTO reread FROM reading_changes(ARRAY(SELECT r FROM reread_verdicts(corrected) r));
    SELECT * INTO readings, models, countries
      FROM summed_readings(readings || reread.readings, models || reread.models, countries || reread.countries);
    changes := changes || restate_verdicts(corrected);
  END IF;
  PERFORM add_readings(readings, models, countries);
  PERFORM hear_places(places);
  IF readings IS NOT NULL OR models IS NOT NULL THEN PERFORM announce_topics('reading', 'model'); END IF;
  PERFORM add_counts(changes);
  PERFORM hear_feed(feed, events, 0, last_at) FROM unnest(feeds) ORDER BY feed;
  RETURN NULL;
END $$;
CREATE TRIGGER verdict_added AFTER INSERT ON verdict REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION verdict_added();

-- Named so that it fires before correction_added: corrected_verdict still holds what was counted. So it takes the lock.
CREATE FUNCTION verdict_reread() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  events event_name[] := (SELECT array_agg(ROW(target_feed, target_source, target_id)::event_name) FROM added WHERE target_type = 'verdict');
  reread record;
BEGIN
  IF events IS NULL THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(correction_lock());
  SELECT * INTO reread FROM reading_changes(ARRAY(SELECT r FROM reread_verdicts(events) r));
  SELECT * INTO reread FROM summed_readings(reread.readings, reread.models, reread.countries);
  PERFORM add_readings(reread.readings, reread.models, reread.countries);
  PERFORM announce_topics('reading', 'model');
  RETURN NULL;
END $$;
CREATE TRIGGER b_verdict_reread AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION verdict_reread();
