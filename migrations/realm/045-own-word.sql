-- Why: a feed speaks only for itself, whichever way its rows come. An event is of the feed that sent it; a correction reaches
-- what the same feed sent, and a case, lead or bulletin is stated on by the feed that numbered it. Only a feed with a token
-- that may correct other feeds reaches further. It is judged here, where rows are written, so that it also holds for a
-- correction that waits for its event.

CREATE FUNCTION is_replay() RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN coalesce((SELECT kind FROM gwanje.realm WHERE name = current_schema()) = 'replay', false);

-- Who writes SQL holds the database: nothing here could keep the feed `sql` from anything.
CREATE FUNCTION may_correct_others(by_feed text) RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN by_feed IN ('sql', 'board') OR EXISTS (
    SELECT FROM gwanje.feed_token t WHERE t.realm = current_schema() AND t.feed = by_feed AND t.may_correct_other_feeds
                                      AND t.revoked_at IS NULL);

-- A replay repeats what was judged when it happened.
CREATE FUNCTION correction_aimed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.target_feed := coalesce(NEW.target_feed, NEW.feed);
  IF NEW.target_feed <> NEW.feed AND NOT may_correct_others(NEW.feed) AND NOT is_replay() THEN
    RAISE EXCEPTION 'feed % may not correct what feed % sent', NEW.feed, NEW.target_feed USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER correction_aimed BEFORE INSERT ON correction FOR EACH ROW EXECUTE FUNCTION correction_aimed();

-- The feed that stated a number first. Another feed that states the same number means another thing, or means harm: what it
-- states is kept apart, under the number with its name behind it, and neither hides nor changes the other.
CREATE TABLE number_owner (
  stream text NOT NULL CHECK (stream IN ('seizure', 'lead', 'bulletin')),
  number text NOT NULL,
  feed text NOT NULL,
  PRIMARY KEY (stream, number)
);

-- The number under which a feed's statement is kept, or would be.
CREATE FUNCTION number_of(of_stream text, stated text, of_feed text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
  own text := stated;
BEGIN
  IF may_correct_others(of_feed) THEN RETURN stated; END IF;
  -- More than once only where another feed has stated a number that looks like this feed's own.
  WHILE EXISTS (SELECT FROM number_owner n WHERE (n.stream, n.number) = (of_stream, own) AND n.feed <> of_feed) LOOP
    own := own || ' [' || of_feed || ']';
  END LOOP;
  RETURN own;
END $$;

-- Statements on one number by two feeds at the same moment must not both be the first: as their counts do, they take the lock
-- of corrections alone.
CREATE FUNCTION own_number() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  own text;
BEGIN
  PERFORM pg_advisory_xact_lock(correction_lock());
  CASE TG_ARGV[0]
    WHEN 'seizure' THEN own := NEW.case_no;
    WHEN 'lead' THEN own := NEW.lead_no;
    ELSE own := NEW.bulletin_no;
  END CASE;
  IF NOT is_replay() THEN own := number_of(TG_ARGV[0], own, NEW.feed); END IF;
  INSERT INTO number_owner VALUES (TG_ARGV[0], own, NEW.feed) ON CONFLICT DO NOTHING;
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

-- What a feed said in a period and a person took back. Its events are retracted one by one (take-back.ts); its corrections
-- count from then on as if they had not been made, also those that still wait for their event.
CREATE TABLE taken_back (
  feed text NOT NULL,
  -- By when it was recorded: from the first instant to before the other.
  said_from timestamptz NOT NULL,
  said_until timestamptz NOT NULL,
  at timestamptz NOT NULL DEFAULT realm_now(),
  PRIMARY KEY (feed, said_from, said_until),
  CHECK (said_from < said_until)
);

CREATE FUNCTION is_taken_back(of_feed text, said_at timestamptz, known_at timestamptz) RETURNS boolean LANGUAGE sql STABLE
  RETURN EXISTS (SELECT FROM taken_back b WHERE b.feed = of_feed AND said_at >= b.said_from AND said_at < b.said_until
                                            AND b.at <= known_at);
