-- Why: drills and replays run on a time of their own: an hour may pass in a minute, stand still, or lie long in the past.
-- The functions and events of a realm ask its clock for the time, realm_now() and realm_clock_timestamp(), never now(). A realm
-- without a row here, such as the live one, uses the database's clock.
CREATE TABLE realm_clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Set in steps by the server that drives the realm.
  shows timestamptz NOT NULL,
  -- Factor of real time, for readers between two steps; 0 while it stands still.
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

-- Days are Korean days everywhere.
CREATE FUNCTION kst_day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (at AT TIME ZONE 'Asia/Seoul')::date;
