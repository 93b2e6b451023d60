-- Why: a board serves one site, and what it is made of is data: ports open, are renamed and close while feeds send and walls watch.
-- Every version stays, with the name of who applied it; the newest is in force.
CREATE TABLE site_version (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  applied_by text NOT NULL,
  -- Not jsonb: what is exported has the order of what was applied.
  file json NOT NULL
);

CREATE FUNCTION site_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gwanje_site', NEW.number::text);
  RETURN NULL;
END $$;
CREATE TRIGGER site_announced AFTER INSERT ON site_version FOR EACH ROW EXECUTE FUNCTION site_announced();

-- Its time zone is written into the functions of every realm (../realm/010-clock.sql) and into what has been counted by them, so it
-- is fixed when the site is created: with its first version, and before its first realm.
CREATE TABLE site (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- A name of the IANA database; an unknown one raises an error here.
  time_zone text NOT NULL CHECK ('epoch'::timestamptz AT TIME ZONE time_zone IS NOT NULL)
);

CREATE FUNCTION site_keeps_time_zone() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM realm) THEN
    RAISE 'the time zone of a site is fixed when it is created' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER site_keeps_time_zone BEFORE UPDATE ON site
  FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone) EXECUTE FUNCTION site_keeps_time_zone();
