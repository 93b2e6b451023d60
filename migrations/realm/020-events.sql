-- Why: the raw events, as they were stated, kept for ever (retention apart). `time` is when an event happened, `recorded_at`
-- when it was recorded. `received_at` is when it came, by the database's own clock, where that is not `recorded_at`: its token
-- may say when it was recorded, or it was announced before it happened. `feed`, `source`, `id` and `time` are its identity:
-- what one feed says can never be taken for what another says. Rows that are written by SQL are of the feed `sql`, for which
-- there is no token. A unique key on a hypertable contains its time column; the feed stands behind the id, where a comparison
-- seldom comes to it.
-- What counts now, under corrections, is kept by the triggers of later files.
-- What things are found again by, in the one way of writing it: in NFC, without blanks at its ends, without invisible characters.
-- The API says so of every key; here it is checked where events are few (of verdicts it would cost 1 µs a row).
-- The same characters as in server/contract/key.ts; a test holds one against the other.
CREATE FUNCTION is_key(key text) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN key IS NFC NORMALIZED AND key !~ ('^ | $|[\u0001-\u001f\u007f-\u00a0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2'
    || '\u115f-\u1160\u1680\u17b4-\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0'
    || '\ufff0-\ufffc\U000110bd\U000110cd\U00013430-\U0001343f\U00013441-\U00013442\U00016fe4\U0001bca0-\U0001bca3\U0001d159'
    || '\U0001d173-\U0001d17a\U000e0000-\U000e0fff]');

-- Types of events that can be corrected, each a table of this name: those of the catalogue, server/contract/events.
CREATE TABLE event_stream (name text PRIMARY KEY);

CREATE TABLE arrival (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  conveyance text NOT NULL,
  origin text NOT NULL,
  units integer NOT NULL CHECK (units >= 1),
  risk text NOT NULL CHECK (risk IN ('normal', 'high')),
  scheduled_at timestamptz,
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('arrival', by_range('time', INTERVAL '7 days'), create_default_indexes => false);
INSERT INTO event_stream VALUES ('arrival');
CREATE INDEX arrival_latest ON arrival (port, route, time DESC);
-- A lead that comes after its arrival looks for it by name.
CREATE INDEX arrival_conveyance ON arrival (conveyance, time);
-- A replay reads what was recorded in its next seconds, out of years. Rows come nearly in that order: a block range index of
-- a few pages costs the writer next to nothing.
CREATE INDEX arrival_recorded ON arrival USING brin (recorded_at) WITH (pages_per_range = 32);
CREATE INDEX arrival_received ON arrival USING brin (received_at) WITH (pages_per_range = 32);

CREATE TABLE verdict (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  station text NOT NULL,
  subject text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('primary', 'secondary')),
  judged_by text NOT NULL CHECK (judged_by IN ('ai', 'officer')),
  result text NOT NULL CHECK (result IN ('clear', 'suspect', 'confirmed')),
  scan_ms integer NOT NULL CHECK (scan_ms >= 0),
  score real,
  model text,
  origin text,
  batch text,
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('verdict', by_range('time', INTERVAL '1 day'), create_default_indexes => false);
INSERT INTO event_stream VALUES ('verdict');
-- All verdicts of a subject, and of what came in the same bag of mail. As text: the items of a conveyance come together, so
-- that an insert finds its page in the cache (1.8 µs; by hash, smaller but scattered, it took 3.6 µs).
CREATE INDEX verdict_subject ON verdict (subject COLLATE "C");
CREATE INDEX verdict_batch ON verdict (batch COLLATE "C") WHERE batch IS NOT NULL AND route = 'mail';
CREATE INDEX verdict_recorded ON verdict USING brin (recorded_at) WITH (pages_per_range = 32);
CREATE INDEX verdict_received ON verdict USING brin (received_at) WITH (pages_per_range = 32);

CREATE TABLE seizure (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  case_no text NOT NULL CHECK (is_key(case_no)),
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  category text NOT NULL CHECK (category IN ('drug', 'firearm', 'gun-part', 'currency', 'other')),
  substance text,
  grams numeric(14, 3) CHECK (grams >= 0),
  amount_krw bigint CHECK (amount_krw >= 0),
  origin text,
  subject text CHECK (is_key(subject)),
  status text NOT NULL CHECK (status IN ('provisional', 'confirmed')),
  concealment text,
  item text,
  quantity integer CHECK (quantity >= 1),
  part text,
  weapon text,
  offence text,
  investigation_requested_at timestamptz,
  investigation_accepted_at timestamptz,
  referred_at timestamptz,
  -- Number of the token that sent it: what it may change depends on it. NULL: written by SQL.
  token bigint,
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('seizure', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
INSERT INTO event_stream VALUES ('seizure');
CREATE INDEX seizure_case_no ON seizure (case_no);

-- A correction names the event it corrects and holds the fields that changed, under their column names.
CREATE TABLE correction (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  target_type text NOT NULL REFERENCES event_stream,
  -- The feed that sent the event corrected; left out: the same one. See correction_aimed() in 050-corrections.sql.
  target_feed text NOT NULL,
  target_source text NOT NULL,
  target_id text NOT NULL,
  changes jsonb NOT NULL DEFAULT '{}',
  retracted boolean,
  token bigint,
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('correction', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
CREATE INDEX correction_target_idx ON correction (target_feed, target_source, target_id);
-- What was recorded in a shift, out of years.
CREATE INDEX correction_recorded ON correction (recorded_at);

-- Leads, states of stations, currency declarations, bulletins and indicators are few beside arrivals and verdicts.
CREATE TABLE lead (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  lead_no text NOT NULL CHECK (is_key(lead_no)),
  partner text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('flight', 'consignment', 'person-category', 'watch-list', 'operation', 'request', 'minor')),
  status text NOT NULL CHECK (status IN ('open', 'acknowledged', 'tasked', 'closed')),
  port text,
  route text CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  conveyance text,
  subject text,
  origin text,
  valid_from timestamptz,
  valid_until timestamptz,
  due_at timestamptz,
  aboard integer CHECK (aboard >= 0),
  list_version text,
  steps_done integer CHECK (steps_done >= 0),
  steps_total integer CHECK (steps_total >= 0),
  offence text,
  link text,
  amount_krw bigint CHECK (amount_krw >= 0),
  case_no text,
  direction text CHECK (direction IN ('in', 'out')),
  referred_at timestamptz,
  token bigint,
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('lead', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
INSERT INTO event_stream VALUES ('lead');
CREATE INDEX lead_lead_no ON lead (lead_no, time);

CREATE TABLE station (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  station text NOT NULL,
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  kind text NOT NULL CHECK (kind IN ('ai', 'x-ray', 'reader', 'lane', 'gate-team', 'trace', 'body-scanner')),
  state text NOT NULL CHECK (state IN ('up', 'degraded', 'down', 'closed')),
  reason text,
  dedicated boolean,
  inspected_at timestamptz,
  inspection_due_at timestamptz,
  tests_taken integer CHECK (tests_taken >= 0),
  tests_passed integer CHECK (tests_passed >= 0),
  model text,
  conveyance text,
  inspected integer CHECK (inspected >= 0),
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('station', by_range('time', INTERVAL '1 day'), create_default_indexes => false);
INSERT INTO event_stream VALUES ('station');
CREATE INDEX station_place_station ON station (port, route, station, time);
-- "When was it last in another state" and "since when in this one" in a few steps, also after weeks of heartbeats.
CREATE INDEX station_state ON station (port, route, station, state, time);
CREATE INDEX station_recorded ON station USING brin (recorded_at) WITH (pages_per_range = 32);

CREATE TABLE declaration (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  direction text NOT NULL CHECK (direction IN ('out', 'in')),
  result text NOT NULL CHECK (result IN ('nothing', 'declared', 'undeclared')),
  amount_usd numeric(15, 2) CHECK (amount_usd >= 0),
  amount_krw bigint CHECK (amount_krw >= 0),
  currency text,
  -- A pseudonym; it stays in the database.
  courier text,
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('declaration', by_range('time', INTERVAL '7 days'), create_default_indexes => false);
INSERT INTO event_stream VALUES ('declaration');
CREATE INDEX declaration_time ON declaration (time);
-- Repeat couriers are looked for among the checks of thirty days that found money.
CREATE INDEX declaration_money ON declaration (time) WHERE courier IS NOT NULL AND result <> 'nothing';

CREATE TABLE bulletin (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  bulletin_no text NOT NULL CHECK (is_key(bulletin_no)),
  kind text NOT NULL CHECK (kind IN ('origin-determination', 'tariff-classification', 'digest', 'announcement')),
  title text NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'published')),
  hs_heading text,
  country text,
  period_from date,
  period_to date,
  token bigint,
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('bulletin', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
INSERT INTO event_stream VALUES ('bulletin');
CREATE INDEX bulletin_bulletin_no ON bulletin (bulletin_no, time);

CREATE TABLE indicator (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT realm_now(),
  feed text NOT NULL DEFAULT 'sql',
  source text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  value double precision NOT NULL,
  unit text NOT NULL,
  period text NOT NULL,
  target double precision,
  better text CHECK (better IN ('higher', 'lower')),
  ko text,
  en text,
  port text,
  route text CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  received_at timestamptz,
  UNIQUE (source, id, feed, time)
);
SELECT create_hypertable('indicator', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
INSERT INTO event_stream VALUES ('indicator');
CREATE INDEX indicator_name ON indicator (name, period);

-- Arrivals that a passenger list has announced and that have not landed. They count when they are due. A flight is
-- announced once: a later list, also of a delayed flight, replaces the earlier one.
CREATE TABLE announced_arrival (LIKE arrival INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (feed, source, id));
CREATE INDEX announced_arrival_time ON announced_arrival (time);

-- The time at which a flight of a passenger list counts, set by the first that lands it: its lists may come by several gateways
-- at the same moment and differ in it, and whichever lands the flight then, it is one arrival.
CREATE TABLE landed_flight (
  feed text NOT NULL,
  source text NOT NULL,
  id text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (source, id, feed)
);

-- Figures are complete from here on: earlier minute counts and raw rows have been dropped (170-maintenance.sql).
CREATE TABLE horizon (
  what text PRIMARY KEY CHECK (what IN ('minute', 'raw')),
  kept_from timestamptz NOT NULL
);
INSERT INTO horizon VALUES ('minute', start_of_day(site_day(now()) - 35)), ('raw', '-infinity');
