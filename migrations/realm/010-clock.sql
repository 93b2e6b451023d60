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

-- Days and hours are those of the site everywhere, and in SQL its zone is said here alone; server/contract/days.ts says the
-- same for the server and the pages. It is written into expressions that the planner puts in place of the calls, which are
-- IMMUTABLE because the zone never changes. A number of days from a day is added to the date, never to an instant.
DO $$
DECLARE
  zone CONSTANT text := quote_literal((SELECT time_zone FROM gwanje.site));
  -- Twelve hours after noon of the day before.
  noon CONSTANT text := format($f$(((day::timestamp - INTERVAL '12 hours') AT TIME ZONE %s AT TIME ZONE 'UTC')
                                   + INTERVAL '12 hours') AT TIME ZONE 'UTC'$f$, zone);
BEGIN
  EXECUTE format($f$CREATE FUNCTION site_day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (at AT TIME ZONE %s)::date$f$, zone);
  -- Hours begin where the clocks show a whole one, which need not be one of UTC.
  EXECUTE format($f$CREATE FUNCTION site_hour(at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
    RETURN date_trunc('hour', at, %s)$f$, zone);
  -- Midnight, the first where clocks show it twice: of these AT TIME ZONE takes the second.
  EXECUTE format($f$CREATE FUNCTION start_of_day(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN site_day(%2$s) = day THEN least(%2$s, day::timestamp AT TIME ZONE %1$s)
                ELSE day::timestamp AT TIME ZONE %1$s END$f$, zone, noon);
END $$;
