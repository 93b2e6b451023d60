-- Why: bulletins and indicators as they stand now, so that no panel reads all their statements.

-- Of a bulletin the first published statement gives the date of publication, the latest statement everything else.
CREATE TABLE bulletin_now (
  bulletin_no text PRIMARY KEY,
  time timestamptz NOT NULL,
  published_at timestamptz,
  kind text NOT NULL,
  title text NOT NULL,
  status text NOT NULL,
  hs_heading text,
  country text,
  period_from date,
  period_to date
);

CREATE FUNCTION restate_bulletins(numbers text[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF numbers IS NULL THEN RETURN; END IF;
  DELETE FROM bulletin_now WHERE bulletin_no = ANY (numbers);
  INSERT INTO bulletin_now
    SELECT DISTINCT ON (bulletin_no) bulletin_no, time, min(time) FILTER (WHERE status = 'published') OVER (PARTITION BY bulletin_no),
           kind, title, status, hs_heading, country, period_from, period_to
    FROM (
      SELECT (jsonb_populate_record(b, c.changes - 'bulletin_no')).*, c.retracted
      FROM bulletin b CROSS JOIN LATERAL corrections_of(b.feed, b.source, b.id, b.time, 'bulletin', 'infinity') c
      WHERE b.bulletin_no = ANY (numbers)
    ) AS stated
    WHERE NOT retracted
    ORDER BY bulletin_no, time DESC, recorded_at DESC, id DESC;
END $$;

-- Two statements of one bulletin at the same moment would each miss the other: as seizures, they take the lock alone.
CREATE FUNCTION bulletin_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  PERFORM restate_bulletins((SELECT array_agg(DISTINCT bulletin_no) FROM added));
  RETURN NULL;
END $$;
CREATE TRIGGER bulletin_kept AFTER INSERT ON bulletin REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION bulletin_kept();

-- Indicators as they stand: the latest statement of a name, period, port and route.
CREATE TABLE indicator_now (
  name text NOT NULL,
  period text NOT NULL,
  port text,
  route text,
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  id text NOT NULL,
  value double precision NOT NULL,
  unit text NOT NULL,
  target double precision,
  better text,
  ko text,
  en text,
  UNIQUE NULLS NOT DISTINCT (name, period, port, route)
) WITH (fillfactor = 70);

-- Periods are a year, quarter (2026-Q3), month or day. A row that another program wrote with anything else counts nowhere.
CREATE FUNCTION is_period(period text) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN period ~ '^[12]\d{3}(-(Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?))?$';

CREATE FUNCTION start_of_period(period text) RETURNS date LANGUAGE sql IMMUTABLE
  RETURN make_date(
    left(period, 4)::integer,
    CASE WHEN period LIKE '%Q%' THEN right(period, 1)::integer * 3 - 2 WHEN length(period) >= 7 THEN substr(period, 6, 2)::integer ELSE 1 END,
    1) + CASE WHEN length(period) = 10 THEN right(period, 2)::integer - 1 ELSE 0 END;

CREATE FUNCTION end_of_period(period text) RETURNS date LANGUAGE sql IMMUTABLE
  RETURN (start_of_period(period) + CASE WHEN length(period) = 10 THEN INTERVAL '1 day' WHEN period LIKE '%Q%' THEN INTERVAL '3 months'
                                     WHEN length(period) = 7 THEN INTERVAL '1 month' ELSE INTERVAL '1 year' END)::date - 1;

CREATE FUNCTION period_before(period text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN length(period) = 10 THEN to_char(start_of_period(period) - 1, 'YYYY-MM-DD')
              WHEN period LIKE '%Q%' THEN to_char(start_of_period(period) - 1, 'YYYY-"Q"Q')
              WHEN length(period) = 7 THEN to_char(start_of_period(period) - 1, 'YYYY-MM')
              ELSE to_char(start_of_period(period) - 1, 'YYYY') END;

-- A further statement: the latest of its name, period, port and route counts. Its own corrections may have come before it.
CREATE FUNCTION indicator_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  INSERT INTO indicator_now AS n
    SELECT DISTINCT ON (name, period, port, route)
           name, period, port, route, time, recorded_at, id, value, unit, target, better, ko, en
    FROM (
      SELECT a.* FROM added a
      WHERE NOT EXISTS (SELECT FROM correction_target t WHERE (t.feed, t.source, t.id, t.type) = (a.feed, a.source, a.id, 'indicator'))
      UNION ALL
      SELECT (jsonb_populate_record(a::indicator, c.changes - ARRAY['name', 'period', 'port', 'route'])).*
      FROM correction_target t JOIN added a USING (feed, source, id)
      CROSS JOIN LATERAL corrections_of(a.feed, a.source, a.id, a.time, 'indicator', 'infinity') c
      WHERE t.type = 'indicator' AND NOT c.retracted
    ) AS stated
    WHERE is_period(period)
    ORDER BY name, period, port, route, time DESC, recorded_at DESC, id DESC
  ON CONFLICT (name, period, port, route) DO UPDATE SET
    time = excluded.time, recorded_at = excluded.recorded_at, id = excluded.id, value = excluded.value, unit = excluded.unit,
    target = excluded.target, better = excluded.better, ko = excluded.ko, en = excluded.en
    WHERE (excluded.time, excluded.recorded_at, excluded.id) > (n.time, n.recorded_at, n.id);
  RETURN NULL;
END $$;
CREATE TRIGGER indicator_kept AFTER INSERT ON indicator REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION indicator_kept();

-- Corrections have the lock alone: the indicators they name are rebuilt.
CREATE FUNCTION restate_indicators(events event_name[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  named jsonb;
BEGIN
  IF events IS NULL THEN RETURN; END IF;
  SELECT jsonb_agg(DISTINCT jsonb_build_object('name', name, 'period', period, 'port', port, 'route', route)) INTO named
    FROM unnest(events) e JOIN indicator i USING (feed, source, id);
  DELETE FROM indicator_now n USING jsonb_populate_recordset(NULL::indicator_now, named) k
    WHERE (n.name, n.period) = (k.name, k.period) AND (n.port, n.route) IS NOT DISTINCT FROM (k.port, k.route);
  INSERT INTO indicator_now
    SELECT DISTINCT ON (name, period, port, route)
           name, period, port, route, time, recorded_at, id, value, unit, target, better, ko, en
    FROM (
      SELECT (jsonb_populate_record(i, c.changes - ARRAY['name', 'period', 'port', 'route'])).*, c.retracted
      FROM jsonb_populate_recordset(NULL::indicator_now, named) k
      JOIN indicator i ON (i.name, i.period) = (k.name, k.period) AND (i.port, i.route) IS NOT DISTINCT FROM (k.port, k.route)
      CROSS JOIN LATERAL corrections_of(i.feed, i.source, i.id, i.time, 'indicator', 'infinity') c
    ) AS stated
    WHERE NOT retracted AND is_period(period)
    ORDER BY name, period, port, route, time DESC, recorded_at DESC, id DESC;
END $$;

-- After correction_added, which takes the lock alone and records which events are corrected.
CREATE FUNCTION cases_corrected() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM add_currency(restate_declarations(
    (SELECT array_agg(ROW(target_feed, target_source, target_id)::event_name) FROM added WHERE target_type = 'declaration')));
  PERFORM restate_bulletins((SELECT array_agg(DISTINCT b.bulletin_no) FROM added JOIN bulletin b
    ON (b.feed, b.source, b.id) = (target_feed, target_source, target_id) WHERE target_type = 'bulletin'));
  PERFORM restate_indicators(
    (SELECT array_agg(ROW(target_feed, target_source, target_id)::event_name) FROM added WHERE target_type = 'indicator'));
  UPDATE case_revision SET revision = revision + 1 WHERE EXISTS (SELECT FROM added WHERE target_type = 'seizure');
  RETURN NULL;
END $$;
CREATE TRIGGER d_cases_corrected AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION cases_corrected();
