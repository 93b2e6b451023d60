-- Why: an item's AI verdict and officer's verdict are a pair, in whatever order they come, and the pair is what shows
-- disagreement. Kept here are the items that matter: those that the AI did not find clear, that an officer read, whose last
-- reading was too short, or that the second line read. The others, 97 % of 700,000 a day, are the remainder of the counts.
-- Verdicts of one subject at one place (port and route) that lie within three days of each other belong to one item. What is
-- stated of the same subject at another place is another item: a feed speaks for its own places, and can neither clear nor
-- take over what was read elsewhere.

-- Countries whose goods are inspected for at least seven seconds [P]; the list in force is not published [E]. An edit
-- applies to verdicts that come, or are corrected, after it.
CREATE TABLE high_risk_origin (
  origin text PRIMARY KEY,
  why text NOT NULL
);
INSERT INTO high_risk_origin
  SELECT unnest(ARRAY['TH', 'VN', 'LA', 'KH', 'MM', 'MY', 'MX', 'NL', 'PE', 'EC', 'CO', 'BR']), 'our estimate';

-- Ports that read what a first line has cleared [P: the pilot at East Seoul]. An edit applies as above.
CREATE TABLE second_line_port (port text PRIMARY KEY);
INSERT INTO second_line_port VALUES ('SEL-MAIL');

-- Subjects are compared byte by byte: three times as fast as by the rules of a language.
CREATE TABLE item (
  subject text COLLATE "C" NOT NULL,
  port text NOT NULL,
  route text NOT NULL,
  -- Read by the second line: it stands at another port than the first line's pair.
  second_line boolean NOT NULL,
  -- `day` is the site day of the first reading.
  day date NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  -- The latest verdict of each side; NULL: it has not come.
  ai_result text,
  ai_at timestamptz,
  officer_result text,
  officer_at timestamptz,
  officer_station text,
  -- The officers' first verdict.
  decided_at timestamptz,
  -- What it came in; where the second line does not state it, from its only first line.
  batch text,
  origin text,
  -- Its verdicts that count_day holds as primary and not flagged.
  clear_primaries integer NOT NULL,
  -- flagged: the AI did not find it clear, and no officer has read it. again: goods of a high-risk country, inspected for
  -- too short a time and not for long enough since. Neither ends by itself.
  waits text CHECK (waits IN ('flagged', 'again')),
  waits_since timestamptz,
  -- Of the second line: what was decided before at each port that had read it on the same route, in the order of their codes:
  -- [{"port", "decision": "cleared" | "held", "batch"}]. All of them, so that no port hides what another decided.
  first_lines jsonb,
  created_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (subject, port, route)
) WITH (fillfactor = 80);
CREATE INDEX item_waiting ON item (port, route, waits_since) INCLUDE (waits) WHERE waits IS NOT NULL;
CREATE INDEX item_decided ON item (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX item_second_line ON item (day) WHERE second_line;
CREATE INDEX item_created ON item (created_by);
CREATE TYPE item_key AS (subject text, port text, route text);

CREATE TABLE count_pair (
  day date NOT NULL,
  port text NOT NULL,
  route text NOT NULL,
  -- The officer's seat; empty where no officer has read.
  station text NOT NULL,
  ai text NOT NULL CHECK (ai IN ('clear', 'suspect', 'confirmed', 'pending')),
  officer text NOT NULL CHECK (officer IN ('clear', 'suspect', 'confirmed', 'pending')),
  items bigint NOT NULL,
  clear_primaries bigint NOT NULL,
  PRIMARY KEY (day, port, route, station, ai, officer)
) WITH (fillfactor = 70);
CREATE TYPE pair_change AS (day date, port text, route text, station text, ai text, officer text, items bigint,
                            clear_primaries bigint);

-- Verdicts of some subjects between two times, except those that were corrected. Without statistics of a new day's chunk the
-- planner would read all of it (10 µs a row became 300): it may not, subjects are looked up one by one.
CREATE FUNCTION verdicts_as_first_stated(subjects text[], since timestamptz, until timestamptz)
RETURNS SETOF verdict LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
  RETURN QUERY
  SELECT v.* FROM unnest(subjects) AS s(subject)
  CROSS JOIN LATERAL (
    SELECT * FROM verdict v
    WHERE v.subject = s.subject COLLATE "C" AND v.time >= since AND v.time <= until
    OFFSET 0
  ) v
  WHERE NOT EXISTS (SELECT FROM correction_target t WHERE (t.feed, t.source, t.id, t.type) = (v.feed, v.source, v.id, 'verdict'));
END $$;

-- What each port had decided before a time, of the readings at each, in order: [{"port", "readings": [{"at", "officer",
-- "result", "batch"}]}]. The officer's decision counts, else the AI's.
CREATE FUNCTION first_lines_of(first_readings jsonb, before timestamptz) RETURNS jsonb LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT jsonb_agg(jsonb_build_object('port', port, 'decision', CASE WHEN result = 'clear' THEN 'cleared' ELSE 'held' END,
                                      'batch', batch) ORDER BY port COLLATE "C")
  FROM (
    SELECT p.port, (array_agg(r.result ORDER BY r.officer DESC, r.place DESC) FILTER (WHERE r.at < before))[1] AS result,
           (array_agg(r.batch ORDER BY r.place DESC) FILTER (WHERE r.batch IS NOT NULL))[1] AS batch
    FROM jsonb_to_recordset(first_readings) AS p(port text, readings jsonb)
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(p.readings) AS (at timestamptz, officer boolean, result text, batch text))
      WITH ORDINALITY AS r(at, officer, result, batch, place)
    GROUP BY p.port
  ) AS decided
  WHERE result IS NOT NULL;
END;

-- Items of some subjects as the verdicts between two times define them, under all corrections. `early` are verdicts that are
-- being written and had been corrected before they came: corrected_verdict does not hold them yet. Planned once: planning
-- took as long as pairing some hundred items.
CREATE FUNCTION items_as_stated(subjects text[], since timestamptz, until timestamptz, early verdict[])
RETURNS SETOF item LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH stated AS (
    SELECT * FROM verdicts_as_first_stated(subjects, since, until)
    UNION ALL
    SELECT c.* FROM unnest(subjects) AS s(subject)
    CROSS JOIN LATERAL (
      SELECT time, recorded_at, feed, source, id, port, route, station, subject, stage, judged_by, result, scan_ms, score,
             model, origin, batch, received_at
      FROM corrected_verdict c
      WHERE c.subject = s.subject COLLATE "C" AND c.time >= since AND c.time <= until AND NOT c.retracted
      OFFSET 0
    ) c
    UNION ALL
    SELECT * FROM unnest(early) WHERE subject = ANY (subjects)
  ), reading AS (
    SELECT *, port IN (SELECT port FROM second_line_port) AS second_line,
           scan_ms < 7000 AND coalesce(origin IN (SELECT origin FROM high_risk_origin), false) AS short
    FROM stated
  ), ordered AS (
    SELECT *,
           row_number() OVER (PARTITION BY subject, route, port ORDER BY time, recorded_at, source, id, feed) AS place,
           row_number() OVER (PARTITION BY subject, route, port, judged_by
                              ORDER BY time DESC, recorded_at DESC, source DESC, id DESC, feed DESC) AS place_from_last,
           max(time) FILTER (WHERE judged_by = 'ai' AND result = 'clear') OVER of_item AS ai_cleared_at,
           max(time) FILTER (WHERE scan_ms >= 7000) OVER of_item AS intensive_at,
           bool_or(second_line) OVER (PARTITION BY subject, route) AS twice_read
    FROM reading WINDOW of_item AS (PARTITION BY subject, route, port)
  ), made AS (
    SELECT subject, port, route, second_line,
           min(time) AS first_at,
           max(time) AS last_at,
           max(result) FILTER (WHERE judged_by = 'ai' AND place_from_last = 1) AS ai_result,
           max(time) FILTER (WHERE judged_by = 'ai') AS ai_at,
           max(result) FILTER (WHERE judged_by = 'officer' AND place_from_last = 1) AS officer_result,
           max(time) FILTER (WHERE judged_by = 'officer') AS officer_at,
           max(station) FILTER (WHERE judged_by = 'officer' AND place_from_last = 1) AS officer_station,
           min(time) FILTER (WHERE judged_by = 'officer') AS decided_at,
           (array_agg(batch ORDER BY place DESC) FILTER (WHERE batch IS NOT NULL))[1] AS batch,
           (array_agg(origin ORDER BY place DESC) FILTER (WHERE origin IS NOT NULL))[1] AS origin,
           count(*) FILTER (WHERE stage = 'primary' AND result = 'clear')::integer AS clear_primaries,
           min(time) FILTER (WHERE judged_by = 'ai' AND result <> 'clear'
                             AND time >= coalesce(ai_cleared_at, '-infinity')) AS flagged_since,
           min(time) FILTER (WHERE short AND time > coalesce(intensive_at, '-infinity')) AS again_since,
           jsonb_agg(jsonb_build_object('at', time, 'officer', judged_by = 'officer', 'result', result, 'batch', batch)
                     ORDER BY place) FILTER (WHERE twice_read AND NOT second_line) AS readings
    FROM ordered GROUP BY subject, route, port, second_line
  ), joined AS (
    SELECT *, jsonb_agg(jsonb_build_object('port', port, 'readings', readings)) FILTER (WHERE readings IS NOT NULL)
                OVER (PARTITION BY subject, route) AS first_readings
    FROM made
  ), whole AS (
    SELECT *, CASE WHEN second_line AND first_readings IS NOT NULL THEN first_lines_of(first_readings, first_at) END AS first_lines
    FROM joined
  )
  SELECT subject, port, route, second_line, site_day(first_at), first_at, last_at, ai_result, ai_at, officer_result,
         officer_at, officer_station, decided_at,
         coalesce(batch, CASE WHEN jsonb_array_length(first_lines) = 1 THEN first_lines #>> '{0,batch}' END), origin,
         clear_primaries,
         CASE WHEN ai_result <> 'clear' AND officer_result IS NULL THEN 'flagged' WHEN again_since IS NOT NULL THEN 'again' END,
         CASE WHEN ai_result <> 'clear' AND officer_result IS NULL THEN flagged_since ELSE again_since END,
         first_lines, NULL::xid8
  FROM whole
  WHERE (ai_result <> 'clear' OR officer_result IS NOT NULL OR again_since IS NOT NULL OR second_line)
    AND first_at >= (SELECT kept_from FROM horizon WHERE what = 'minute');
END $$;

-- Whether two rows of an item are the same but for their bookkeeping.
CREATE FUNCTION same_item(a item, b item) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN ((a).second_line, (a).first_at, (a).last_at, (a).ai_result, (a).ai_at, (a).officer_result, (a).officer_at,
          (a).officer_station, (a).decided_at, (a).batch, (a).origin, (a).clear_primaries, (a).waits, (a).waits_since,
          (a).first_lines)
    IS NOT DISTINCT FROM
         ((b).second_line, (b).first_at, (b).last_at, (b).ai_result, (b).ai_at, (b).officer_result, (b).officer_at,
          (b).officer_station, (b).decided_at, (b).batch, (b).origin, (b).clear_primaries, (b).waits, (b).waits_since,
          (b).first_lines);

-- What had let an item of the second line through: some first line, or none though one had read it.
CREATE FUNCTION first_line_of(i item) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN (i).first_lines @> '[{"decision": "cleared"}]' THEN 'cleared' WHEN (i).first_lines IS NOT NULL THEN 'held' END;

CREATE FUNCTION is_leak(i item) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN coalesce(first_line_of(i) = 'cleared'
                  AND coalesce((i).officer_result, (i).ai_result) <> 'clear', false);

-- Adds to the counts of pairs, when all items are locked.
CREATE FUNCTION add_pairs(changes pair_change[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO count_pair AS c
    SELECT day, port, route, station, ai, officer, sum(items), sum(clear_primaries) FROM unnest(changes)
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (day, port, route, station, ai, officer) DO UPDATE SET
    items = c.items + excluded.items, clear_primaries = c.clear_primaries + excluded.clear_primaries;
END $$;

-- Brings items up to what is stated. Their rows are locked first, in order, also those that are not there yet: what another
-- writer has committed meanwhile is seen by the statement after it. The counts follow by difference; `also` is added to them.
CREATE FUNCTION restate_items(keys item_key[], since timestamptz, until timestamptz, early verdict[] DEFAULT '{}',
                              also pair_change[] DEFAULT '{}')
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  -- The farthest that verdicts of one item lie apart.
  apart CONSTANT interval := INTERVAL '3 days';
  changes pair_change[];
  changed boolean;
  twice_read boolean;
BEGIN
  IF keys IS NULL THEN RETURN; END IF;
  INSERT INTO item AS i (subject, port, route, second_line, day, first_at, last_at, clear_primaries)
    SELECT DISTINCT subject, port, route, false, 'infinity'::date, 'infinity'::timestamptz, '-infinity'::timestamptz, 0
    FROM unnest(keys) ORDER BY 1, 2, 3
  ON CONFLICT (subject, port, route) DO UPDATE SET day = i.day WHERE false;
  SELECT least(since, min(i.first_at)), greatest(until, max(i.last_at)) INTO since, until
    FROM unnest(keys) k CROSS JOIN LATERAL (
      SELECT first_at, last_at FROM item i WHERE i.subject = k.subject AND i.port = k.port AND i.route = k.route OFFSET 0) i;

  WITH found AS MATERIALIZED (
    SELECT before, place
    FROM (SELECT DISTINCT subject, port, route FROM unnest(keys)) k
    CROSS JOIN LATERAL (SELECT i AS before, i.ctid AS place FROM item i
                        WHERE i.subject = k.subject AND i.port = k.port AND i.route = k.route OFFSET 0) i
  ), pair AS MATERIALIZED (
    SELECT place, before, after, isfinite((before).first_at) AS was, after IS DISTINCT FROM NULL AS is
    FROM found f
    LEFT JOIN items_as_stated(ARRAY(SELECT DISTINCT subject FROM unnest(keys)), since - apart, until + apart, early) after
      ON after.subject = (before).subject AND after.port = (before).port AND after.route = (before).route
  ), written AS (
    UPDATE item i SET (second_line, day, first_at, last_at, ai_result, ai_at, officer_result, officer_at, officer_station,
                       decided_at, batch, origin, clear_primaries, waits, waits_since, first_lines)
      = ((after).second_line, (after).day, (after).first_at, (after).last_at, (after).ai_result, (after).ai_at,
         (after).officer_result, (after).officer_at, (after).officer_station, (after).decided_at, (after).batch,
         (after).origin, (after).clear_primaries, (after).waits, (after).waits_since, (after).first_lines)
    FROM pair WHERE i.ctid = place AND pair.is AND NOT (was AND same_item(before, after))
  ), removed AS (
    DELETE FROM item i USING pair WHERE i.ctid = place AND NOT pair.is
  ), signed AS (
    SELECT -1 AS sign, before AS i FROM pair WHERE was
    UNION ALL
    SELECT 1, after FROM pair WHERE pair.is
  )
  SELECT (SELECT array_agg(change::pair_change) FROM (
            SELECT (i).day, (i).port, (i).route, coalesce((i).officer_station, ''), coalesce((i).ai_result, 'pending'),
                   coalesce((i).officer_result, 'pending'), sum(sign), sum(sign * (i).clear_primaries)
            FROM signed GROUP BY 1, 2, 3, 4, 5, 6
            HAVING sum(sign) <> 0 OR sum(sign * (i).clear_primaries) <> 0) AS change),
         bool_or((was OR pair.is) AND NOT (was AND pair.is AND same_item(before, after))),
         bool_or((before).first_lines IS NOT NULL OR (after).first_lines IS NOT NULL)
    INTO changes, changed, twice_read FROM pair;

  PERFORM add_pairs(also || changes);
  IF changed OR cardinality(also) > 0 THEN PERFORM announce_topics('item'); END IF;
  -- What the second line found in the first line's mail, including leaks and their siblings.
  IF changed AND twice_read THEN PERFORM announce_topics('second-line'); END IF;
END $$;

-- Subjects with more than one verdict between two times, or with a corrected one.
CREATE FUNCTION read_again(subjects text[], since timestamptz, until timestamptz) RETURNS SETOF text
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN QUERY
  SELECT s.subject FROM unnest(subjects) AS s(subject)
  WHERE EXISTS (SELECT FROM verdict v WHERE v.subject = s.subject COLLATE "C" AND v.time >= since AND v.time <= until OFFSET 1)
     OR EXISTS (SELECT FROM corrected_verdict c WHERE c.subject = s.subject COLLATE "C" OFFSET 0);
END $$;

-- Most items begin with one verdict and nothing else is known of them: they are written at once from that verdict. Returns
-- what was written, as counted, and the subjects that another writer wrote first.
CREATE FUNCTION add_first_readings(firsts verdict[], OUT changes pair_change[], OUT taken text[])
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
BEGIN
  WITH written AS (
    INSERT INTO item (subject, port, route, second_line, day, first_at, last_at, ai_result, ai_at, officer_result, officer_at,
                      officer_station, decided_at, batch, origin, clear_primaries, waits, waits_since)
      SELECT subject, port, route, false, site_day(time), time, time,
             CASE WHEN judged_by = 'ai' THEN result END, CASE WHEN judged_by = 'ai' THEN time END,
             CASE WHEN judged_by = 'officer' THEN result END, CASE WHEN judged_by = 'officer' THEN time END,
             CASE WHEN judged_by = 'officer' THEN station END, CASE WHEN judged_by = 'officer' THEN time END,
             batch, origin, (stage = 'primary' AND result = 'clear')::integer, waits, CASE WHEN waits IS NOT NULL THEN time END
      FROM (
        SELECT *, CASE WHEN judged_by = 'ai' AND result <> 'clear' THEN 'flagged'
                       WHEN scan_ms < 7000 AND origin IN (SELECT h.origin FROM high_risk_origin h) THEN 'again' END AS waits
        FROM unnest(firsts)) AS first
      ORDER BY subject COLLATE "C"
    ON CONFLICT (subject, port, route) DO NOTHING
    RETURNING subject, day, port, route, officer_station, ai_result, officer_result, clear_primaries
  )
  SELECT (SELECT array_agg(change::pair_change) FROM (
            SELECT day, port, route, coalesce(officer_station, ''), coalesce(ai_result, 'pending'),
                   coalesce(officer_result, 'pending'), count(*), sum(clear_primaries)
            FROM written GROUP BY 1, 2, 3, 4, 5, 6) AS change),
         (SELECT array_agg(f.subject) FROM unnest(firsts) f WHERE f.subject NOT IN (SELECT w.subject FROM written w))
    INTO changes, taken;
END $$;

-- A verdict of the first line may also change the second line's item.
CREATE FUNCTION with_second_line(keys item_key[]) RETURNS item_key[] LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
SET enable_seqscan = off AS $$
BEGIN
  RETURN (
    SELECT keys || array_agg(ROW(i.subject, i.port, i.route)::item_key)
    FROM (SELECT DISTINCT subject FROM unnest(keys)) k
    CROSS JOIN LATERAL (SELECT subject, port, route FROM item i WHERE i.subject = k.subject AND i.second_line OFFSET 0) i);
END $$;

-- Verdicts that begin an item, or belong to one. What the AI found clear is looked up in `item`, which holds a few percent of
-- all: as a subquery of its own, or the planner would read the whole table to hash it.
CREATE FUNCTION verdict_paired() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  risky text[] := ARRAY(SELECT origin FROM high_risk_origin);
  second_ports text[] := ARRAY(SELECT port FROM second_line_port);
  kept_from timestamptz := (SELECT h.kept_from FROM horizon h WHERE what = 'minute');
  firsts verdict[];
  again text[];
  written record;
  keys item_key[];
  since timestamptz;
  until timestamptz;
  early verdict[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  SELECT array_agg(ROW(time, recorded_at, feed, source, id, port, route, station, subject, stage, judged_by, result, scan_ms,
                       score, model, origin, batch, received_at)::verdict) FILTER (WHERE NOT known AND port <> ALL (second_ports)),
         array_agg(ROW(subject, port, route)::item_key) FILTER (WHERE known OR port = ANY (second_ports)),
         min(time), max(time)
    INTO firsts, keys, since, until
  FROM (
    SELECT added.*, (SELECT true FROM item i
                     WHERE i.subject = added.subject AND i.route = added.route AND (i.port = added.port OR i.second_line)
                     LIMIT 1) IS TRUE AS known
    FROM added WHERE time >= kept_from OFFSET 0
  ) AS each
  WHERE result <> 'clear' OR judged_by = 'officer' OR (scan_ms < 7000 AND origin = ANY (risky)) OR port = ANY (second_ports)
     OR known;

  -- Corrected before it came.
  SELECT array_agg(corrected) FILTER (WHERE NOT retracted),
         keys || array_agg(ROW((corrected).subject, (corrected).port, (corrected).route)::item_key),
         least(since, min((corrected).time)), greatest(until, max((corrected).time)),
         array_agg(stated)
    INTO early, keys, since, until, again
  FROM (
    SELECT a.subject AS stated, jsonb_populate_record(a::verdict, c.changes) AS corrected, c.retracted
    FROM added a JOIN correction_target t USING (feed, source, id)
    CROSS JOIN LATERAL corrections_of(a.feed, a.source, a.id, a.time, 'verdict', 'infinity') c
    WHERE t.type = 'verdict' AND a.time >= kept_from
  ) AS corrected;

  IF firsts IS NOT NULL THEN
    again := again || ARRAY(SELECT (k).subject FROM unnest(keys) k) || ARRAY(
      SELECT read_again(ARRAY(SELECT f.subject FROM unnest(firsts) f), since - INTERVAL '3 days', until + INTERVAL '3 days'));
    SELECT * INTO written FROM add_first_readings(ARRAY(SELECT f FROM unnest(firsts) f WHERE f.subject <> ALL (again)));
    keys := keys || ARRAY(SELECT ROW(f.subject, f.port, f.route)::item_key FROM unnest(firsts) f
                          WHERE f.subject = ANY (again || written.taken));
    IF cardinality(keys) = 0 THEN
      PERFORM add_pairs(written.changes);
      PERFORM announce_topics('item');
    ELSE
      PERFORM restate_items(with_second_line(keys), since, until, early, coalesce(written.changes, '{}'));
    END IF;
  ELSIF keys IS NOT NULL THEN
    PERFORM restate_items(with_second_line(keys), since, until, early);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER a_verdict_paired AFTER INSERT ON verdict REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION verdict_paired();

-- Verdicts that a correction names: the items they may have belonged to under any of their corrections, and those they belong to
-- now. After the corrections have been counted (corrected_verdict holds them), hence the name.
CREATE FUNCTION verdict_repaired() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  since timestamptz;
  until timestamptz;
  keys item_key[];
BEGIN
  WITH named AS (
    SELECT c.feed, c.source, c.id, c.time
    FROM corrected_verdict c JOIN (SELECT DISTINCT target_feed, target_source, target_id FROM added WHERE target_type = 'verdict') n
      ON (c.feed, c.source, c.id) = (n.target_feed, n.target_source, n.target_id)
    WHERE c.time >= (SELECT kept_from FROM horizon WHERE what = 'minute')
  ), stated AS MATERIALIZED (
    SELECT n.time, v.subject, v.port, v.route,
           ARRAY(SELECT k.changes FROM correction k
                 WHERE k.target_type = 'verdict' AND (k.target_feed, k.target_source, k.target_id) = (v.feed, v.source, v.id)) AS changes
    FROM named n JOIN verdict v USING (feed, source, id, time)
  )
  SELECT min(stated.time), max(stated.time), array_agg(DISTINCT ROW(s.subject, p.port, r.route)::item_key)
    INTO since, until, keys
  FROM stated
  CROSS JOIN LATERAL (SELECT stated.subject UNION SELECT c ->> 'subject' FROM unnest(changes) c WHERE c ? 'subject') s
  CROSS JOIN LATERAL (SELECT stated.port UNION SELECT c ->> 'port' FROM unnest(changes) c WHERE c ? 'port') p
  CROSS JOIN LATERAL (SELECT stated.route UNION SELECT c ->> 'route' FROM unnest(changes) c WHERE c ? 'route') r;
  IF keys IS NULL THEN RETURN NULL; END IF;
  PERFORM restate_items(with_second_line(keys), since, until);
  RETURN NULL;
END $$;
CREATE TRIGGER d_verdict_repaired AFTER INSERT ON correction REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION verdict_repaired();

-- Two writers at the same moment: one writes an item, the other looks it up for what the AI found clear, and misses it. So
-- every new item is compared with its verdicts again when all those writers have ended: they had begun before `held`, a
-- snapshot in which the item is there. Items visible in `settled` have been compared.
CREATE TABLE item_check (
  settled pg_snapshot NOT NULL,
  held pg_snapshot NOT NULL
);
INSERT INTO item_check VALUES (pg_current_snapshot(), pg_current_snapshot());

-- Any number of servers may call it, often; where nothing is new it writes nothing. Returns how many items had missed a verdict.
CREATE FUNCTION repair_items() RETURNS integer LANGUAGE plpgsql SET search_path FROM CURRENT
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  current pg_snapshot := pg_current_snapshot();
  checked item_check;
  found item[];
  missed item_key[];
  since timestamptz;
  until timestamptz;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('gwanje items ' || current_schema(), 0)) THEN RETURN 0; END IF;
  PERFORM pg_advisory_xact_lock_shared(correction_lock());
  SELECT * INTO checked FROM item_check;
  IF pg_snapshot_xmax(checked.held) > pg_snapshot_xmax(current) THEN
    -- The database was restored from a dump: its transactions are numbered from the start again.
    UPDATE item SET created_by = pg_current_xact_id();
    UPDATE item_check SET settled = current, held = current;
    RETURN 0;
  END IF;
  IF pg_snapshot_xmin(current) < pg_snapshot_xmax(checked.held)
     OR NOT EXISTS (SELECT FROM item WHERE created_by >= pg_snapshot_xmin(checked.settled)
                      AND NOT pg_visible_in_snapshot(created_by, checked.settled)) THEN
    RETURN 0;
  END IF;
  SELECT array_agg(i), min(first_at), max(last_at) INTO found, since, until FROM item i
    WHERE created_by >= pg_snapshot_xmin(checked.settled) AND created_by < pg_snapshot_xmax(checked.held)
      AND pg_visible_in_snapshot(created_by, checked.held) AND NOT pg_visible_in_snapshot(created_by, checked.settled);
  IF found IS NOT NULL THEN
    SELECT array_agg(ROW((kept).subject, (kept).port, (kept).route)::item_key) INTO missed
    FROM unnest(found) kept
    LEFT JOIN items_as_stated(ARRAY(SELECT DISTINCT subject FROM unnest(found)), since - INTERVAL '3 days',
                              until + INTERVAL '3 days', '{}') stated
      ON stated.subject = kept.subject AND stated.port = kept.port AND stated.route = kept.route
    WHERE stated IS NOT DISTINCT FROM NULL OR NOT same_item(kept, stated);
    PERFORM restate_items(missed, since, until);
  END IF;
  UPDATE item_check SET settled = checked.held, held = current;
  RETURN coalesce(cardinality(missed), 0);
END $$;

-- Items and their counts are kept as long as minutes are, whether they still wait or not.
CREATE FUNCTION drop_past_items() RETURNS void LANGUAGE sql SET search_path FROM CURRENT
BEGIN ATOMIC
  DELETE FROM item WHERE day < (SELECT site_day(kept_from) FROM horizon WHERE what = 'minute');
  DELETE FROM count_pair WHERE day < (SELECT site_day(kept_from) FROM horizon WHERE what = 'minute');
END;

-- What came in the same bag of mail as a leak and was read by the first line that cleared it, and how much of it the second
-- line has read. A retracted reading does not count; other corrections of a sibling are left out.
CREATE FUNCTION siblings_of(leak item, first_port text, bag text) RETURNS TABLE (subject text, reread boolean)
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET enable_seqscan = off
SET enable_bitmapscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  -- The bag was read by the first line some days before, at most [E].
  since CONSTANT timestamptz := leak.first_at - INTERVAL '7 days';
  until CONSTANT timestamptz := leak.last_at + INTERVAL '1 day';
BEGIN
  RETURN QUERY
  SELECT s.subject,
         (SELECT true FROM item i WHERE i.subject = s.subject AND i.second_line AND i.route = 'mail' LIMIT 1) IS TRUE
  FROM (
    SELECT DISTINCT v.subject FROM verdict v
    WHERE v.batch = bag COLLATE "C" AND v.route = 'mail' AND v.port = first_port AND v.time >= since AND v.time <= until
      AND v.subject <> leak.subject
      AND NOT EXISTS (SELECT FROM corrected_verdict c
                      WHERE (c.feed, c.source, c.id, c.time) = (v.feed, v.source, v.id, v.time) AND c.retracted)
  ) s;
END $$;
