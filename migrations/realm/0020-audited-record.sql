-- Why: the record of a day that is over is what was announced and what courts ask for. Whoever changes it, by a case that is
-- disclosed late, by a correction or a retraction, stands in the audit log with what the record said and what it says.

-- What the record has of a case.
CREATE FUNCTION on_record(c seizure_case_row) RETURNS jsonb LANGUAGE sql STABLE SET search_path FROM CURRENT STRICT
  RETURN jsonb_build_object('day', kst_day((c).time), 'port', (c).port, 'route', (c).route, 'category', (c).category,
                            'substance', (c).substance, 'grams', trim_scale((c).grams), 'amountKrw', (c).amount_krw);

-- A replay tells again what was audited when it happened.
CREATE FUNCTION audit_record(before seizure_case_row[], after seizure_case_row[]) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  change record;
BEGIN
  FOR change IN
    SELECT case_no, last.feed, was.says AS was, "is".says AS "is"
    FROM (SELECT b.case_no, on_record(b) AS says, kst_day(b.time) AS day FROM unnest(before) b) AS was
    FULL JOIN (SELECT a.case_no, on_record(a) AS says, kst_day(a.time) AS day FROM unnest(after) a) AS "is" USING (case_no)
    CROSS JOIN LATERAL (
      SELECT feed, kst_day(recorded_at) AS day FROM (
        SELECT feed, recorded_at FROM seizure s WHERE s.case_no = coalesce(was.case_no, "is".case_no)
        UNION ALL
        SELECT k.feed, k.recorded_at FROM seizure s JOIN correction k ON (k.target_source, k.target_id) = (s.source, s.id)
        WHERE s.case_no = coalesce(was.case_no, "is".case_no) AND k.target_type = 'seizure') AS said
      ORDER BY recorded_at DESC LIMIT 1) AS last
    WHERE was.says IS DISTINCT FROM "is".says AND least(was.day, "is".day) < last.day
    ORDER BY case_no
  LOOP
    IF (SELECT kind FROM gwanje.realm WHERE name = current_schema()) IS DISTINCT FROM 'replay' THEN
      PERFORM gwanje.append_audit('feed:' || change.feed, 'record.changed',
        concat_ws(':', 'seizure', current_schema(), change.case_no),
        jsonb_build_object('was', change.was, 'is', change."is"));
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION restate_cases(only_cases text[], OUT changes count_change[])
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  before seizure_case_row[];
  after seizure_case_row[];
BEGIN
  -- NULL would mean all of them to cases_as_known.
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
END $$;
