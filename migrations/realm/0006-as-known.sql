-- Why: history changes, and an auditor asks what the board said then. Answered from the raw rows: what had been recorded
-- by a time, under the corrections that had been recorded by it. Plans are made for the period asked for, and rows are
-- held against corrections by hash: with a plan for any period, or before the first ANALYZE, 250,000 verdicts took 16 s.
CREATE FUNCTION arrivals_as_known(since timestamptz, until timestamptz, at timestamptz) RETURNS SETOF arrival
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off AS $$
BEGIN
  RETURN QUERY
  SELECT a.* FROM arrival a
  WHERE a.time >= since AND a.time < until AND a.recorded_at <= at
    AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.source, t.id, t.type) = (a.source, a.id, 'arrival'))
  UNION ALL
  SELECT (jsonb_populate_record(a, c.changes)).*
  FROM correction_target t JOIN arrival a USING (source, id)
  CROSS JOIN LATERAL corrections_of(a.source, a.id, 'arrival', at) c
  WHERE t.type = 'arrival' AND a.time >= since AND a.time < until AND a.recorded_at <= at AND NOT c.retracted;
END $$;

CREATE FUNCTION verdicts_as_known(since timestamptz, until timestamptz, at timestamptz) RETURNS SETOF verdict
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off AS $$
BEGIN
  RETURN QUERY
  SELECT v.* FROM verdict v
  WHERE v.time >= since AND v.time < until AND v.recorded_at <= at
    AND NOT EXISTS (SELECT FROM correction_target t WHERE (t.source, t.id, t.type) = (v.source, v.id, 'verdict'))
  UNION ALL
  SELECT (jsonb_populate_record(v, c.changes)).*
  FROM correction_target t JOIN verdict v USING (source, id)
  CROSS JOIN LATERAL corrections_of(v.source, v.id, 'verdict', at) c
  WHERE t.type = 'verdict' AND v.time >= since AND v.time < until AND v.recorded_at <= at AND NOT c.retracted;
END $$;

-- Figures of a period by port and route, as known at a time.
CREATE FUNCTION figures_as_known(since timestamptz, until timestamptz, at timestamptz)
RETURNS TABLE (port text, route text, arrivals bigint, units bigint, high_risk_units bigint, primary_verdicts bigint,
               flagged bigint, secondary_verdicts bigint, upheld bigint, cases bigint, grams numeric)
LANGUAGE sql STABLE SET search_path FROM CURRENT
BEGIN ATOMIC
  SELECT (c).port, (c).route, sum((c).arrivals), sum((c).units), sum((c).high_risk_units), sum((c).primary_verdicts),
         sum((c).flagged), sum((c).secondary_verdicts), sum((c).upheld), sum((c).cases), sum((c).grams)
  FROM (
    SELECT arrival_change(a::arrival, 1) AS c FROM arrivals_as_known(since, until, at) a
    UNION ALL
    SELECT verdict_change(v::verdict, 1) FROM verdicts_as_known(since, until, at) v
    UNION ALL
    SELECT case_change(s::seizure_case_row, 1) FROM cases_as_known(at) s WHERE s.time >= since AND s.time < until
  ) AS change
  GROUP BY 1, 2;
END;
