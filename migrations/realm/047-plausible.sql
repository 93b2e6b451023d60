-- Why: one wrong or stolen token must not be able to put any number on the wall, by one event or by many. What lies outside of
-- these bounds is held: it counts nowhere until a person has looked at it, and is kept whatever that person decides. Bounds are
-- judged where events come in by a token; rows that are written by SQL are their writer's own.
CREATE TABLE plausible_bound (
  -- As on the wire.
  type text NOT NULL CHECK (type <> 'border.correction.v1'),
  field text NOT NULL,
  -- Nothing is above or below what is no number.
  lowest double precision CHECK (lowest <> 'NaN'),
  highest double precision CHECK (highest <> 'NaN'),
  -- Of all values that one feed states for one KST day, each by itself being plausible; NULL: nothing adds them up.
  highest_sum double precision CHECK (highest_sum > 0 AND highest_sum <> 'NaN'),
  why text NOT NULL,
  PRIMARY KEY (type, field)
);
INSERT INTO plausible_bound VALUES
  ('border.arrival.v1', 'units', NULL, 100000, 5000000, 'The largest ships carry some 24,000 containers, the largest cruise ships 7,600 people; bags of mail and express consignments come by some ten thousands [E]. Of a day: seven times what the whole country receives, some 700,000 [D]'),
  ('border.verdict.v1', 'scanMs', NULL, 3600000, NULL, 'Nobody looks at one image for an hour [E]. Nothing adds up single times'),
  ('border.seizure.v1', 'grams', NULL, 5000000, 50000000, 'More than twice the largest case so far, some two tonnes [E]. Of a day: the largest case stated 25 times [E]'),
  ('border.seizure.v1', 'amountKrw', NULL, 10000000000000, 100000000000000, 'Ten trillion won [E]. Of a day: ten such statements [E]'),
  ('border.seizure.v1', 'quantity', NULL, 100000, 1000000, 'Twenty times the powder-actuated nailers of eight months [D]. Of a day: ten such statements [E]'),
  ('border.lead.v1', 'aboard', NULL, 10000, NULL, 'More than the largest cruise ship carries [E]. Each landing is shown by itself'),
  ('border.lead.v1', 'amountKrw', NULL, 100000000000000, 1000000000000000, 'A hundred trillion won [E]. Of a day: ten such statements [E]'),
  ('border.station.v1', 'inspected', NULL, 100000, NULL, 'A lane or gate team of one day [E]. Each report states the flight so far, and nothing adds them up'),
  ('border.declaration.v1', 'amountUsd', NULL, 100000000, 5000000000, 'A hundred million dollars carried by one person [E]. Of a day: fifty such persons [E]'),
  ('border.declaration.v1', 'amountKrw', NULL, 150000000000, 7500000000000, 'The same in won [E]');

-- What feeds have stated for each KST day in fields with a highest sum: in events that came by a token, whose `time` is on that
-- day, and in corrections of events of that day. A correction adds what it states and takes nothing away, so that what counts
-- can never be more. Servers lay aside in advance what they are about to write: see server/ingest/daily-sums.ts.
CREATE TABLE stated_sum (
  feed text NOT NULL,
  type text NOT NULL,
  field text NOT NULL,
  day date NOT NULL,
  sum double precision NOT NULL,
  PRIMARY KEY (feed, type, field, day)
) WITH (fillfactor = 70);

-- Lays aside what is wanted, as far as there is room below the highest sum; what is below zero is given back.
-- Returns how much was laid aside of each, in order. Any number of servers may call it: rows are locked in one order.
CREATE FUNCTION lay_aside(feeds text[], types text[], fields text[], days date[], wanted double precision[])
RETURNS double precision[] LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  each record;
  stands double precision;
  room double precision;
  laid double precision[] := wanted;
BEGIN
  FOR each IN
    SELECT w.*, b.highest_sum
    FROM unnest(feeds, types, fields, days, wanted) WITH ORDINALITY AS w(feed, type, field, day, amount, place)
    LEFT JOIN plausible_bound b USING (type, field)
    ORDER BY feed, type, field, day
  LOOP
    INSERT INTO stated_sum VALUES (each.feed, each.type, each.field, each.day, 0) ON CONFLICT DO NOTHING;
    SELECT s.sum INTO stands FROM stated_sum s
      WHERE (s.feed, s.type, s.field, s.day) = (each.feed, each.type, each.field, each.day) FOR UPDATE;
    room := greatest(coalesce(each.highest_sum, 'infinity') - coalesce(stands, 0), 0);
    laid[each.place] := least(each.amount, room);
    UPDATE stated_sum s SET sum = greatest(s.sum + laid[each.place], 0)
      WHERE (s.feed, s.type, s.field, s.day) = (each.feed, each.type, each.field, each.day);
  END LOOP;
  RETURN laid;
END $$;

CREATE TABLE held_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  held_at timestamptz NOT NULL DEFAULT realm_clock_timestamp(),
  type text NOT NULL,
  feed text NOT NULL,
  -- Number of the token that sent it: it is judged by its rights again when it is released.
  token bigint NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  time timestamptz NOT NULL,
  -- What was out of bounds, as the sender was answered.
  path text NOT NULL,
  reason text NOT NULL,
  -- Of its table, by column.
  row jsonb NOT NULL,
  decision text CHECK (decision IN ('released', 'discarded')),
  -- As the audit log names an actor.
  decided_by text,
  decided_at timestamptz,
  UNIQUE (type, feed, source, event_id, time)
);
CREATE INDEX held_event_open ON held_event (id) WHERE decision IS NULL;
