-- Why: what stood on the board at a time must be found again, to be played once more. Events say when they became known; this
-- keeps what else a board shows and overwrites: announcements, heartbeats, alarms and tasks as they stood.

-- What a replay takes up is what became known in its next seconds, out of years. Rows come nearly in that order: a block range
-- index of some pages costs the writer next to nothing.
CREATE INDEX arrival_recorded ON arrival USING brin (recorded_at) WITH (pages_per_range = 32);
CREATE INDEX verdict_recorded ON verdict USING brin (recorded_at) WITH (pages_per_range = 32);
CREATE INDEX station_recorded ON station USING brin (recorded_at) WITH (pages_per_range = 32);

-- Empty batches; a batch with events is heard of by its events.
CREATE TABLE heartbeat (
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL
);
SELECT create_hypertable('heartbeat', by_range('recorded_at', INTERVAL '1 day'));

CREATE FUNCTION heartbeat_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM hear_feed(feed, 0, 0, NULL) FROM added GROUP BY feed ORDER BY feed;
  RETURN NULL;
END $$;
CREATE TRIGGER heartbeat_added AFTER INSERT ON heartbeat REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION heartbeat_added();

-- Rows as they were from a time on; `row` is null where there was none any more.
CREATE TABLE past_row (
  at timestamptz NOT NULL,
  what text NOT NULL,
  -- Its key, as text.
  id text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  row jsonb
);
SELECT create_hypertable('past_row', by_range('at', INTERVAL '7 days'), create_default_indexes => false);
CREATE INDEX past_row_latest ON past_row (what, id, at DESC, seq DESC);
CREATE INDEX past_row_at ON past_row (at);

CREATE FUNCTION keep_past_row() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO past_row (at, what, id, row)
    SELECT realm_clock_timestamp(), TG_TABLE_NAME, id, row FROM (
      SELECT coalesce(r ->> 'source' || '|', '') || (r ->> 'id') AS id, CASE WHEN TG_OP <> 'DELETE' THEN r END AS row
      FROM (SELECT to_jsonb(changed) AS r FROM changed) AS change) AS kept;
  RETURN NULL;
END $$;

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['announced_arrival', 'alarm', 'task'] LOOP
    EXECUTE format('CREATE TRIGGER past_kept_new AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
                      FOR EACH STATEMENT EXECUTE FUNCTION keep_past_row()', kept);
    EXECUTE format('CREATE TRIGGER past_kept_changed AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
                      FOR EACH STATEMENT EXECUTE FUNCTION keep_past_row()', kept);
    EXECUTE format('CREATE TRIGGER past_kept_gone AFTER DELETE ON %I REFERENCING OLD TABLE AS changed
                      FOR EACH STATEMENT EXECUTE FUNCTION keep_past_row()', kept);
    EXECUTE format('INSERT INTO past_row (at, what, id, row)
                      SELECT realm_now(), %1$L, coalesce(to_jsonb(k) ->> ''source'' || ''|'', '''') || id, to_jsonb(k) FROM %1$I k', kept);
  END LOOP;
END $$;

-- Heartbeats and rows of the past go with the raw rows of stations and of events.
CREATE FUNCTION drop_past_history() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM drop_chunks(format('%I.heartbeat', current_schema())::regclass,
    older_than => realm_now() - make_interval(days => (SELECT keep_days FROM retention WHERE what = 'station')));
  PERFORM drop_chunks(format('%I.past_row', current_schema())::regclass,
    older_than => realm_now() - make_interval(days => (SELECT keep_days FROM retention WHERE what = 'raw')));
  RETURN NULL;
END $$;
CREATE TRIGGER history_past AFTER UPDATE ON horizon FOR EACH STATEMENT EXECUTE FUNCTION drop_past_history();
