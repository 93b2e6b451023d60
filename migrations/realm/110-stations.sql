-- Why: every station's state now and since when it has been in it, so that nobody reads the heartbeats of a month. The latest
-- statement about a station of a port and route counts, whole; of two with the same time the one that was recorded last.
CREATE TABLE station_now (
  port text NOT NULL,
  route text NOT NULL,
  station text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  -- Time of the first statement of the current uninterrupted run of this state.
  since timestamptz NOT NULL,
  stated_at timestamptz NOT NULL,
  reason text,
  dedicated boolean,
  inspected_at timestamptz,
  inspection_due_at timestamptz,
  tests_taken integer,
  tests_passed integer,
  model text,
  conveyance text,
  inspected integer,
  PRIMARY KEY (port, route, station)
) WITH (fillfactor = 70);

-- Statements that are corrected, as they count now: by their place, so that nobody looks for them among all of a station.
CREATE TABLE corrected_station (LIKE station, retracted boolean NOT NULL, PRIMARY KEY (source, id, feed, time));
CREATE INDEX corrected_station_state ON corrected_station (port, route, station, state, time) WHERE NOT retracted;

-- Brings the named statements up to what is known. Port, route and name are the identity of a station: no correction changes them.
CREATE FUNCTION restate_statements(events event_name[]) RETURNS void LANGUAGE sql SET search_path FROM CURRENT
BEGIN ATOMIC
  INSERT INTO corrected_station
    SELECT (jsonb_populate_record(s, c.changes)).*, c.retracted
    FROM (SELECT DISTINCT feed, source, id FROM unnest(events)) e JOIN station s USING (feed, source, id)
    CROSS JOIN LATERAL corrections_of(s.feed, s.source, s.id, s.time, 'station', 'infinity') c
  ON CONFLICT (source, id, feed, time) DO UPDATE SET
    kind = excluded.kind, state = excluded.state, reason = excluded.reason, dedicated = excluded.dedicated,
    inspected_at = excluded.inspected_at, inspection_due_at = excluded.inspection_due_at,
    tests_taken = excluded.tests_taken, tests_passed = excluded.tests_passed, model = excluded.model,
    conveyance = excluded.conveyance, inspected = excluded.inspected, retracted = excluded.retracted;
END;

-- One station from its raw rows. Rows older than the retention are gone: what they stated stays.
CREATE FUNCTION restate_station(of_port text, of_route text, of_station text) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  latest record;
  other record;
  begun timestamptz;
  kept_from CONSTANT timestamptz := realm_now() - INTERVAL '34 days';
  before station_now;
BEGIN
  SELECT * INTO before FROM station_now n WHERE (n.port, n.route, n.station) = (of_port, of_route, of_station);
  SELECT * INTO latest FROM (
    (SELECT s.*, false AS retracted FROM station s WHERE s.port = of_port AND s.route = of_route AND s.station = of_station
       AND NOT EXISTS (SELECT FROM corrected_station k WHERE (k.source, k.id, k.feed, k.time) = (s.source, s.id, s.feed, s.time))
     ORDER BY s.time DESC, s.recorded_at DESC, s.source DESC, s.id DESC, s.feed DESC LIMIT 1)
    UNION ALL
    SELECT * FROM corrected_station k
    WHERE k.port = of_port AND k.route = of_route AND k.station = of_station AND NOT k.retracted
  ) u ORDER BY time DESC, recorded_at DESC, source DESC, id DESC, feed DESC LIMIT 1;
  IF before.stated_at < kept_from AND latest.time IS DISTINCT FROM before.stated_at
     AND coalesce(latest.time, '-infinity') < before.stated_at THEN RETURN; END IF;
  IF latest.id IS NULL THEN
    DELETE FROM station_now n WHERE (n.port, n.route, n.station) = (of_port, of_route, of_station);
    RETURN;
  END IF;

  SELECT time, recorded_at, source, id, feed INTO other FROM (
    SELECT l.* FROM unnest(ARRAY['up', 'degraded', 'down', 'closed']) o
    CROSS JOIN LATERAL (
      (SELECT s.time, s.recorded_at, s.source, s.id, s.feed FROM station s
         WHERE s.port = of_port AND s.route = of_route AND s.station = of_station AND s.state = o
           AND NOT EXISTS (SELECT FROM corrected_station k WHERE (k.source, k.id, k.feed, k.time) = (s.source, s.id, s.feed, s.time))
       ORDER BY s.time DESC, s.recorded_at DESC, s.source DESC, s.id DESC, s.feed DESC LIMIT 1)
      UNION ALL
      (SELECT k.time, k.recorded_at, k.source, k.id, k.feed FROM corrected_station k
         WHERE k.port = of_port AND k.route = of_route AND k.station = of_station AND k.state = o AND NOT k.retracted
       ORDER BY k.time DESC, k.recorded_at DESC, k.source DESC, k.id DESC, k.feed DESC LIMIT 1)) l
    WHERE o <> latest.state
  ) u ORDER BY time DESC, recorded_at DESC, source DESC, id DESC, feed DESC LIMIT 1;

  SELECT min(u.time) INTO begun FROM (
    (SELECT s.time FROM station s WHERE s.port = of_port AND s.route = of_route AND s.station = of_station AND s.state = latest.state
       AND s.time >= coalesce(other.time, '-infinity')
       AND (other.id IS NULL OR (s.time, s.recorded_at, s.source, s.id, s.feed)
                             > (other.time, other.recorded_at, other.source, other.id, other.feed))
       AND NOT EXISTS (SELECT FROM corrected_station k WHERE (k.source, k.id, k.feed, k.time) = (s.source, s.id, s.feed, s.time))
     ORDER BY s.time LIMIT 1)
    UNION ALL
    (SELECT k.time FROM corrected_station k
       WHERE k.port = of_port AND k.route = of_route AND k.station = of_station AND k.state = latest.state AND NOT k.retracted
         AND k.time >= coalesce(other.time, '-infinity')
         AND (other.id IS NULL OR (k.time, k.recorded_at, k.source, k.id, k.feed)
                               > (other.time, other.recorded_at, other.source, other.id, other.feed))
     ORDER BY k.time LIMIT 1)
  ) u;
  IF other.id IS NULL AND before.state = latest.state AND before.since < least(begun, kept_from) THEN
    begun := before.since;
  END IF;

  INSERT INTO station_now AS n VALUES (
    of_port, of_route, of_station, latest.kind, latest.state, begun, latest.time, latest.reason, latest.dedicated,
    latest.inspected_at, latest.inspection_due_at, latest.tests_taken, latest.tests_passed, latest.model,
    latest.conveyance, latest.inspected)
  ON CONFLICT (port, route, station) DO UPDATE SET
    kind = excluded.kind, state = excluded.state, since = excluded.since,
    stated_at = excluded.stated_at, reason = excluded.reason, dedicated = excluded.dedicated,
    inspected_at = excluded.inspected_at, inspection_due_at = excluded.inspection_due_at,
    tests_taken = excluded.tests_taken, tests_passed = excluded.tests_passed, model = excluded.model,
    conveyance = excluded.conveyance, inspected = excluded.inspected;
END $$;

-- A heartbeat is newer than what is known: one upsert. A station that is late, changes its state within the batch, or was
-- corrected before it came, is restated from the rows; its row is locked by then, in the order of all writers.
CREATE FUNCTION station_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  late record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  PERFORM restate_statements(array_agg(ROW(feed, source, id)::event_name))
    FROM added JOIN correction_target t USING (feed, source, id) WHERE t.type = 'station' HAVING count(*) > 0;
  FOR late IN
    WITH newest AS (
      SELECT DISTINCT ON (port, route, station) * FROM added
      ORDER BY port, route, station, time DESC, recorded_at DESC, source DESC, id DESC, feed DESC
    ), batch AS (
      SELECT a.port, a.route, a.station, min(a.time) AS oldest,
             count(DISTINCT a.state) = 1 AND count(t.id) = 0 AS plain
      FROM added a LEFT JOIN correction_target t ON (t.feed, t.source, t.id, t.type) = (a.feed, a.source, a.id, 'station')
      GROUP BY 1, 2, 3
    ), kept AS (
      INSERT INTO station_now AS n
        SELECT port, route, station, kind, state, CASE WHEN plain THEN oldest ELSE '-infinity' END, time, reason, dedicated,
               inspected_at, inspection_due_at, tests_taken, tests_passed, model, conveyance, inspected
        FROM newest JOIN batch USING (port, route, station) ORDER BY port, route, station
      ON CONFLICT (port, route, station) DO UPDATE SET
        kind = excluded.kind, state = excluded.state,
        since = CASE WHEN n.state = excluded.state THEN n.since ELSE excluded.since END,
        stated_at = excluded.stated_at, reason = excluded.reason, dedicated = excluded.dedicated,
        inspected_at = excluded.inspected_at, inspection_due_at = excluded.inspection_due_at,
        tests_taken = excluded.tests_taken, tests_passed = excluded.tests_passed, model = excluded.model,
        conveyance = excluded.conveyance, inspected = excluded.inspected
      WHERE excluded.since > n.stated_at
      RETURNING n.port, n.route, n.station, n.since
    )
    SELECT port, route, station FROM batch LEFT JOIN kept USING (port, route, station)
    WHERE kept.since IS NULL OR kept.since = '-infinity' ORDER BY port, route, station
  LOOP
    PERFORM restate_station(late.port, late.route, late.station);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER a_station_kept AFTER INSERT ON station REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION station_kept();

CREATE FUNCTION station_restated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  named event_name[];
BEGIN
  SELECT array_agg(ROW(target_feed, target_source, target_id)::event_name) INTO named FROM added WHERE target_type = 'station';
  IF named IS NULL THEN RETURN NULL; END IF;
  PERFORM restate_statements(named);
  PERFORM restate_station(port, route, station) FROM (
    SELECT DISTINCT k.port, k.route, k.station FROM unnest(named) JOIN corrected_station k USING (feed, source, id)
    ORDER BY 1, 2, 3) AS target;
  RETURN NULL;
END $$;
CREATE TRIGGER d_station_restated AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION station_restated();
