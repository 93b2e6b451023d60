-- Why: an event that is a row and nothing more needs no figures of its own, but is corrected, retracted and taken back as all are.
-- make_event_stream() gives its table what that takes; see "How to add an event type" in server/README.md.

-- Brings the named events of a stream up to what is known.
CREATE FUNCTION restate_events(stream text, events event_name[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  EXECUTE format('DELETE FROM %I k USING unnest($1) e WHERE (k.source, k.id, k.feed) = (e.source, e.id, e.feed)',
                 'corrected_' || stream) USING events;
  EXECUTE format(
    'INSERT INTO %I SELECT (jsonb_populate_record(s, c.changes)).*, c.retracted
     FROM (SELECT DISTINCT feed, source, id FROM unnest($1)) e JOIN %I s USING (feed, source, id)
     CROSS JOIN LATERAL corrections_of(s.feed, s.source, s.id, s.time, %L, ''infinity'') c',
    'corrected_' || stream, stream, stream) USING events;
END $$;

CREATE FUNCTION plain_event_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  corrected event_name[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  SELECT array_agg(ROW(feed, source, id)::event_name) INTO corrected
    FROM correction_target t JOIN added USING (feed, source, id) WHERE t.type = TG_TABLE_NAME;
  IF corrected IS NOT NULL THEN PERFORM restate_events(TG_TABLE_NAME, corrected); END IF;
  RETURN NULL;
END $$;

-- After correction_added, which takes the lock alone and records which events are corrected.
CREATE FUNCTION plain_event_corrected() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  named event_name[];
BEGIN
  SELECT array_agg(ROW(target_feed, target_source, target_id)::event_name) INTO named FROM added WHERE target_type = TG_ARGV[0];
  IF named IS NOT NULL THEN PERFORM restate_events(TG_ARGV[0], named); END IF;
  RETURN NULL;
END $$;

-- For a table of events whose columns are those of 020-events.sql and its fields.
CREATE FUNCTION make_event_stream(stream text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  after CONSTANT text := ' REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ';
BEGIN
  INSERT INTO event_stream VALUES (stream);
  EXECUTE format('CREATE TABLE %I (LIKE %I, retracted boolean NOT NULL, PRIMARY KEY (source, id, feed, time))', 'corrected_' || stream, stream);
  EXECUTE format('CREATE TRIGGER plain_event_added AFTER INSERT ON %I' || after || 'plain_event_added()', stream);
  EXECUTE format('CREATE TRIGGER zy_born_corrected AFTER INSERT ON %I' || after || 'born_corrected()', stream);
  EXECUTE format('CREATE TRIGGER zz_heard AFTER INSERT ON %I' || after || 'statement_heard()', stream);
  EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON correction' || after || 'plain_event_corrected(%L)', 'd_' || stream || '_corrected', stream);
END $$;
