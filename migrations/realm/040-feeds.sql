-- Why: whether a feed is alive, how much it sends, what of it was refused and for which places it reports, kept as rows come
-- in, by whatever way. Statement triggers, so that a batch costs one pass.
CREATE TABLE feed (
  name text PRIMARY KEY,
  -- Longest silence that is normal; NULL when it is not known.
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

-- Which ports and routes a feed reports for, to the hour of the newest event: written once an hour.
CREATE TABLE feed_place (
  feed text NOT NULL,
  port text NOT NULL,
  route text NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (feed, port, route)
);

-- Newest time of an AI verdict. It counts as a sign of life even where the verdict is corrected later.
CREATE TABLE ai_heard (
  port text NOT NULL,
  route text NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (port, route)
) WITH (fillfactor = 70);

-- Refusals, each with its reason, for feed health. Never the refused content: it may hold personal data.
CREATE TABLE rejection (
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL,
  event_id text,
  path text NOT NULL,
  reason text NOT NULL
);
SELECT create_hypertable('rejection', by_range('recorded_at', INTERVAL '7 days'));

-- Empty batches; a batch with events is a sign of life by its events.
CREATE TABLE heartbeat (
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL
);
SELECT create_hypertable('heartbeat', by_range('recorded_at', INTERVAL '1 day'));

CREATE TYPE feed_heard AS (feed text, events bigint, last_at timestamptz);
CREATE TYPE place_heard AS (feed text, port text, route text, last_at timestamptz, ai_at timestamptz);

CREATE FUNCTION hear_feed(name text, accepted bigint, rejected bigint, newest timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO feed_day AS f (day, feed, accepted, rejected, last_event_time, last_heard_at)
    VALUES (site_day(realm_now()), name, accepted, rejected, newest, realm_now())
  ON CONFLICT (feed, day) DO UPDATE SET
    accepted = f.accepted + excluded.accepted,
    rejected = f.rejected + excluded.rejected,
    last_event_time = greatest(f.last_event_time, excluded.last_event_time),
    last_heard_at = greatest(f.last_heard_at, excluded.last_heard_at);
END $$;

CREATE FUNCTION hear_places(places place_heard[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO feed_place AS p
    SELECT feed, port, route, time_bucket('1 hour', max(last_at)) AS hour FROM unnest(places) h
    GROUP BY 1, 2, 3
    HAVING NOT EXISTS (SELECT FROM feed_place k WHERE (k.feed, k.port, k.route) = (h.feed, h.port, h.route)
                                                  AND k.last_at >= time_bucket('1 hour', max(h.last_at)))
    ORDER BY 1, 2, 3
  ON CONFLICT (feed, port, route) DO UPDATE SET last_at = greatest(p.last_at, excluded.last_at);
  INSERT INTO ai_heard AS a
    SELECT port, route, max(ai_at) FROM unnest(places) WHERE ai_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (port, route) DO UPDATE SET last_at = greatest(a.last_at, excluded.last_at);
END $$;

CREATE FUNCTION rejection_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM hear_feed(feed, 0, count(*), NULL) FROM added GROUP BY feed ORDER BY feed;
  PERFORM announce('{}');
  RETURN NULL;
END $$;
CREATE TRIGGER rejection_added AFTER INSERT ON rejection REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION rejection_added();

CREATE FUNCTION heartbeat_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM hear_feed(feed, 0, 0, NULL) FROM added GROUP BY feed ORDER BY feed;
  RETURN NULL;
END $$;
CREATE TRIGGER heartbeat_added AFTER INSERT ON heartbeat REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION heartbeat_added();

CREATE FUNCTION arrival_placed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM hear_places((SELECT array_agg(ROW(feed, port, route, last_at, NULL)::place_heard)
    FROM (SELECT feed, port, route, max(time) AS last_at FROM added GROUP BY 1, 2, 3) AS place));
  RETURN NULL;
END $$;
CREATE TRIGGER a_arrival_placed AFTER INSERT ON arrival REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION arrival_placed();

-- A statement is a sign of life like any event, and names the panels to look at: the topic is the name of its table. Named so
-- that it fires after every other trigger on these tables.
CREATE FUNCTION statement_heard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM hear_feed(feed, count(*), 0, max(time)) FROM added GROUP BY feed ORDER BY feed;
  PERFORM announce_topics(TG_TABLE_NAME);
  RETURN NULL;
END $$;
CREATE TRIGGER zz_heard AFTER INSERT ON lead REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION statement_heard();
CREATE TRIGGER zz_heard AFTER INSERT ON station REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION statement_heard();
CREATE TRIGGER zz_heard AFTER INSERT ON declaration REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION statement_heard();
CREATE TRIGGER zz_heard AFTER INSERT ON bulletin REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION statement_heard();
CREATE TRIGGER zz_heard AFTER INSERT ON indicator REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION statement_heard();
