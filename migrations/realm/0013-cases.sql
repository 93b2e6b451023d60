-- Why: currency checks come by thousands a day, twenty times that in drills, so their sums per KST day are kept as they
-- come, exact under corrections; bulletins and indicators are kept as they stand now. What is a major case is data.
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

-- Money carried out, per KST day. `above` and `undeclared`: strictly above US$ 10,000, from where on a declaration is owed [P].
CREATE TYPE currency_change AS (
  day date, port text, route text, checks bigint, declared bigint, declared_above bigint, declared_above_usd numeric,
  undeclared bigint, undeclared_krw numeric
);
CREATE TABLE currency_day OF currency_change (PRIMARY KEY (day, port, route)) WITH (fillfactor = 70);
CREATE INDEX currency_day_undeclared ON currency_day (day) WHERE undeclared > 0;

-- Declarations that are corrected, as they count now: as corrected_arrival, see 0004.
CREATE TABLE corrected_declaration (LIKE declaration, retracted boolean NOT NULL, PRIMARY KEY (source, id, time));
-- Repeat couriers are looked for among checks with money of thirty days.
CREATE INDEX declaration_money ON declaration (time) WHERE courier IS NOT NULL AND result <> 'nothing';

CREATE FUNCTION currency_change(d declaration, sign bigint) RETURNS currency_change LANGUAGE sql IMMUTABLE
  RETURN ROW(kst_day((d).time), (d).port, (d).route, sign,
             CASE WHEN (d).result = 'declared' THEN sign ELSE 0 END,
             CASE WHEN (d).result = 'declared' AND (d).amount_usd > 10000 THEN sign ELSE 0 END,
             CASE WHEN (d).result = 'declared' AND (d).amount_usd > 10000 THEN sign * (d).amount_usd ELSE 0 END,
             CASE WHEN (d).result = 'undeclared' AND (d).amount_usd > 10000 THEN sign ELSE 0 END,
             CASE WHEN (d).result = 'undeclared' AND (d).amount_usd > 10000 THEN sign * coalesce((d).amount_krw, 0) ELSE 0 END
            )::currency_change;

CREATE FUNCTION add_currency(changes currency_change[]) RETURNS void LANGUAGE sql SET search_path FROM CURRENT
BEGIN ATOMIC
  INSERT INTO currency_day AS c
    SELECT day, port, route, sum(checks), sum(declared), sum(declared_above), sum(declared_above_usd), sum(undeclared),
           sum(undeclared_krw)
    FROM unnest(changes) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (day, port, route) DO UPDATE SET
    checks = c.checks + excluded.checks,
    declared = c.declared + excluded.declared,
    declared_above = c.declared_above + excluded.declared_above,
    declared_above_usd = c.declared_above_usd + excluded.declared_above_usd,
    undeclared = c.undeclared + excluded.undeclared,
    undeclared_krw = c.undeclared_krw + excluded.undeclared_krw;
END;

-- As restate_arrivals: brings the named declarations up to what is known; the answer is what the sums change by.
CREATE FUNCTION restate_declarations(events event_name[], OUT changes currency_change[])
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  WITH target AS (
    SELECT d.* FROM (SELECT DISTINCT source, id FROM unnest(events)) e JOIN declaration d USING (source, id)
  ), after AS (
    SELECT (jsonb_populate_record(t::declaration, c.changes)).*, c.retracted
    FROM target t CROSS JOIN LATERAL corrections_of(t.source, t.id, 'declaration', 'infinity') c
  ), before AS (
    SELECT k.* FROM target t JOIN corrected_declaration k USING (source, id, time)
    UNION ALL
    SELECT t.*, false FROM target t
    WHERE NOT EXISTS (SELECT FROM corrected_declaration k WHERE (k.source, k.id, k.time) = (t.source, t.id, t.time))
  ), kept AS (
    INSERT INTO corrected_declaration SELECT * FROM after
    ON CONFLICT (source, id, time) DO UPDATE SET
      port = excluded.port, route = excluded.route, direction = excluded.direction, result = excluded.result,
      amount_usd = excluded.amount_usd, amount_krw = excluded.amount_krw, currency = excluded.currency,
      courier = excluded.courier, retracted = excluded.retracted
  ), signed AS (
    SELECT -1 AS sign, before.* FROM before WHERE NOT retracted AND direction = 'out'
    UNION ALL
    SELECT 1, after.* FROM after WHERE NOT retracted AND direction = 'out'
  )
  SELECT array_agg(currency_change(ROW(time, recorded_at, feed, source, id, port, route, direction, result, amount_usd,
                                       amount_krw, currency, courier)::declaration, sign))
    INTO changes FROM signed;
END $$;

CREATE FUNCTION declaration_counted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  changes currency_change[];
  corrected event_name[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  SELECT array_agg(total::currency_change) INTO changes FROM (
    SELECT (c).day, (c).port, (c).route, sum((c).checks)::bigint, sum((c).declared)::bigint,
           sum((c).declared_above)::bigint, sum((c).declared_above_usd), sum((c).undeclared)::bigint, sum((c).undeclared_krw)
    FROM (SELECT currency_change(added::declaration, 1) AS c FROM added WHERE direction = 'out') AS change
    GROUP BY 1, 2, 3) AS total;
  SELECT array_agg(ROW(source, id)::event_name) INTO corrected
    FROM correction_target t JOIN added USING (source, id) WHERE t.type = 'declaration';
  IF corrected IS NOT NULL THEN changes := changes || restate_declarations(corrected); END IF;
  PERFORM add_currency(changes);
  RETURN NULL;
END $$;
CREATE TRIGGER declaration_counted AFTER INSERT ON declaration REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION declaration_counted();

-- Bulletins as they stand: the first statement that published one says when, the latest one what.
CREATE TABLE bulletin_now (
  bulletin_no text PRIMARY KEY,
  time timestamptz NOT NULL,
  published_at timestamptz,
  kind text NOT NULL,
  title text NOT NULL,
  status text NOT NULL,
  hs_heading text,
  country text,
  period_from date,
  period_to date
);

CREATE FUNCTION restate_bulletins(numbers text[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF numbers IS NULL THEN RETURN; END IF;
  DELETE FROM bulletin_now WHERE bulletin_no = ANY (numbers);
  INSERT INTO bulletin_now
    SELECT DISTINCT ON (bulletin_no) bulletin_no, time, min(time) FILTER (WHERE status = 'published') OVER (PARTITION BY bulletin_no),
           kind, title, status, hs_heading, country, period_from, period_to
    FROM (
      SELECT (jsonb_populate_record(b, c.changes - 'bulletin_no')).*, c.retracted
      FROM bulletin b CROSS JOIN LATERAL corrections_of(b.source, b.id, 'bulletin', 'infinity') c
      WHERE b.bulletin_no = ANY (numbers)
    ) AS stated
    WHERE NOT retracted
    ORDER BY bulletin_no, time DESC, recorded_at DESC, id DESC;
END $$;

-- Two statements of one bulletin at the same moment would each miss the other: as seizures, they take the lock alone.
CREATE FUNCTION bulletin_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  PERFORM restate_bulletins((SELECT array_agg(DISTINCT bulletin_no) FROM added));
  RETURN NULL;
END $$;
CREATE TRIGGER bulletin_kept AFTER INSERT ON bulletin REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION bulletin_kept();

-- Indicators as they stand: the latest statement of a name, period, port and route.
CREATE TABLE indicator_now (
  name text NOT NULL,
  period text NOT NULL,
  port text,
  route text,
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  id text NOT NULL,
  value double precision NOT NULL,
  unit text NOT NULL,
  target double precision,
  better text,
  ko text,
  en text,
  UNIQUE NULLS NOT DISTINCT (name, period, port, route)
) WITH (fillfactor = 70);

-- Periods are a year, quarter (2026-Q3), month or day. A row that another program wrote with anything else counts nowhere.
CREATE FUNCTION is_period(period text) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN period ~ '^[12]\d{3}(-(Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?))?$';

CREATE FUNCTION start_of_period(period text) RETURNS date LANGUAGE sql IMMUTABLE
  RETURN make_date(
    left(period, 4)::integer,
    CASE WHEN period LIKE '%Q%' THEN right(period, 1)::integer * 3 - 2 WHEN length(period) >= 7 THEN substr(period, 6, 2)::integer ELSE 1 END,
    1) + CASE WHEN length(period) = 10 THEN right(period, 2)::integer - 1 ELSE 0 END;

CREATE FUNCTION end_of_period(period text) RETURNS date LANGUAGE sql IMMUTABLE
  RETURN (start_of_period(period) + CASE WHEN length(period) = 10 THEN INTERVAL '1 day' WHEN period LIKE '%Q%' THEN INTERVAL '3 months'
                                     WHEN length(period) = 7 THEN INTERVAL '1 month' ELSE INTERVAL '1 year' END)::date - 1;

CREATE FUNCTION period_before(period text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN length(period) = 10 THEN to_char(start_of_period(period) - 1, 'YYYY-MM-DD')
              WHEN period LIKE '%Q%' THEN to_char(start_of_period(period) - 1, 'YYYY-"Q"Q')
              WHEN length(period) = 7 THEN to_char(start_of_period(period) - 1, 'YYYY-MM')
              ELSE to_char(start_of_period(period) - 1, 'YYYY') END;

-- A further statement: the latest of its name, period, port and route counts. Its own corrections may have come before it.
CREATE FUNCTION indicator_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  INSERT INTO indicator_now AS n
    SELECT DISTINCT ON (name, period, port, route)
           name, period, port, route, time, recorded_at, id, value, unit, target, better, ko, en
    FROM (
      SELECT a.* FROM added a
      WHERE NOT EXISTS (SELECT FROM correction_target t WHERE (t.source, t.id, t.type) = (a.source, a.id, 'indicator'))
      UNION ALL
      SELECT (jsonb_populate_record(a::indicator, c.changes - ARRAY['name', 'period', 'port', 'route'])).*
      FROM correction_target t JOIN added a USING (source, id)
      CROSS JOIN LATERAL corrections_of(a.source, a.id, 'indicator', 'infinity') c
      WHERE t.type = 'indicator' AND NOT c.retracted
    ) AS stated
    WHERE is_period(period)
    ORDER BY name, period, port, route, time DESC, recorded_at DESC, id DESC
  ON CONFLICT (name, period, port, route) DO UPDATE SET
    time = excluded.time, recorded_at = excluded.recorded_at, id = excluded.id, value = excluded.value, unit = excluded.unit,
    target = excluded.target, better = excluded.better, ko = excluded.ko, en = excluded.en
    WHERE (excluded.time, excluded.recorded_at, excluded.id) > (n.time, n.recorded_at, n.id);
  RETURN NULL;
END $$;
CREATE TRIGGER indicator_kept AFTER INSERT ON indicator REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION indicator_kept();

-- Corrections have the lock alone: the named ones are made anew.
CREATE FUNCTION restate_indicators(events event_name[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  named jsonb;
BEGIN
  IF events IS NULL THEN RETURN; END IF;
  SELECT jsonb_agg(DISTINCT jsonb_build_object('name', name, 'period', period, 'port', port, 'route', route)) INTO named
    FROM unnest(events) e JOIN indicator i USING (source, id);
  DELETE FROM indicator_now n USING jsonb_populate_recordset(NULL::indicator_now, named) k
    WHERE (n.name, n.period) = (k.name, k.period) AND (n.port, n.route) IS NOT DISTINCT FROM (k.port, k.route);
  INSERT INTO indicator_now
    SELECT DISTINCT ON (name, period, port, route)
           name, period, port, route, time, recorded_at, id, value, unit, target, better, ko, en
    FROM (
      SELECT (jsonb_populate_record(i, c.changes - ARRAY['name', 'period', 'port', 'route'])).*, c.retracted
      FROM jsonb_populate_recordset(NULL::indicator_now, named) k
      JOIN indicator i ON (i.name, i.period) = (k.name, k.period) AND (i.port, i.route) IS NOT DISTINCT FROM (k.port, k.route)
      CROSS JOIN LATERAL corrections_of(i.source, i.id, 'indicator', 'infinity') c
    ) AS stated
    WHERE NOT retracted AND is_period(period)
    ORDER BY name, period, port, route, time DESC, recorded_at DESC, id DESC;
END $$;

-- Counts what was ever stated about cases: what is expensive to say of them (see 0003) is said again only when it moves.
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

-- After correction_added, which takes the lock alone and says which events are corrected.
CREATE FUNCTION cases_corrected() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM add_currency(restate_declarations(
    (SELECT array_agg(ROW(target_source, target_id)::event_name) FROM added WHERE target_type = 'declaration')));
  PERFORM restate_bulletins((SELECT array_agg(DISTINCT b.bulletin_no) FROM added JOIN bulletin b
    ON b.source = target_source AND b.id = target_id WHERE target_type = 'bulletin'));
  PERFORM restate_indicators(
    (SELECT array_agg(ROW(target_source, target_id)::event_name) FROM added WHERE target_type = 'indicator'));
  UPDATE case_revision SET revision = revision + 1 WHERE EXISTS (SELECT FROM added WHERE target_type = 'seizure');
  RETURN NULL;
END $$;
CREATE TRIGGER d_cases_corrected AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION cases_corrected();
