-- Why: leads, stations' states, currency declarations, bulletins and indicators, as they were stated. They are few beside
-- arrivals and verdicts: what they mean now is read from the rows, under their corrections, unless a later file keeps it.
CREATE TABLE lead (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
  source text NOT NULL,
  id text NOT NULL,
  lead_no text NOT NULL,
  partner text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('flight', 'consignment', 'person-category', 'watch-list', 'operation', 'request', 'minor')),
  status text NOT NULL CHECK (status IN ('open', 'acknowledged', 'tasked', 'closed')),
  port text,
  route text CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  conveyance text,
  subject text,
  origin text,
  valid_from timestamptz,
  valid_until timestamptz,
  due_at timestamptz,
  aboard integer CHECK (aboard >= 0),
  list_version text,
  steps_done integer CHECK (steps_done >= 0),
  steps_total integer CHECK (steps_total >= 0),
  offence text,
  link text,
  amount_krw bigint CHECK (amount_krw >= 0),
  case_no text,
  direction text CHECK (direction IN ('in', 'out')),
  referred_at timestamptz,
  UNIQUE (source, id, time)
);
SELECT create_hypertable('lead', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
CREATE INDEX lead_lead_no ON lead (lead_no, time);

CREATE TABLE station (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
  source text NOT NULL,
  id text NOT NULL,
  station text NOT NULL,
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  kind text NOT NULL CHECK (kind IN ('ai', 'x-ray', 'reader', 'lane', 'gate-team', 'trace', 'body-scanner')),
  state text NOT NULL CHECK (state IN ('up', 'degraded', 'down', 'closed')),
  reason text,
  dedicated boolean,
  inspected_at timestamptz,
  inspection_due_at timestamptz,
  tests_taken integer CHECK (tests_taken >= 0),
  tests_passed integer CHECK (tests_passed >= 0),
  model text,
  conveyance text,
  inspected integer CHECK (inspected >= 0),
  UNIQUE (source, id, time)
);
SELECT create_hypertable('station', by_range('time', INTERVAL '1 day'), create_default_indexes => false);
CREATE INDEX station_port_station ON station (port, station, time);

CREATE TABLE declaration (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
  source text NOT NULL,
  id text NOT NULL,
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  direction text NOT NULL CHECK (direction IN ('out', 'in')),
  result text NOT NULL CHECK (result IN ('nothing', 'declared', 'undeclared')),
  amount_usd numeric(15, 2) CHECK (amount_usd >= 0),
  amount_krw bigint CHECK (amount_krw >= 0),
  currency text,
  -- A pseudonym; it stays in the database.
  courier text,
  UNIQUE (source, id, time)
);
SELECT create_hypertable('declaration', by_range('time', INTERVAL '7 days'), create_default_indexes => false);
CREATE INDEX declaration_time ON declaration (time);

CREATE TABLE bulletin (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
  source text NOT NULL,
  id text NOT NULL,
  bulletin_no text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('origin-determination', 'tariff-classification', 'digest', 'announcement')),
  title text NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'published')),
  hs_heading text,
  country text,
  period_from date,
  period_to date,
  UNIQUE (source, id, time)
);
SELECT create_hypertable('bulletin', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
CREATE INDEX bulletin_bulletin_no ON bulletin (bulletin_no, time);

CREATE TABLE indicator (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
  source text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  value double precision NOT NULL,
  unit text NOT NULL,
  period text NOT NULL,
  target double precision,
  better text CHECK (better IN ('higher', 'lower')),
  ko text,
  en text,
  port text,
  route text CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  UNIQUE (source, id, time)
);
SELECT create_hypertable('indicator', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
CREATE INDEX indicator_name ON indicator (name, period);

-- A statement is heard of like any event, and says which panels to look at: the topic is the name of its table. Named so
-- that it fires after whatever else a later file hangs on the same tables.
CREATE FUNCTION statement_heard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM hear_feed(feed, count(*), 0, max(time)) FROM added GROUP BY feed ORDER BY feed;
  PERFORM announce_topics(TG_TABLE_NAME);
  RETURN NULL;
END $$;

-- What of a stream was stated between two times and known at a third, under the corrections known then: `leads_as_known`
-- and so on. As those of arrivals and verdicts, see 0006.
DO $$
DECLARE
  stream text;
BEGIN
  FOREACH stream IN ARRAY ARRAY['lead', 'station', 'declaration', 'bulletin', 'indicator'] LOOP
    EXECUTE format('CREATE TRIGGER zz_heard AFTER INSERT ON %I REFERENCING NEW TABLE AS added
                      FOR EACH STATEMENT EXECUTE FUNCTION statement_heard()', stream);
    EXECUTE format($f$
      CREATE FUNCTION %2$I(since timestamptz, until timestamptz, at timestamptz) RETURNS SETOF %1$I
      LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
      SET enable_nestloop = off AS $body$
      BEGIN
        RETURN QUERY
        SELECT s.* FROM %1$I s
        WHERE s.time >= since AND s.time < until AND s.recorded_at <= at
          AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.source, t.id, t.type) = (s.source, s.id, %1$L))
        UNION ALL
        SELECT (jsonb_populate_record(s, c.changes)).*
        FROM correction_target t JOIN %1$I s USING (source, id)
        CROSS JOIN LATERAL corrections_of(s.source, s.id, %1$L, at) c
        WHERE t.type = %1$L AND s.time >= since AND s.time < until AND s.recorded_at <= at AND NOT c.retracted;
      END $body$ $f$, stream, stream || 's_as_known');
  END LOOP;
END $$;
