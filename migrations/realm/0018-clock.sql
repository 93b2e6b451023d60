-- Why: a drill and a replay have a time of their own: an hour of theirs may pass in a minute, stand still, or be long past.
-- Whatever in a realm asks for the time asks the realm's clock. One without a row here, as the live one, has the database's.
CREATE TABLE realm_clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Set in steps by whoever drives the realm.
  shows timestamptz NOT NULL,
  -- Times real time, for those who look between two steps; 0 while it stands still.
  rate double precision NOT NULL CHECK (rate >= 0)
);

-- As now() and as clock_timestamp().
CREATE FUNCTION realm_now() RETURNS timestamptz LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce((SELECT shows FROM realm_clock), now());
END;
CREATE FUNCTION realm_clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT coalesce((SELECT shows FROM realm_clock), clock_timestamp());
END;

-- Functions of earlier files as they are, but for whom they ask.
DO $$
DECLARE
  definition text;
BEGIN
  FOR definition IN
    SELECT d.text FROM pg_proc p CROSS JOIN LATERAL pg_get_functiondef(p.oid) AS d(text)
    WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind IN ('f', 'p')
      AND p.proname NOT LIKE 'realm%' AND d.text ~ '\m(now|clock_timestamp)\(\)'
  LOOP
    EXECUTE regexp_replace(definition, '\m(now|clock_timestamp)\(\)', 'realm_\1()', 'g');
  END LOOP;
END $$;

DO $$
DECLARE
  raw text;
BEGIN
  FOREACH raw IN ARRAY ARRAY['arrival', 'verdict', 'seizure', 'correction', 'announced_arrival', 'rejection', 'lead',
                             'station', 'declaration', 'bulletin', 'indicator'] LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN recorded_at SET DEFAULT realm_now()', raw);
  END LOOP;
END $$;
