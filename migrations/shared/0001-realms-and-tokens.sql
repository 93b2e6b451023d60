-- Why: what stands above the realms. A realm is a schema with the migrations of ../realm; this table is their
-- register. A feed token belongs to one realm and is stored as a hash, so that a stolen dump opens nothing.
CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;

CREATE TABLE realm (
  name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,40}$'),
  kind text NOT NULL CHECK (kind IN ('live', 'drill', 'replay')),
  title_ko text NOT NULL,
  title_en text NOT NULL,
  simulated boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE feed_token (
  hash bytea PRIMARY KEY,
  realm text NOT NULL REFERENCES realm ON DELETE CASCADE,
  feed text NOT NULL,
  -- May this feed say itself when an event became known (history, drills)?
  may_set_recorded_time boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);
