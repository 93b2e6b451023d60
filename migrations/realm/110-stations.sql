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

-- One station from its raw rows. Rows older than the retention are gone: what they stated stays.
CREATE FUNCTION restate_station(of_port text, of_route text, of_station text) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  corrected station[];
  latest station;
  other station;
  begun timestamptz;
  kept_from CONSTANT timestamptz := realm_now() - INTERVAL '34 days';
  before station_now;
BEGIN
  SELECT * INTO before FROM station_now n WHERE (n.port, n.route, n.station) = (of_port, of_route, of_station);
  -- First which are corrected, then by what: the other way round it is asked of every row of the station.
  corrected := ARRAY(
    WITH named AS MATERIALIZED (
      SELECT s FROM correction_target t JOIN station s USING (feed, source, id)
      WHERE t.type = 'station' AND (s.port, s.route, s.station) = (of_port, of_route, of_station)
    )
    SELECT (jsonb_populate_record(s, c.changes))::station
    FROM named CROSS JOIN LATERAL corrections_of((s).feed, (s).source, (s).id, (s).time, 'station', 'infinity') c
    WHERE NOT c.retracted);

  SELECT (u.s).* INTO latest FROM (
    (SELECT s FROM station s WHERE s.port = of_port AND s.route = of_route AND s.station = of_station
       AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.feed, t.source, t.id, t.type) = (s.feed, s.source, s.id, 'station'))
     ORDER BY s.time DESC, s.recorded_at DESC, s.source DESC, s.id DESC, s.feed DESC LIMIT 1)
    UNION ALL SELECT c::station FROM unnest(corrected) c
  ) u ORDER BY (u.s).time DESC, (u.s).recorded_at DESC, (u.s).source DESC, (u.s).id DESC, (u.s).feed DESC LIMIT 1;
  IF before.stated_at < kept_from AND latest.time IS DISTINCT FROM before.stated_at
     AND coalesce(latest.time, '-infinity') < before.stated_at THEN RETURN; END IF;
  IF latest.id IS NULL THEN
    DELETE FROM station_now n WHERE (n.port, n.route, n.station) = (of_port, of_route, of_station);
    RETURN;
  END IF;

  SELECT (u.s).* INTO other FROM (
    SELECT l.s FROM unnest(ARRAY['up', 'degraded', 'down', 'closed']) o
    CROSS JOIN LATERAL (
      SELECT s FROM station s WHERE s.port = of_port AND s.route = of_route AND s.station = of_station AND s.state = o
        AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.feed, t.source, t.id, t.type) = (s.feed, s.source, s.id, 'station'))
      ORDER BY s.time DESC, s.recorded_at DESC, s.source DESC, s.id DESC, s.feed DESC LIMIT 1) l
    WHERE o <> latest.state
    UNION ALL SELECT c::station FROM unnest(corrected) c WHERE (c).state <> latest.state
  ) u ORDER BY (u.s).time DESC, (u.s).recorded_at DESC, (u.s).source DESC, (u.s).id DESC, (u.s).feed DESC LIMIT 1;

  SELECT min(u.time) INTO begun FROM (
    (SELECT s.time FROM station s WHERE s.port = of_port AND s.route = of_route AND s.station = of_station AND s.state = latest.state
       AND s.time >= coalesce(other.time, '-infinity')
       AND (other.id IS NULL OR (s.time, s.recorded_at, s.source, s.id, s.feed)
                             > (other.time, other.recorded_at, other.source, other.id, other.feed))
       AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.feed, t.source, t.id, t.type) = (s.feed, s.source, s.id, 'station'))
     ORDER BY s.time LIMIT 1)
    UNION ALL
    SELECT (c).time FROM unnest(corrected) c WHERE (c).state = latest.state
      AND (other.id IS NULL OR ((c).time, (c).recorded_at, (c).source, (c).id, (c).feed)
                             > (other.time, other.recorded_at, other.source, other.id, other.feed))
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

-- Port, route and name are the identity of a station: no correction changes them.
CREATE FUNCTION station_restated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM restate_station(port, route, station) FROM (
    SELECT DISTINCT s.port, s.route, s.station FROM added JOIN station s ON (s.feed, s.source, s.id) = (target_feed, target_source, target_id)
    WHERE target_type = 'station' ORDER BY 1, 2, 3) AS target;
  RETURN NULL;
END $$;
CREATE TRIGGER d_station_restated AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION station_restated();
