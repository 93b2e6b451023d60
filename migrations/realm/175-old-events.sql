-- Why: raw arrivals, verdicts and reports of stations are dropped after a time, and their identities with them. One that
-- comes again afterwards would be counted again. So what is older than the identities that are kept is refused, unless it is
-- declared as back-filling: then its identity is kept here for ever, and bringing it again changes nothing.
-- With SQL: insert the identity into old_event first, in the same transaction.
CREATE TABLE old_event (
  stream text NOT NULL CHECK (stream IN ('arrival', 'verdict', 'station')),
  feed text NOT NULL,
  source text NOT NULL,
  id text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (source, id, feed, time, stream)
);

-- What was dropped: from `closed_from` to before `kept_from` events were counted whose identities are gone. Nothing more can
-- be brought for that time, since nobody could say what of it is there.
CREATE TABLE identity_horizon (
  stream text PRIMARY KEY,
  closed_from timestamptz NOT NULL DEFAULT 'infinity',
  kept_from timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO identity_horizon (stream) VALUES ('arrival'), ('verdict'), ('station');

-- Of what was dropped, the time within which a feed had said it, by when the database received it: what it said then can no
-- longer be taken back whole.
CREATE TABLE dropped_word (
  stream text NOT NULL,
  feed text NOT NULL,
  said_from timestamptz NOT NULL,
  said_to timestamptz NOT NULL,
  PRIMARY KEY (feed, stream)
);

-- From when on the identities of a stream are kept: also where retention was made longer after rows had been dropped.
CREATE FUNCTION identities_kept_from(of_stream text) RETURNS timestamptz LANGUAGE sql STABLE SET search_path FROM CURRENT
  RETURN (SELECT greatest(h.kept_from, start_of_day(site_day(realm_now()) - r.keep_days))
          FROM identity_horizon h JOIN retention r ON r.what = CASE of_stream WHEN 'station' THEN 'station' ELSE 'raw' END
          WHERE h.stream = of_stream);

-- Before rows of before a time are dropped.
CREATE FUNCTION close_identities(of_stream text, until timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  earliest timestamptz;
BEGIN
  EXECUTE format('SELECT min(time) FROM %1$I e WHERE time < $1 AND NOT EXISTS (
                    SELECT FROM old_event o WHERE (o.stream, o.source, o.id, o.feed, o.time) = (%1$L, e.source, e.id, e.feed, e.time))',
                 of_stream) INTO earliest USING until;
  EXECUTE format('INSERT INTO dropped_word AS d
                    SELECT %1$L, feed, min(coalesce(received_at, recorded_at)), max(coalesce(received_at, recorded_at))
                    FROM %1$I WHERE time < $1 GROUP BY feed ORDER BY feed
                  ON CONFLICT (feed, stream) DO UPDATE SET said_from = least(d.said_from, excluded.said_from),
                    said_to = greatest(d.said_to, excluded.said_to)', of_stream) USING until;
  UPDATE identity_horizon SET closed_from = least(closed_from, earliest), kept_from = greatest(kept_from, until)
    WHERE stream = of_stream;
END $$;

-- A replay shows what was taken then, and has what it needs of it.
CREATE FUNCTION old_refused() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  oldest CONSTANT timestamptz := (SELECT min(time) FROM added);
  kept_from timestamptz;
  dropped identity_horizon;
BEGIN
  IF oldest >= realm_now() - INTERVAL '1 day' OR is_replay() THEN RETURN NULL; END IF;
  kept_from := identities_kept_from(TG_TABLE_NAME);
  IF oldest >= kept_from THEN RETURN NULL; END IF;
  SELECT * INTO dropped FROM identity_horizon WHERE stream = TG_TABLE_NAME;
  IF EXISTS (
    SELECT FROM added a WHERE a.time < kept_from AND (
      a.time >= dropped.closed_from AND a.time < dropped.kept_from
      OR NOT EXISTS (SELECT FROM old_event o WHERE (o.stream, o.source, o.id, o.feed, o.time)
                                                 = (TG_TABLE_NAME, a.source, a.id, a.feed, a.time))))
  THEN
    RAISE EXCEPTION 'identities of % are kept from % on: what is older could be counted twice', TG_TABLE_NAME, kept_from
      USING ERRCODE = 'check_violation', HINT = 'Bring it as back-filling: see old_event.';
  END IF;
  RETURN NULL;
END $$;
DO $$
DECLARE
  stream text;
BEGIN
  FOREACH stream IN ARRAY ARRAY['arrival', 'verdict', 'station'] LOOP
    EXECUTE format('CREATE TRIGGER aa_old_refused AFTER INSERT ON %I REFERENCING NEW TABLE AS added
                      FOR EACH STATEMENT EXECUTE FUNCTION old_refused()', stream);
  END LOOP;
END $$;
