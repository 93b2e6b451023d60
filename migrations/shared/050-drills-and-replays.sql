-- Why: drills and replays are realms that come and go while servers run. Requests for them, their state and the log of a drill
-- are above the realms: they outlive the schema. One server drives a drill or plays a replay, and any server takes commands for
-- it: commands go through these rows. When that server is gone, another continues from where the clock stands.
CREATE TABLE drill (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- A schema of its own; a `dropped` drill no longer has one.
  realm text NOT NULL UNIQUE CHECK (realm ~ '^drill_[0-9a-z_]{1,34}$'),
  -- The whole scenario, as it was when the drill was created.
  scenario jsonb NOT NULL,
  -- Which of the scenario's plays the board acts out; null: people act.
  play text,
  state text NOT NULL DEFAULT 'preparing' CHECK (state IN ('preparing', 'running', 'paused', 'ended', 'archived', 'dropped')),
  speed double precision NOT NULL DEFAULT 1 CHECK (speed > 0 AND speed <= 60),
  -- T0 on the drill's clock, and what the clock shows.
  starts_at timestamptz NOT NULL,
  shows timestamptz NOT NULL,
  directed_by bigint REFERENCES account,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  -- Of the program that drives it.
  token_hash bytea NOT NULL UNIQUE,
  -- Evaluation and after-action report, when it has ended.
  report jsonb,
  -- The run of the server that drives it, until when its lease holds by the database's clock, and how often another one took it.
  holder text,
  held_until timestamptz,
  term bigint NOT NULL DEFAULT 0
);

-- What was done in a drill and to it, beside its events and alarms: injects, speeds, participants, observations, verdicts.
CREATE TABLE drill_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  drill bigint NOT NULL REFERENCES drill ON DELETE CASCADE,
  -- On the drill's clock, and on ours.
  at timestamptz NOT NULL,
  told_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z-]{0,40}$'),
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX drill_event_drill ON drill_event (drill, id);
CREATE FUNCTION refuse_drill_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log of a drill only grows';
END $$;
CREATE TRIGGER drill_event_only_grows BEFORE UPDATE OR TRUNCATE ON drill_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_drill_event_change();

CREATE TABLE drill_participant (
  drill bigint NOT NULL REFERENCES drill ON DELETE CASCADE,
  account bigint REFERENCES account ON DELETE CASCADE,
  screen bigint REFERENCES screen ON DELETE CASCADE,
  joined_at timestamptz NOT NULL DEFAULT now(),
  left_at timestamptz,
  CHECK ((account IS NULL) <> (screen IS NULL))
);
CREATE UNIQUE INDEX drill_participant_account ON drill_participant (account) WHERE left_at IS NULL AND account IS NOT NULL;
CREATE UNIQUE INDEX drill_participant_screen ON drill_participant (screen) WHERE left_at IS NULL AND screen IS NOT NULL;

-- A replay that nobody has used for hours is removed.
CREATE TABLE replay (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm text NOT NULL UNIQUE CHECK (realm ~ '^replay_[0-9a-z_]{1,33}$'),
  -- Whose past it shows.
  of_realm text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  -- As it was known then, or as it is known now.
  known text NOT NULL CHECK (known IN ('then', 'now')),
  state text NOT NULL DEFAULT 'preparing' CHECK (state IN ('preparing', 'playing', 'paused', 'ended', 'failed')),
  speed double precision NOT NULL DEFAULT 1 CHECK (speed > 0 AND speed <= 60),
  shows timestamptz NOT NULL,
  made_by bigint REFERENCES account,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Where a user wants it to continue.
  seek_to timestamptz,
  -- Grows with every command.
  orders bigint NOT NULL DEFAULT 0,
  used_at timestamptz NOT NULL DEFAULT now(),
  -- The run of the server that plays it, until when its lease holds by the database's clock, and how often another one took it.
  holder text,
  held_until timestamptz,
  term bigint NOT NULL DEFAULT 0,
  -- Share that is built, or share of the way to a new position, while either is under way (for a busy country it takes
  -- minutes, and the user wants to see how far it is); null: neither.
  made double precision CHECK (made BETWEEN 0 AND 1),
  CHECK (from_at < to_at)
);
