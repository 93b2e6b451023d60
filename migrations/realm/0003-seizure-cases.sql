-- Why: a case is first provisional, then confirmed, amended, disclosed late or retracted. A case number is one case;
-- it happened when its first statement says, and its figures are those of its latest statement. This is computed in one
-- place, cases_as_known, for any moment of knowledge; seizure_case holds the answer for now.

-- Corrections of one event, merged in the order of their time: the latest statement of each field counts.
CREATE AGGREGATE jsonb_merge(jsonb) (SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}');

CREATE TYPE seizure_case_row AS (
  case_no text, time timestamptz, known_at timestamptz, port text, route text, category text, substance text,
  grams numeric, amount_krw bigint, origin text, status text, amendments bigint, subject text, item text, quantity integer,
  part text, weapon text, offence text, investigation_requested_at timestamptz, investigation_accepted_at timestamptz,
  referred_at timestamptz
);
CREATE TABLE seizure_case OF seizure_case_row (PRIMARY KEY (case_no));
CREATE INDEX seizure_case_latest ON seizure_case (port, route, time DESC);
CREATE INDEX seizure_case_time ON seizure_case (time);

-- Cases as they were known at a time; only those named, or all. Microseconds of `at` count.
CREATE FUNCTION cases_as_known(at timestamptz, only_cases text[] DEFAULT NULL) RETURNS SETOF seizure_case_row
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH stated AS (
    SELECT (jsonb_populate_record(s, c.changes)).*, coalesce(c.retracted, false) AS retracted, c.corrections
    FROM seizure s
    CROSS JOIN LATERAL (
      SELECT jsonb_merge(k.changes ORDER BY k.time, k.recorded_at, k.id) AS changes,
             (array_agg(k.retracted ORDER BY k.time DESC, k.recorded_at DESC, k.id DESC)
                FILTER (WHERE k.retracted IS NOT NULL))[1] AS retracted,
             count(k.id) AS corrections
      FROM correction k
      WHERE k.target_source = s.source AND k.target_id = s.id AND k.target_type = 'seizure' AND k.recorded_at <= at
    ) c
    WHERE s.recorded_at <= at AND (only_cases IS NULL OR s.case_no = ANY (only_cases))
  ), ordered AS (
    SELECT *, min(time) OVER w AS happened, min(recorded_at) OVER w AS known, sum(corrections) OVER w AS amendments,
           row_number() OVER (PARTITION BY case_no ORDER BY time DESC, recorded_at DESC, id DESC) AS place
    FROM stated WHERE NOT retracted
    WINDOW w AS (PARTITION BY case_no)
  )
  SELECT case_no, happened, known, port, route, category, substance, grams, amount_krw, origin, status, amendments::bigint,
         subject, item, quantity, part, weapon, offence, investigation_requested_at, investigation_accepted_at, referred_at
  FROM ordered WHERE place = 1;
END $$;

-- The published record counts drug cases; cases of other categories add nothing to it.
CREATE FUNCTION case_change(c seizure_case_row, sign bigint) RETURNS count_change LANGUAGE sql IMMUTABLE
  RETURN ROW(time_bucket('1 minute', (c).time), (c).port, (c).route, 0, 0, 0, 0, 0, 0, 0,
             CASE WHEN (c).category = 'drug' THEN sign ELSE 0 END,
             CASE WHEN (c).category = 'drug' THEN sign * coalesce((c).grams, 0) ELSE 0 END)::count_change;

-- Brings the named cases up to what is known. What the counts must change by is the answer: the caller adds it, since a
-- statement locks counts once and in order, or two writers wait for each other.
CREATE FUNCTION restate_cases(only_cases text[], OUT changes count_change[]) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  -- NULL would mean all of them to cases_as_known.
  IF only_cases IS NULL THEN RETURN; END IF;
  WITH change AS (
    SELECT case_change(b::seizure_case_row, -1) AS c FROM seizure_case b WHERE case_no = ANY (only_cases)
    UNION ALL
    SELECT case_change(a::seizure_case_row, 1) FROM cases_as_known('infinity', only_cases) a
  )
  SELECT array_agg(c) INTO changes FROM change;
  DELETE FROM seizure_case WHERE case_no = ANY (only_cases);
  INSERT INTO seizure_case SELECT * FROM cases_as_known('infinity', only_cases);
END $$;
