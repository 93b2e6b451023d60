-- Why: the record of a day that is over is what was announced and what courts ask for. Whoever changes it, by a case that is
-- disclosed late, by a correction or a retraction, stands in the audit log with what the record said and what it says; a
-- history that is filled in with the times at which it became known, as a number of cases.

-- What the record has of a case.
CREATE FUNCTION on_record(c seizure_case_row) RETURNS text LANGUAGE sql STABLE SET search_path FROM CURRENT STRICT
  RETURN concat_ws(' ', kst_day((c).time), (c).port, (c).route, (c).category, (c).substance,
                   trim_scale((c).grams) || ' g', (c).amount_krw || ' KRW');

-- A replay tells again what was audited when it happened.
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
      FROM (SELECT b.case_no, on_record(b) AS says, kst_day(b.time) AS day FROM unnest(before) b) AS was
      FULL JOIN (SELECT a.case_no, on_record(a) AS says, kst_day(a.time) AS day FROM unnest(after) a) AS now USING (case_no)
      CROSS JOIN LATERAL (
        SELECT feed, recorded_at FROM (
          SELECT s.feed, s.recorded_at FROM seizure s WHERE s.case_no = coalesce(was.case_no, now.case_no)
          UNION ALL
          SELECT k.feed, k.recorded_at FROM seizure s JOIN correction k ON (k.target_source, k.target_id) = (s.source, s.id)
          WHERE s.case_no = coalesce(was.case_no, now.case_no) AND k.target_type = 'seizure') AS said
        ORDER BY recorded_at DESC LIMIT 1) AS last
      WHERE was.says IS DISTINCT FROM now.says AND least(was.day, now.day) < kst_day(realm_now())
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
