-- Why: what is above the realms. A realm is a schema with the migrations of ../realm; this table is their register.
CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;

CREATE TABLE realm (
  name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,40}$'),
  kind text NOT NULL CHECK (kind IN ('live', 'drill', 'replay')),
  title_ko text NOT NULL,
  title_en text NOT NULL,
  simulated boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- A feed token belongs to one realm and is stored as a hash, so that a stolen dump opens nothing. The feed of one terminal must
-- not be able to speak for the country, and a token that is no longer used should be found and revoked.
CREATE TABLE feed_token (
  hash bytea PRIMARY KEY,
  realm text NOT NULL REFERENCES realm ON DELETE CASCADE,
  -- `sql` is of rows that are written by SQL, `board` the board itself: no token speaks for either.
  feed text NOT NULL CHECK (feed NOT IN ('sql', 'board')),
  -- Whether this feed may set itself when an event was recorded (history, drills).
  may_set_recorded_time boolean NOT NULL DEFAULT false,
  -- Whether it may correct, and state cases on, what other feeds sent (headquarters).
  may_correct_other_feeds boolean NOT NULL DEFAULT false,
  -- Whether it may bring events that are older than the identities that are kept (back-filling).
  may_bring_old_events boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  -- Names the token without showing it.
  id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- As the audit log names an actor.
  made_by text NOT NULL DEFAULT 'command',
  -- Places it may speak for, as in the wall's address (`port:ICN-T2`, `route:mail`, …), together; none: everywhere.
  scopes text[] NOT NULL DEFAULT '{}',
  -- Written at most once a minute.
  last_used_at timestamptz
);
