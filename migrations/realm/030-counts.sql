-- Why: exact counts per minute, hour and site day, kept by the database itself, so that an event counts the same whether it
-- came through the API, by COPY or by psql. Every writer adds its changes through add_counts, with keys sorted and levels in
-- one order, so that two writers cannot wait for each other.
CREATE TABLE count_minute (
  bucket timestamptz NOT NULL,
  port text NOT NULL,
  route text NOT NULL,
  arrivals bigint NOT NULL,
  units bigint NOT NULL,
  high_risk_units bigint NOT NULL,
  primary_verdicts bigint NOT NULL,
  flagged bigint NOT NULL,
  secondary_verdicts bigint NOT NULL,
  upheld bigint NOT NULL,
  cases bigint NOT NULL,
  grams numeric NOT NULL,
  PRIMARY KEY (bucket, port, route)
) WITH (fillfactor = 70);
SELECT create_hypertable('count_minute', by_range('bucket', INTERVAL '1 day'), create_default_indexes => false);

CREATE TABLE count_hour (LIKE count_minute, PRIMARY KEY (bucket, port, route)) WITH (fillfactor = 70);

CREATE TABLE count_day (
  port text NOT NULL,
  route text NOT NULL,
  arrivals bigint NOT NULL,
  units bigint NOT NULL,
  high_risk_units bigint NOT NULL,
  primary_verdicts bigint NOT NULL,
  flagged bigint NOT NULL,
  secondary_verdicts bigint NOT NULL,
  upheld bigint NOT NULL,
  cases bigint NOT NULL,
  grams numeric NOT NULL,
  day date NOT NULL,
  PRIMARY KEY (day, port, route)
) WITH (fillfactor = 70);
CREATE INDEX count_day_cases ON count_day (port, route, day) WHERE cases > 0;

CREATE TABLE count_origin_day (
  day date NOT NULL,
  port text NOT NULL,
  route text NOT NULL,
  origin text NOT NULL,
  units bigint NOT NULL,
  PRIMARY KEY (day, port, route, origin)
) WITH (fillfactor = 70);

CREATE TYPE count_change AS (
  bucket timestamptz, port text, route text, arrivals bigint, units bigint, high_risk_units bigint,
  primary_verdicts bigint, flagged bigint, secondary_verdicts bigint, upheld bigint, cases bigint, grams numeric
);
CREATE TYPE origin_change AS (day date, port text, route text, origin text, units bigint);

-- What one row of a stream adds, or with sign -1 takes away: one definition for triggers and corrections; plain
-- expressions, so that the planner inlines them.
CREATE FUNCTION arrival_change(a arrival, sign bigint) RETURNS count_change LANGUAGE sql IMMUTABLE
  RETURN ROW(time_bucket('1 minute', (a).time), (a).port, (a).route, sign, sign * (a).units,
             CASE WHEN (a).risk = 'high' THEN sign * (a).units ELSE 0 END, 0, 0, 0, 0, 0, 0)::count_change;

CREATE FUNCTION verdict_change(v verdict, sign bigint) RETURNS count_change LANGUAGE sql IMMUTABLE
  RETURN ROW(time_bucket('1 minute', (v).time), (v).port, (v).route, 0, 0, 0,
             CASE WHEN (v).stage = 'primary' THEN sign ELSE 0 END,
             CASE WHEN (v).stage = 'primary' AND (v).result <> 'clear' THEN sign ELSE 0 END,
             CASE WHEN (v).stage = 'secondary' THEN sign ELSE 0 END,
             CASE WHEN (v).stage = 'secondary' AND (v).result <> 'clear' THEN sign ELSE 0 END, 0, 0)::count_change;

-- Notifies followers where to look, never what happened: minutes (a list, or a range when there are many), and which
-- port|route|year of the seizure record changed. NULL means: too many to list, read all.
CREATE FUNCTION announce(changes count_change[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  minutes bigint[] := (SELECT array_agg(DISTINCT extract(epoch FROM bucket)::bigint / 60) FROM unnest(changes));
BEGIN
  PERFORM pg_notify('gwanje_' || current_schema(), json_build_object(
    'from', (SELECT min(m) FROM unnest(minutes) m),
    'to', (SELECT max(m) FROM unnest(minutes) m),
    'minutes', CASE WHEN coalesce(cardinality(minutes), 0) <= 60 THEN to_json(coalesce(minutes, '{}')) END
  )::text);
END $$;

-- Subjects of panels that changed: a follower reads again what depends on them.
CREATE FUNCTION announce_topics(VARIADIC topics text[]) RETURNS void LANGUAGE sql SET search_path FROM CURRENT
BEGIN ATOMIC
  SELECT pg_notify('gwanje_' || current_schema(), json_build_object('topics', topics)::text);
END;

CREATE FUNCTION add_counts(changes count_change[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF changes IS NULL THEN RETURN; END IF;

  INSERT INTO count_minute AS c
    SELECT bucket, port, route, sum(arrivals), sum(units), sum(high_risk_units), sum(primary_verdicts),
           sum(flagged), sum(secondary_verdicts), sum(upheld), sum(cases), sum(grams)
    FROM unnest(changes)
    WHERE bucket >= (SELECT kept_from FROM horizon WHERE what = 'minute')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (bucket, port, route) DO UPDATE SET
    arrivals = c.arrivals + excluded.arrivals,
    units = c.units + excluded.units,
    high_risk_units = c.high_risk_units + excluded.high_risk_units,
    primary_verdicts = c.primary_verdicts + excluded.primary_verdicts,
    flagged = c.flagged + excluded.flagged,
    secondary_verdicts = c.secondary_verdicts + excluded.secondary_verdicts,
    upheld = c.upheld + excluded.upheld,
    cases = c.cases + excluded.cases,
    grams = c.grams + excluded.grams;

  INSERT INTO count_hour AS c
    SELECT site_hour(bucket), port, route, sum(arrivals), sum(units), sum(high_risk_units),
           sum(primary_verdicts), sum(flagged), sum(secondary_verdicts), sum(upheld), sum(cases), sum(grams)
    FROM unnest(changes)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (bucket, port, route) DO UPDATE SET
    arrivals = c.arrivals + excluded.arrivals,
    units = c.units + excluded.units,
    high_risk_units = c.high_risk_units + excluded.high_risk_units,
    primary_verdicts = c.primary_verdicts + excluded.primary_verdicts,
    flagged = c.flagged + excluded.flagged,
    secondary_verdicts = c.secondary_verdicts + excluded.secondary_verdicts,
    upheld = c.upheld + excluded.upheld,
    cases = c.cases + excluded.cases,
    grams = c.grams + excluded.grams;

  INSERT INTO count_day AS c (day, port, route, arrivals, units, high_risk_units, primary_verdicts, flagged,
                              secondary_verdicts, upheld, cases, grams)
    SELECT site_day(bucket), port, route, sum(arrivals), sum(units), sum(high_risk_units),
           sum(primary_verdicts), sum(flagged), sum(secondary_verdicts), sum(upheld), sum(cases), sum(grams)
    FROM unnest(changes)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (day, port, route) DO UPDATE SET
    arrivals = c.arrivals + excluded.arrivals,
    units = c.units + excluded.units,
    high_risk_units = c.high_risk_units + excluded.high_risk_units,
    primary_verdicts = c.primary_verdicts + excluded.primary_verdicts,
    flagged = c.flagged + excluded.flagged,
    secondary_verdicts = c.secondary_verdicts + excluded.secondary_verdicts,
    upheld = c.upheld + excluded.upheld,
    cases = c.cases + excluded.cases,
    grams = c.grams + excluded.grams;

  PERFORM announce(changes);
END $$;

CREATE FUNCTION add_origins(changes origin_change[]) RETURNS void LANGUAGE sql SET search_path FROM CURRENT
BEGIN ATOMIC
  INSERT INTO count_origin_day AS c
    SELECT day, port, route, origin, sum(units) FROM unnest(changes) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (day, port, route, origin) DO UPDATE SET units = c.units + excluded.units;
END;
