-- Why: a feed speaks only for itself, whichever way its rows come. An event is of the feed that sent it; a correction reaches
-- what the same feed sent, and a case, lead or bulletin is stated on by the feed that numbered it. Only a token that may
-- correct other feeds reaches further. It is judged here, where rows are written, so that it also holds for a
-- correction that waits for its event.

CREATE FUNCTION is_replay() RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN coalesce((SELECT kind FROM gwanje.realm WHERE name = current_schema()) = 'replay', false);

-- The right is a token's: other tokens of the same feed gain nothing by it. A row without the number of a token was written by
-- SQL. Who writes SQL holds the database: nothing here could keep the feed `sql` from anything; a row written in the name of
-- another feed is held to what any of its tokens may do.
CREATE FUNCTION may_correct_others(by_feed text, by_token bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN by_feed IN ('sql', 'board') OR EXISTS (
    SELECT FROM gwanje.feed_token t WHERE t.realm = current_schema() AND t.feed = by_feed AND t.may_correct_other_feeds
                                      AND t.revoked_at IS NULL AND (by_token IS NULL OR t.id = by_token));

-- Why a correction is refused; NULL: it is not. `feed`: another feed sent the event. `number`: the feed's own event, but stated
-- with the right on what another feed numbered: what was stated so stays in force, and only the right changes it.
CREATE FUNCTION correction_refusal(by_feed text, by_token bigint, of_type text, of_feed text, of_source text, of_id text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
  IF may_correct_others(by_feed, by_token) THEN RETURN NULL; END IF;
  IF of_feed <> by_feed THEN RETURN 'feed'; END IF;
  IF EXISTS (
    SELECT FROM (
      SELECT 'seizure' AS stream, case_no AS number FROM seizure WHERE of_type = 'seizure' AND (source, id, feed) = (of_source, of_id, of_feed)
      UNION ALL
      SELECT 'lead', lead_no FROM lead WHERE of_type = 'lead' AND (source, id, feed) = (of_source, of_id, of_feed)
      UNION ALL
      SELECT 'bulletin', bulletin_no FROM bulletin WHERE of_type = 'bulletin' AND (source, id, feed) = (of_source, of_id, of_feed)
    ) AS stated JOIN number_owner n USING (stream, number) WHERE n.feed <> by_feed)
  THEN RETURN 'number'; END IF;
  RETURN NULL;
END $$;

-- A replay repeats what was judged when it happened. A statement that is being written at the same moment must not be missed:
-- the lock of corrections is taken first.
CREATE FUNCTION correction_aimed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  NEW.target_feed := coalesce(NEW.target_feed, NEW.feed);
  IF is_replay() THEN RETURN NEW; END IF;
  CASE correction_refusal(NEW.feed, NEW.token, NEW.target_type, NEW.target_feed, NEW.target_source, NEW.target_id)
    WHEN 'feed' THEN
      RAISE EXCEPTION 'feed % may not correct what feed % sent', NEW.feed, NEW.target_feed USING ERRCODE = 'insufficient_privilege';
    WHEN 'number' THEN
      RAISE EXCEPTION 'feed % may not correct what it stated on a number of another feed', NEW.feed USING ERRCODE = 'insufficient_privilege';
    ELSE RETURN NEW;
  END CASE;
END $$;
CREATE TRIGGER correction_aimed BEFORE INSERT ON correction FOR EACH ROW EXECUTE FUNCTION correction_aimed();

-- The feed that stated a number first. Another feed that states the same number means another thing, or means harm: what it
-- states is kept apart, under the number with its name behind it, and neither hides nor changes the other.
CREATE TABLE number_owner (
  stream text NOT NULL CHECK (stream IN ('seizure', 'lead', 'bulletin')),
  number text NOT NULL,
  feed text NOT NULL,
  -- Feeds that had it before: all that had been stated on it was taken back.
  before text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (stream, number)
);

CREATE FUNCTION number_column(of_stream text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE of_stream WHEN 'seizure' THEN 'case_no' WHEN 'lead' THEN 'lead_no' WHEN 'bulletin' THEN 'bulletin_no' END;

-- Whether an owner has stated a number and nothing that anybody has stated on it is left: who states it next owns it.
CREATE FUNCTION number_is_free(of_stream text, of_number text, of_owner text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
  answer boolean;
BEGIN
  -- What is about to be given back, since its order was undone, stands.
  EXECUTE format('SELECT bool_or(s.feed = $2) AND bool_and(EXISTS (
                    SELECT FROM taken_event e
                    WHERE (e.source, e.id, e.feed, e.time, e.stream) = (s.source, s.id, s.feed, s.time, %L)
                      AND e.taken_at IS NOT NULL AND e.given_back_at IS NULL
                      AND (SELECT b.undone_at IS NULL FROM taken_back b WHERE b.number = e.number)))
                  FROM %I s WHERE s.%I = $1', of_stream, of_stream, number_column(of_stream))
    INTO answer USING of_number, of_owner;
  RETURN coalesce(answer, false);
END $$;

-- The number under which a feed's statement is kept, or would be.
CREATE FUNCTION number_of(of_stream text, stated text, of_feed text, reaches_others boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
  own text := stated;
  apart text;
  owner text;
BEGIN
  IF reaches_others THEN RETURN stated; END IF;
  -- More than once only where another feed has stated a number that looks like this feed's own.
  LOOP
    owner := (SELECT n.feed FROM number_owner n WHERE (n.stream, n.number) = (of_stream, own));
    IF owner IS NULL OR owner = of_feed THEN RETURN own; END IF;
    apart := own || ' [' || of_feed || ']';
    -- What was kept apart before goes on there: it would be two things otherwise.
    IF number_is_free(of_stream, own, owner)
       AND NOT EXISTS (SELECT FROM number_owner n WHERE (n.stream, n.number, n.feed) = (of_stream, apart, of_feed))
    THEN RETURN own; END IF;
    own := apart;
  END LOOP;
END $$;

-- The first that states a number owns it, and the first after all that was stated on it was taken back.
CREATE FUNCTION claim_number(of_stream text, own text, of_feed text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO number_owner VALUES (of_stream, own, of_feed) ON CONFLICT DO NOTHING;
  UPDATE number_owner n SET feed = of_feed, before = n.before || n.feed
    WHERE (n.stream, n.number) = (of_stream, own) AND n.feed <> of_feed AND number_is_free(of_stream, own, n.feed);
END $$;

-- Whether a correction of an event was made without the right before the event came: with the right the event must not bring it
-- to what another feed numbered.
CREATE FUNCTION corrected_without_right(of_stream text, of_feed text, of_source text, of_id text) RETURNS boolean
LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN EXISTS (
    SELECT FROM correction k
    WHERE (k.target_feed, k.target_source, k.target_id, k.target_type) = (of_feed, of_source, of_id, of_stream) AND k.token IS NOT NULL
      AND NOT EXISTS (SELECT FROM gwanje.feed_token t WHERE t.id = k.token AND t.may_correct_other_feeds));

-- Statements on one number by two feeds at the same moment must not both be the first: as their counts do, they take the lock
-- of corrections alone.
CREATE FUNCTION own_number() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  own text;
  reaches_others boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  CASE TG_ARGV[0]
    WHEN 'seizure' THEN own := NEW.case_no;
    WHEN 'lead' THEN own := NEW.lead_no;
    ELSE own := NEW.bulletin_no;
  END CASE;
  IF NOT is_replay() THEN
    reaches_others := may_correct_others(NEW.feed, NEW.token);
    IF reaches_others AND corrected_without_right(TG_ARGV[0], NEW.feed, NEW.source, NEW.id) THEN reaches_others := false; END IF;
    own := number_of(TG_ARGV[0], own, NEW.feed, reaches_others);
  END IF;
  PERFORM claim_number(TG_ARGV[0], own, NEW.feed);
  CASE TG_ARGV[0]
    WHEN 'seizure' THEN NEW.case_no := own;
    WHEN 'lead' THEN NEW.lead_no := own;
    ELSE NEW.bulletin_no := own;
  END CASE;
  RETURN NEW;
END $$;
CREATE TRIGGER own_number BEFORE INSERT ON seizure FOR EACH ROW EXECUTE FUNCTION own_number('seizure');
CREATE TRIGGER own_number BEFORE INSERT ON lead FOR EACH ROW EXECUTE FUNCTION own_number('lead');
CREATE TRIGGER own_number BEFORE INSERT ON bulletin FOR EACH ROW EXECUTE FUNCTION own_number('bulletin');

-- What a feed said in a period and a person took back, by when the database received it. It can be undone.
CREATE TABLE taken_back (
  number bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  feed text NOT NULL,
  -- From the first instant to before the other.
  said_from timestamptz NOT NULL,
  said_until timestamptz NOT NULL,
  at timestamptz NOT NULL DEFAULT realm_clock_timestamp(),
  undone_at timestamptz,
  -- Something may be left to do: what the order names is settled in parts, and any server goes on with it.
  open boolean NOT NULL DEFAULT true,
  -- When a part of it was settled last: another server leaves it alone meanwhile.
  worked_at timestamptz NOT NULL DEFAULT realm_clock_timestamp(),
  CHECK (said_from < said_until)
);
CREATE UNIQUE INDEX taken_back_stands ON taken_back (feed, said_from, said_until) WHERE undone_at IS NULL;

-- Event by event: neither another event of the same source and id nor what is said later is reached. Its corrections count as
-- if they had not been made, also those that still wait for their event. More than one order may have taken an event back.
CREATE TABLE taken_event (
  number bigint NOT NULL REFERENCES taken_back,
  stream text NOT NULL,
  feed text NOT NULL,
  source text NOT NULL,
  id text NOT NULL,
  time timestamptz NOT NULL,
  -- Since when it does not count, and since when it does again: set with the part that changes what is counted.
  taken_at timestamptz,
  given_back_at timestamptz,
  PRIMARY KEY (source, id, feed, time, stream, number)
);
CREATE INDEX taken_event_to_take ON taken_event (number, stream, source, id, time) WHERE taken_at IS NULL;
CREATE INDEX taken_event_taken ON taken_event (number, stream, source, id, time)
  WHERE taken_at IS NOT NULL AND given_back_at IS NULL;
CREATE INDEX taken_event_since ON taken_event (taken_at);

CREATE FUNCTION is_taken_back(of_stream text, of_feed text, of_source text, of_id text, of_time timestamptz, known_at timestamptz)
RETURNS boolean LANGUAGE sql STABLE
  RETURN EXISTS (SELECT FROM taken_event e
                 WHERE (e.source, e.id, e.feed, e.time, e.stream) = (of_source, of_id, of_feed, of_time, of_stream)
                   AND e.taken_at <= known_at AND (e.given_back_at IS NULL OR e.given_back_at > known_at));

-- Takes back some of what an order names in a stream, or gives it back where the order was undone. With an empty correction of
-- each event by the board comes what follows from any. `settled`: how many; `counted`: of how many of them it changed whether
-- they count; `corrections`: events whose corrections were among them.
CREATE FUNCTION settle_taken_back(of_number bigint, of_stream text, most integer,
                                  OUT settled bigint, OUT counted bigint, OUT corrections bigint)
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  undone boolean;
  part taken_event[];
  before bigint;
BEGIN
  -- One at a time, whichever server, and none beside the order's undoing.
  UPDATE taken_back SET worked_at = realm_clock_timestamp() WHERE number = of_number
    RETURNING undone_at IS NOT NULL INTO undone;
  part := CASE WHEN undone THEN ARRAY(
    SELECT e FROM taken_event e
    WHERE e.number = of_number AND e.stream = of_stream AND e.taken_at IS NOT NULL AND e.given_back_at IS NULL
      -- A flight that has landed by another list meanwhile is one arrival.
      AND NOT (of_stream = 'arrival' AND EXISTS (
        SELECT FROM landed_flight f WHERE (f.source, f.id, f.feed) = (e.source, e.id, e.feed) AND f.time <> e.time))
    ORDER BY e.source, e.id, e.time LIMIT most)
  ELSE ARRAY(
    SELECT e FROM taken_event e WHERE e.number = of_number AND e.stream = of_stream AND e.taken_at IS NULL
    ORDER BY e.source, e.id, e.time LIMIT most)
  END;
  settled := cardinality(part);
  before := how_many_count(of_stream, part);
  UPDATE taken_event t SET
    taken_at = CASE WHEN undone THEN t.taken_at ELSE realm_clock_timestamp() END,
    given_back_at = CASE WHEN undone THEN realm_clock_timestamp() END
    FROM unnest(part) e
    WHERE (t.source, t.id, t.feed, t.time, t.stream, t.number) = (e.source, e.id, e.feed, e.time, e.stream, e.number);
  counted := abs(how_many_count(of_stream, part) - before);
  WITH corrected AS (
    SELECT DISTINCT k.target_type AS type, k.target_feed AS feed, k.target_source AS source, k.target_id AS id
    FROM unnest(part) e JOIN correction k USING (feed, source, id, time) WHERE of_stream = 'correction'
  ), touched AS (
    INSERT INTO correction (time, feed, source, id, target_type, target_feed, target_source, target_id)
    SELECT realm_clock_timestamp(), 'board', '/taken-back',
           md5(concat_ws(E'\x1f', CASE WHEN undone THEN 'undone' ELSE 'taken' END, of_number, type, feed, source, id)),
           type, feed, source, id
    FROM (SELECT * FROM corrected
          UNION SELECT of_stream, feed, source, id FROM unnest(part) WHERE of_stream <> 'correction') e
  )
  SELECT count(*) INTO corrections FROM corrected;
END $$;

-- How many of them count: none that has been dropped. Of most nothing was ever corrected or taken back, which is quickly seen.
CREATE FUNCTION how_many_count(of_stream text, events taken_event[]) RETURNS bigint
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  counted bigint := 0;
BEGIN
  IF of_stream <> 'correction' THEN
    EXECUTE format(
      'SELECT count(*) FROM unnest($1) e JOIN %I USING (source, id, feed, time)
       WHERE CASE WHEN EXISTS (SELECT FROM correction_target t
                               WHERE (t.source, t.id, t.feed, t.type) = (e.source, e.id, e.feed, $2))
         THEN NOT (SELECT c.retracted FROM corrections_of(e.feed, e.source, e.id, e.time, $2, ''infinity'') c)
         ELSE NOT is_taken_back($2, e.feed, e.source, e.id, e.time, ''infinity'') END', of_stream)
      INTO counted USING events, of_stream;
  END IF;
  RETURN counted;
END $$;

-- Where an order is undone: what counts again and was stated on a number that has another owner since is kept apart from now on.
-- Before it is given back.
CREATE FUNCTION own_numbers_again(of_order bigint) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  stated record;
  own text;
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  FOR stated IN
    SELECT DISTINCT n.stream, n.number, e.feed
    FROM taken_event e
    CROSS JOIN LATERAL (
      SELECT case_no AS number FROM seizure s WHERE e.stream = 'seizure' AND (s.source, s.id, s.feed, s.time) = (e.source, e.id, e.feed, e.time)
      UNION ALL
      SELECT lead_no FROM lead s WHERE e.stream = 'lead' AND (s.source, s.id, s.feed, s.time) = (e.source, e.id, e.feed, e.time)
      UNION ALL
      SELECT bulletin_no FROM bulletin s WHERE e.stream = 'bulletin' AND (s.source, s.id, s.feed, s.time) = (e.source, e.id, e.feed, e.time)
    ) s
    JOIN number_owner n ON (n.stream, n.number) = (e.stream, s.number)
    WHERE e.number = of_order AND e.stream IN ('seizure', 'lead', 'bulletin') AND n.feed <> e.feed AND e.feed = ANY (n.before)
    ORDER BY 1, 2, 3
  LOOP
    own := number_of(stated.stream, stated.number, stated.feed, false);
    PERFORM claim_number(stated.stream, own, stated.feed);
    EXECUTE format('UPDATE %I SET %2$I = $1 WHERE %2$I = $2 AND feed = $3', stated.stream, number_column(stated.stream))
      USING own, stated.number, stated.feed;
  END LOOP;
END $$;
