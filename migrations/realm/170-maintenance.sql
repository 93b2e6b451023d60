-- Why: raw rows, statements of stations and minute counts are kept for a time; hours, days, seizures and corrections for
-- ever. Before rows go, the horizon moves, so that no figure is ever built from half of them. Space is saved by
-- compression where the licence allows; its absence costs space, never correctness.
CREATE TABLE retention (
  what text PRIMARY KEY CHECK (what IN ('minute', 'raw', 'rejection', 'station')),
  keep_days integer NOT NULL CHECK (keep_days >= 1)
);
INSERT INTO retention VALUES ('minute', 35), ('raw', 400), ('rejection', 90), ('station', 35);

-- Chunks of arrivals and verdicts are compressed when they are this old: by then late events are rare. One that cannot be is
-- left, and stops neither the others nor what is dropped in the same transaction.
CREATE FUNCTION compress_old_chunks(most integer) RETURNS integer LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  chunk regclass;
  done integer := 0;
BEGIN
  IF current_setting('timescaledb.license') <> 'timescale' THEN RETURN 0; END IF;
  FOR chunk IN
    SELECT format('%I.%I', chunk_schema, chunk_name)::regclass FROM timescaledb_information.chunks
    WHERE hypertable_schema = current_schema() AND hypertable_name IN ('arrival', 'verdict')
      AND NOT is_compressed AND range_end < realm_now() - INTERVAL '30 days'
    ORDER BY range_end
  LOOP
    EXIT WHEN done >= most;
    BEGIN
      PERFORM compress_chunk(chunk);
      done := done + 1;
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'chunk % is not compressed: %', chunk, SQLERRM;
    END;
  END LOOP;
  RETURN done;
END $$;

CREATE FUNCTION drop_what_is_past() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  minute_from timestamptz;
  raw_from timestamptz;
  rejection_from timestamptz;
  station_from timestamptz;
BEGIN
  -- Whole site days, so that a horizon never cuts one.
  SELECT start_of_day(site_day(realm_now()) - keep_days) INTO minute_from FROM retention WHERE what = 'minute';
  SELECT start_of_day(site_day(realm_now()) - keep_days) INTO raw_from FROM retention WHERE what = 'raw';
  SELECT realm_now() - make_interval(days => keep_days) INTO rejection_from FROM retention WHERE what = 'rejection';
  -- Heartbeats are many; the latest state is in station_now.
  SELECT realm_now() - make_interval(days => keep_days) INTO station_from FROM retention WHERE what = 'station';
  UPDATE horizon SET kept_from = greatest(kept_from, minute_from) WHERE what = 'minute';
  IF EXISTS (SELECT FROM arrival WHERE time < raw_from) OR EXISTS (SELECT FROM verdict WHERE time < raw_from) THEN
    UPDATE horizon SET kept_from = greatest(kept_from, raw_from) WHERE what = 'raw';
  END IF;
  PERFORM close_identities('arrival', raw_from);
  PERFORM close_identities('verdict', raw_from);
  PERFORM close_identities('station', station_from);
  PERFORM drop_chunks(format('%I.count_minute', current_schema())::regclass, older_than => minute_from);
  PERFORM drop_chunks(format('%I.arrival', current_schema())::regclass, older_than => raw_from);
  PERFORM drop_chunks(format('%I.verdict', current_schema())::regclass, older_than => raw_from);
  PERFORM drop_chunks(format('%I.rejection', current_schema())::regclass, older_than => rejection_from);
  PERFORM drop_chunks(format('%I.station', current_schema())::regclass, older_than => station_from);
  DELETE FROM corrected_station k WHERE time < station_from
    AND NOT EXISTS (SELECT FROM station s WHERE (s.source, s.id, s.feed, s.time) = (k.source, k.id, k.feed, k.time));
  DELETE FROM count_reading WHERE bucket < raw_from;
  DELETE FROM landed_flight WHERE time < raw_from;
END $$;

-- The job: by the database's own workers where it has them (Community licence), by the server elsewhere.
CREATE PROCEDURE maintain(job_id integer DEFAULT 0, config jsonb DEFAULT '{}') LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF pg_try_advisory_xact_lock(hashtextextended('gwanje maintenance ' || current_schema(), 0)) THEN
    -- What is due first: afterwards it may be older than the identities that are kept.
    IF NOT is_replay() THEN PERFORM land_due_arrivals(); END IF;
    PERFORM drop_what_is_past();
    PERFORM drop_past_items();
    PERFORM compress_old_chunks(4);
  END IF;
END $$;

-- Community edition only.
DO $$ BEGIN
  IF current_setting('timescaledb.license') = 'timescale' THEN
    ALTER TABLE arrival SET (timescaledb.compress, timescaledb.compress_segmentby = 'port, route', timescaledb.compress_orderby = 'time DESC, source, id');
    ALTER TABLE verdict SET (timescaledb.compress, timescaledb.compress_segmentby = 'port, route', timescaledb.compress_orderby = 'time DESC, source, id');
    PERFORM add_job(format('%I.maintain', current_schema())::regproc, INTERVAL '1 hour');
  END IF;
END $$;
