-- Why: currency checks come by thousands a day, twenty times that in drills, so their sums per site day are kept as they come,
-- exact under corrections.

-- Money carried out, per site day. `above` and `undeclared`: strictly above US$ 10,000, from where on a declaration is owed [P].
CREATE TYPE currency_change AS (
  day date, port text, route text, checks bigint, declared bigint, declared_above bigint, declared_above_usd numeric,
  undeclared bigint, undeclared_krw numeric
);
CREATE TABLE currency_day OF currency_change (PRIMARY KEY (day, port, route)) WITH (fillfactor = 70);
CREATE INDEX currency_day_undeclared ON currency_day (day) WHERE undeclared > 0;

-- What a courier is called outside the database: each has an alarm of its own, and no pseudonym leaves it. Without the salt a
-- name cannot be traced to a pseudonym; every realm has a salt of its own.
CREATE TABLE courier_salt (salt uuid NOT NULL DEFAULT gen_random_uuid());
INSERT INTO courier_salt DEFAULT VALUES;
CREATE FUNCTION courier_name(courier text) RETURNS text LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN left(encode(sha256(convert_to((SELECT salt FROM courier_salt) || courier, 'UTF8')), 'hex'), 10);

-- Declarations that are corrected, as they count now.
CREATE TABLE corrected_declaration (LIKE declaration, retracted boolean NOT NULL, PRIMARY KEY (source, id, feed, time));

CREATE FUNCTION currency_change(d declaration, sign bigint) RETURNS currency_change LANGUAGE sql IMMUTABLE
  RETURN ROW(site_day((d).time), (d).port, (d).route, sign,
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

-- As restate_arrivals: brings the named declarations up to what is known; the result is what the sums change by.
CREATE FUNCTION restate_declarations(events event_name[], OUT changes currency_change[])
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  WITH target AS (
    SELECT d.* FROM (SELECT DISTINCT feed, source, id FROM unnest(events)) e JOIN declaration d USING (feed, source, id)
  ), after AS (
    SELECT (jsonb_populate_record(t::declaration, c.changes)).*, c.retracted
    FROM target t CROSS JOIN LATERAL corrections_of(t.feed, t.source, t.id, t.time, 'declaration', 'infinity') c
  ), before AS (
    SELECT k.* FROM target t JOIN corrected_declaration k USING (feed, source, id, time)
    UNION ALL
    SELECT t.*, false FROM target t
    WHERE NOT EXISTS (SELECT FROM corrected_declaration k WHERE (k.feed, k.source, k.id, k.time) = (t.feed, t.source, t.id, t.time))
  ), kept AS (
    INSERT INTO corrected_declaration SELECT * FROM after
    ON CONFLICT (source, id, feed, time) DO UPDATE SET
      port = excluded.port, route = excluded.route, direction = excluded.direction, result = excluded.result,
      amount_usd = excluded.amount_usd, amount_krw = excluded.amount_krw, currency = excluded.currency,
      courier = excluded.courier, retracted = excluded.retracted
  ), signed AS (
    SELECT -1 AS sign, before.* FROM before WHERE NOT retracted AND direction = 'out'
    UNION ALL
    SELECT 1, after.* FROM after WHERE NOT retracted AND direction = 'out'
  )
  SELECT array_agg(currency_change(ROW(time, recorded_at, feed, source, id, port, route, direction, result, amount_usd,
                                       amount_krw, currency, courier, received_at)::declaration, sign))
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
  SELECT array_agg(ROW(feed, source, id)::event_name) INTO corrected
    FROM correction_target t JOIN added USING (feed, source, id) WHERE t.type = 'declaration';
  IF corrected IS NOT NULL THEN changes := changes || restate_declarations(corrected); END IF;
  PERFORM add_currency(changes);
  RETURN NULL;
END $$;
CREATE TRIGGER declaration_counted AFTER INSERT ON declaration REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION declaration_counted();
