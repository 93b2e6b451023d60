-- Why: the raw events, as they were stated, for ever (retention apart). `time` is when it happened, `recorded_at`
-- when it became known. `source`, `id` and `time` are an event's identity; a unique key on a hypertable
-- contains its time column.
CREATE TABLE arrival (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
  source text NOT NULL,
  id text NOT NULL,
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  conveyance text NOT NULL,
  origin text NOT NULL,
  units integer NOT NULL CHECK (units >= 1),
  risk text NOT NULL CHECK (risk IN ('normal', 'high')),
  scheduled_at timestamptz,
  UNIQUE (source, id, time)
);
SELECT create_hypertable('arrival', by_range('time', INTERVAL '7 days'), create_default_indexes => false);
CREATE INDEX arrival_latest ON arrival (port, route, time DESC);

CREATE TABLE verdict (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
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
  UNIQUE (source, id, time)
);
SELECT create_hypertable('verdict', by_range('time', INTERVAL '1 day'), create_default_indexes => false);

CREATE TABLE seizure (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
  source text NOT NULL,
  id text NOT NULL,
  case_no text NOT NULL,
  port text NOT NULL,
  route text NOT NULL CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  category text NOT NULL CHECK (category IN ('drug', 'firearm', 'gun-part', 'currency', 'other')),
  substance text,
  grams numeric(14, 3) CHECK (grams >= 0),
  amount_krw bigint CHECK (amount_krw >= 0),
  origin text,
  subject text,
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
  UNIQUE (source, id, time)
);
SELECT create_hypertable('seizure', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
CREATE INDEX seizure_case_no ON seizure (case_no);

-- A correction names the event it corrects and holds the fields that changed, under their column names here.
CREATE TABLE correction (
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  feed text NOT NULL DEFAULT 'direct',
  source text NOT NULL,
  id text NOT NULL,
  target_type text NOT NULL CHECK (target_type IN ('arrival', 'verdict', 'seizure', 'lead', 'station', 'declaration',
                                                   'bulletin', 'indicator')),
  target_source text NOT NULL,
  target_id text NOT NULL,
  changes jsonb NOT NULL DEFAULT '{}',
  retracted boolean,
  UNIQUE (source, id, time)
);
SELECT create_hypertable('correction', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
CREATE INDEX correction_target_idx ON correction (target_source, target_id);

-- Arrivals that a passenger list has announced and that have not landed. They count when they are due. A flight is
-- announced once: a later list, also of a delayed flight, replaces the earlier one.
CREATE TABLE announced_arrival (LIKE arrival INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (source, id));
CREATE INDEX announced_arrival_time ON announced_arrival (time);

-- From when on figures are complete: minute counts and raw rows before it have been dropped (see 0005).
CREATE TABLE horizon (
  what text PRIMARY KEY CHECK (what IN ('minute', 'raw')),
  kept_from timestamptz NOT NULL
);
INSERT INTO horizon VALUES ('minute', date_trunc('day', now()) - INTERVAL '35 days'), ('raw', '-infinity');
