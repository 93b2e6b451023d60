-- Why: a correction may come before or after the event it corrects, and more than one may. The raw rows stay; what
-- counts now of a corrected arrival or verdict stands in corrected_arrival and corrected_verdict, so that a further
-- correction takes away exactly what was counted. Corrections and events that are written at the same moment could miss
-- each other: events share a lock until they commit, corrections take it alone.
CREATE TABLE corrected_arrival (LIKE arrival, retracted boolean NOT NULL, PRIMARY KEY (source, id, time));
CREATE TABLE corrected_verdict (LIKE verdict, retracted boolean NOT NULL, PRIMARY KEY (source, id, time));

-- Every event that some correction names: small and unpartitioned, since every new event is held against it.
CREATE TABLE correction_target (
  source text NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  PRIMARY KEY (source, id, type)
);
CREATE TYPE event_name AS (source text, id text);

CREATE FUNCTION correction_lock() RETURNS bigint LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN hashtextextended('gwanje corrections ' || current_schema(), 0);

-- What the corrections known at a time make of an event: fields that changed, and whether it is retracted.
CREATE FUNCTION corrections_of(of_source text, of_id text, of_type text, at timestamptz, OUT changes jsonb, OUT retracted boolean)
LANGUAGE sql STABLE SET search_path FROM CURRENT
BEGIN ATOMIC
  SELECT jsonb_merge(k.changes ORDER BY k.time, k.recorded_at, k.id),
         coalesce((array_agg(k.retracted ORDER BY k.time DESC, k.recorded_at DESC, k.id DESC)
                     FILTER (WHERE k.retracted IS NOT NULL))[1], false)
  FROM correction k
  WHERE k.target_source = of_source AND k.target_id = of_id AND k.target_type = of_type AND k.recorded_at <= at;
END;

-- As restate_cases: brings the named arrivals up to what is known, and answers with what the counts must change by.
CREATE FUNCTION restate_arrivals(events event_name[], OUT changes count_change[], OUT origins origin_change[])
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  WITH target AS (
    SELECT a.* FROM (SELECT DISTINCT source, id FROM unnest(events)) e JOIN arrival a USING (source, id)
  ), after AS (
    SELECT (jsonb_populate_record(t::arrival, c.changes)).*, c.retracted
    FROM target t CROSS JOIN LATERAL corrections_of(t.source, t.id, 'arrival', 'infinity') c
  ), before AS (
    SELECT k.* FROM target t JOIN corrected_arrival k USING (source, id, time)
    UNION ALL
    SELECT t.*, false FROM target t
    WHERE NOT EXISTS (SELECT FROM corrected_arrival k WHERE (k.source, k.id, k.time) = (t.source, t.id, t.time))
  ), kept AS (
    INSERT INTO corrected_arrival SELECT * FROM after
    ON CONFLICT (source, id, time) DO UPDATE SET
      port = excluded.port, route = excluded.route, conveyance = excluded.conveyance, origin = excluded.origin,
      units = excluded.units, risk = excluded.risk, scheduled_at = excluded.scheduled_at, retracted = excluded.retracted
  ), signed AS (
    SELECT -1 AS sign, before.* FROM before WHERE NOT retracted
    UNION ALL
    SELECT 1, after.* FROM after WHERE NOT retracted
  )
  SELECT array_agg(arrival_change(ROW(time, recorded_at, feed, source, id, port, route, conveyance, origin, units, risk,
                                      scheduled_at)::arrival, sign)),
         array_agg(ROW(kst_day(time), port, route, origin, sign * units)::origin_change)
    INTO changes, origins FROM signed;
END $$;

CREATE FUNCTION restate_verdicts(events event_name[], OUT changes count_change[])
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  WITH target AS (
    SELECT v.* FROM (SELECT DISTINCT source, id FROM unnest(events)) e JOIN verdict v USING (source, id)
  ), after AS (
    SELECT (jsonb_populate_record(t::verdict, c.changes)).*, c.retracted
    FROM target t CROSS JOIN LATERAL corrections_of(t.source, t.id, 'verdict', 'infinity') c
  ), before AS (
    SELECT k.* FROM target t JOIN corrected_verdict k USING (source, id, time)
    UNION ALL
    SELECT t.*, false FROM target t
    WHERE NOT EXISTS (SELECT FROM corrected_verdict k WHERE (k.source, k.id, k.time) = (t.source, t.id, t.time))
  ), kept AS (
    INSERT INTO corrected_verdict SELECT * FROM after
    ON CONFLICT (source, id, time) DO UPDATE SET
      port = excluded.port, route = excluded.route, station = excluded.station, subject = excluded.subject,
      stage = excluded.stage, judged_by = excluded.judged_by, result = excluded.result, scan_ms = excluded.scan_ms,
      score = excluded.score, model = excluded.model, origin = excluded.origin, batch = excluded.batch,
      retracted = excluded.retracted
  ), signed AS (
    SELECT -1 AS sign, before.* FROM before WHERE NOT retracted
    UNION ALL
    SELECT 1, after.* FROM after WHERE NOT retracted
  )
  SELECT array_agg(verdict_change(ROW(time, recorded_at, feed, source, id, port, route, station, subject, stage,
                                      judged_by, result, scan_ms, score, model, origin, batch)::verdict, sign))
    INTO changes FROM signed;
END $$;
