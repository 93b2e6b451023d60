-- Why: a board serves one site. Its time zone is written into the functions of every realm (../realm/010-clock.sql) and into
-- what has been counted by them, so it is fixed when the site is created: before its first realm.
CREATE TABLE site (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- A name of the IANA database; an unknown one raises an error here.
  time_zone text NOT NULL CHECK ('epoch'::timestamptz AT TIME ZONE time_zone IS NOT NULL)
);
INSERT INTO site (time_zone) VALUES ('Asia/Seoul');

CREATE FUNCTION site_keeps_time_zone() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM realm) THEN
    RAISE 'the time zone of a site is fixed when it is created' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER site_keeps_time_zone BEFORE UPDATE ON site
  FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone) EXECUTE FUNCTION site_keeps_time_zone();
