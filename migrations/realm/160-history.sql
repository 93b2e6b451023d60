-- Why: a replay needs the board as it was at a time. Events carry the time they were recorded at; this keeps what else a board
-- shows and overwrites: announcements, alarms and tasks (heartbeats are in 040-feeds.sql).

-- Rows as they were from a time on; `row` is null from the time of their removal.
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
      SELECT coalesce((r ->> 'feed') || '|' || (r ->> 'source') || '|', '') || (r ->> 'id') AS id, CASE WHEN TG_OP <> 'DELETE' THEN r END AS row
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
  END LOOP;
END $$;

-- Heartbeats are kept as long as the raw rows of stations, past rows as long as those of events.
CREATE FUNCTION drop_past_history() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM drop_chunks(format('%I.heartbeat', current_schema())::regclass,
    older_than => realm_now() - make_interval(days => (SELECT keep_days FROM retention WHERE what = 'station')));
  PERFORM drop_chunks(format('%I.past_row', current_schema())::regclass,
    older_than => realm_now() - make_interval(days => (SELECT keep_days FROM retention WHERE what = 'raw')));
  RETURN NULL;
END $$;
CREATE TRIGGER history_past AFTER UPDATE ON horizon FOR EACH STATEMENT EXECUTE FUNCTION drop_past_history();
