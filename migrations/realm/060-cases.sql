-- Why: a case is first provisional, then confirmed, amended, disclosed late or retracted. A case number is one case; it
-- happened at the time of its first statement, and its figures are those of its latest. This is computed in one place,
-- cases_as_known, for any moment of knowledge; seizure_case holds the result for now.
CREATE TYPE seizure_case_row AS (
  case_no text, time timestamptz, known_at timestamptz, port text, route text, category text, substance text,
  grams numeric, amount_krw bigint, origin text, status text, amendments bigint, subject text, item text, quantity integer,
  part text, weapon text, offence text, investigation_requested_at timestamptz, investigation_accepted_at timestamptz,
  referred_at timestamptz, concealment text
);
CREATE TABLE seizure_case OF seizure_case_row (PRIMARY KEY (case_no));
CREATE INDEX seizure_case_latest ON seizure_case (port, route, time DESC);
CREATE INDEX seizure_case_time ON seizure_case (time);
-- What was recorded in a shift, out of years.
CREATE INDEX seizure_case_known ON seizure_case (known_at);

-- Cases as they were known at a time; only those named, or all. Microseconds of `at` count.
CREATE FUNCTION cases_as_known(at timestamptz, only_cases text[] DEFAULT NULL) RETURNS SETOF seizure_case_row
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH stated AS (
    SELECT (jsonb_populate_record(s, c.changes)).*, c.corrections,
           coalesce(c.retracted, false) OR is_taken_back('seizure', s.feed, s.source, s.id, s.time, at) AS retracted
    FROM seizure s
    CROSS JOIN LATERAL (
      SELECT jsonb_merge(k.changes ORDER BY k.time, k.recorded_at, k.id) AS changes,
             (array_agg(k.retracted ORDER BY k.time DESC, k.recorded_at DESC, k.id DESC)
                FILTER (WHERE k.retracted IS NOT NULL))[1] AS retracted,
             -- What the board writes to have a case restated changes nothing.
             count(k.id) FILTER (WHERE k.changes <> '{}' OR k.retracted IS NOT NULL) AS corrections
      FROM correction k
      WHERE (k.target_feed, k.target_source, k.target_id) = (s.feed, s.source, s.id) AND k.target_type = 'seizure' AND k.recorded_at <= at
        AND NOT is_taken_back('correction', k.feed, k.source, k.id, k.time, at)
    ) c
    WHERE s.recorded_at <= at AND (only_cases IS NULL OR s.case_no = ANY (only_cases))
  ), ordered AS (
    SELECT *, min(time) OVER w AS happened, min(recorded_at) OVER w AS known, sum(corrections) OVER w AS amendments,
           row_number() OVER (PARTITION BY case_no ORDER BY time DESC, recorded_at DESC, id DESC) AS place
    FROM stated WHERE NOT retracted
    WINDOW w AS (PARTITION BY case_no)
  )
  SELECT case_no, happened, known, port, route, category, substance, grams, amount_krw, origin, status, amendments::bigint,
         subject, item, quantity, part, weapon, offence, investigation_requested_at, investigation_accepted_at, referred_at,
         concealment
  FROM ordered WHERE place = 1;
END $$;

-- The published record counts drug cases; cases of other categories add nothing to it.
CREATE FUNCTION case_change(c seizure_case_row, sign bigint) RETURNS count_change LANGUAGE sql IMMUTABLE
  RETURN ROW(time_bucket('1 minute', (c).time), (c).port, (c).route, 0, 0, 0, 0, 0, 0, 0,
             CASE WHEN (c).category = 'drug' THEN sign ELSE 0 END,
             CASE WHEN (c).category = 'drug' THEN sign * coalesce((c).grams, 0) ELSE 0 END)::count_change;

-- The record of a day that is over has been published, and courts ask for it. A change to it, by a case that is disclosed
-- late, by a correction or a retraction, goes to the audit log with the old and the new record; a history that is loaded with
-- the times at which it was known, as a number of cases. Here is what the record says of a case.
CREATE FUNCTION on_record(c seizure_case_row) RETURNS text LANGUAGE sql STABLE SET search_path FROM CURRENT STRICT
  RETURN concat_ws(' ', site_day((c).time), (c).port, (c).route, (c).category, (c).substance,
                   trim_scale((c).grams) || ' g', (c).amount_krw || ' KRW');

-- A replay repeats what was audited when it happened: it writes nothing.
CREATE FUNCTION audit_record(before seizure_case_row[], after seizure_case_row[]) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  deed record;
BEGIN
  IF (SELECT kind FROM gwanje.realm WHERE name = current_schema()) = 'replay' THEN RETURN; END IF;
  FOR deed IN
    WITH change AS (
      SELECT case_no, last.feed, was.says AS was, now.says AS "is", least(was.day, now.day) AS day,
             last.recorded_at > realm_now() - INTERVAL '1 day' AS by_itself
      FROM (SELECT b.case_no, on_record(b) AS says, site_day(b.time) AS day FROM unnest(before) b) AS was
      FULL JOIN (SELECT a.case_no, on_record(a) AS says, site_day(a.time) AS day FROM unnest(after) a) AS now USING (case_no)
      CROSS JOIN LATERAL (
        SELECT feed, recorded_at FROM (
          SELECT s.feed, s.recorded_at FROM seizure s WHERE s.case_no = coalesce(was.case_no, now.case_no)
          UNION ALL
          SELECT k.feed, k.recorded_at FROM seizure s JOIN correction k ON (k.target_feed, k.target_source, k.target_id) = (s.feed, s.source, s.id)
          WHERE s.case_no = coalesce(was.case_no, now.case_no) AND k.target_type = 'seizure') AS said
        ORDER BY recorded_at DESC LIMIT 1) AS last
      WHERE was.says IS DISTINCT FROM now.says AND least(was.day, now.day) < site_day(realm_now())
    )
    SELECT feed, 'record.changed' AS action, concat_ws(':', 'seizure', current_schema(), case_no) AS object,
           jsonb_strip_nulls(jsonb_build_object('was', was, 'is', "is")) AS detail
    FROM change WHERE by_itself
    UNION ALL
    SELECT feed, 'record.filled-in', concat_ws(':', 'seizure', current_schema()),
           jsonb_build_object('cases', count(*), 'from', min(day), 'to', max(day))
    FROM change WHERE NOT by_itself GROUP BY feed
    ORDER BY object
  LOOP
    PERFORM gwanje.append_audit('feed:' || deed.feed, deed.action, deed.object, deed.detail);
  END LOOP;
END $$;

-- Whatever was seized: the published record counts drugs alone, the latest seizures are of every category.
CREATE FUNCTION announce_cases(cases seizure_case_row[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  records text[] := (SELECT array_agg(DISTINCT port || '|' || route || '|' || extract(year FROM site_day(time))) FROM unnest(cases));
BEGIN
  PERFORM pg_notify('gwanje_' || current_schema(), json_build_object(
    'topics', ARRAY['seizure'],
    'records', CASE WHEN coalesce(cardinality(records), 0) <= 100 THEN to_json(coalesce(records, '{}')) END
  )::text);
END $$;

CREATE FUNCTION restate_cases(only_cases text[], OUT changes count_change[])
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  before seizure_case_row[];
  after seizure_case_row[];
BEGIN
  -- cases_as_known would take NULL for all of them.
  IF only_cases IS NULL THEN RETURN; END IF;
  before := (SELECT array_agg(b::seizure_case_row) FROM seizure_case b WHERE case_no = ANY (only_cases));
  after := (SELECT array_agg(a) FROM cases_as_known('infinity', only_cases) a);
  changes := (SELECT array_agg(c) FROM (
    SELECT case_change(b, -1) FROM unnest(before) b
    UNION ALL
    SELECT case_change(a, 1) FROM unnest(after) a) AS change(c));
  DELETE FROM seizure_case WHERE case_no = ANY (only_cases);
  INSERT INTO seizure_case SELECT * FROM unnest(after);
  PERFORM audit_record(before, after);
  PERFORM announce_cases(before || after);
END $$;

-- Two statements of one case at the same moment would each miss the other: seizures take the lock alone. They are rare.
CREATE FUNCTION seizure_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  PERFORM add_counts(restate_cases((SELECT array_agg(DISTINCT case_no) FROM added)));
  PERFORM hear_feed(feed, count(*), 0, max(time)) FROM added GROUP BY feed ORDER BY feed;
  RETURN NULL;
END $$;
CREATE TRIGGER seizure_added AFTER INSERT ON seizure REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION seizure_added();

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

-- Grows with every statement about cases: figures of them that are expensive are read again only when it has changed.
CREATE TABLE case_revision (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  revision bigint NOT NULL
) WITH (fillfactor = 50);
INSERT INTO case_revision (revision) VALUES (0);

CREATE FUNCTION seizure_revised() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE case_revision SET revision = revision + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER seizure_revised AFTER INSERT ON seizure
  FOR EACH STATEMENT EXECUTE FUNCTION seizure_revised();

-- What is a major case is data.
CREATE TABLE case_rule (
  name text PRIMARY KEY,
  value numeric NOT NULL,
  unit text NOT NULL,
  why text NOT NULL
);
INSERT INTO case_rule VALUES
  ('major_grams', 1000, 'g', 'Drugs from this weight on go to investigators at once [E]: 15 % of cases [D]'),
  ('major_amount_krw', 1000000000, 'KRW', 'Cases from this amount on go to investigators at once [E]'),
  ('unasked_days', 90, 'days', 'A major case that nobody asked investigators to take waits this long; one that was asked for waits until it is taken [E]');

-- Powder-actuated nailers are apart from firearms and from gun parts: 4,553 of 4,562 items, January to August 2025 [P].
CREATE FUNCTION is_nailer(item text) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN coalesce(lower(item) = 'powder-actuated-nailer', false);

-- What a case is of, as far as alarms ask: of a gun part also which part, and of which weapon.
CREATE FUNCTION case_class(category text, item text, part text, weapon text) RETURNS text LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN concat_ws(' ', category, is_nailer(item), CASE WHEN category = 'gun-part' THEN lower(part) || ' ' || lower(weapon) END);

-- Since when the named cases are of what they are of now: opened as something else and found to be a firearm a day later, the
-- firearm was found then. By the times that statements and corrections give themselves: a history that is loaded now was found
-- long ago.
CREATE FUNCTION cases_found(only_cases text[]) RETURNS TABLE (case_no text, found_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH statement AS (
    SELECT s AS row FROM seizure s CROSS JOIN LATERAL corrections_of(s.feed, s.source, s.id, s.time, 'seizure', 'infinity') c
    WHERE s.case_no = ANY (only_cases) AND NOT c.retracted
  ), said AS (
    SELECT (row).time AS at, row FROM statement
    UNION ALL
    SELECT k.time, jsonb_populate_record(row, jsonb_merge(k.changes) OVER (
             PARTITION BY (row).feed, (row).source, (row).id, (row).time ORDER BY k.time, k.recorded_at, k.id))
    FROM statement s JOIN correction k ON (k.target_feed, k.target_source, k.target_id, k.target_type)
                                        = ((row).feed, (row).source, (row).id, 'seizure')
    WHERE NOT is_taken_back('correction', k.feed, k.source, k.id, k.time, 'infinity')
  ), compared AS (
    SELECT c.case_no, c.time, said.at,
           case_class((row).category, (row).item, (row).part, (row).weapon) = case_class(c.category, c.item, c.part, c.weapon) AS same
    FROM said JOIN seizure_case c ON c.case_no = (row).case_no
  ), other AS (
    SELECT *, max(at) FILTER (WHERE NOT same) OVER (PARTITION BY case_no) AS other_at FROM compared
  )
  SELECT case_no, coalesce(min(at) FILTER (WHERE same AND at >= coalesce(other_at, '-infinity')), min(time)) FROM other GROUP BY case_no;
END $$;
