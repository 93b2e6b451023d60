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
  -- Of all values that one feed states for one site day, each by itself being plausible; NULL: nothing adds them up. Which are
  -- added up: 125-stated-sums.sql.
  highest_sum double precision CHECK (highest_sum > 0 AND highest_sum <> 'NaN'),
  CONSTRAINT plausible_bound_unsummed CHECK (highest_sum IS NULL OR (type, field) IN (
    ('border.arrival.v1', 'units'), ('border.seizure.v1', 'grams'), ('border.seizure.v1', 'amountKrw'), ('border.seizure.v1', 'quantity'),
    ('border.lead.v1', 'amountKrw'), ('border.declaration.v1', 'amountUsd'), ('border.declaration.v1', 'amountKrw'))),
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
