-- Why: an alarm is a condition that needs an operator's action (ISA-18.2). Rules are data over the figures of the board; what
-- was raised, by which rule and what became of it outlives every server, and is raised once however many of them run.
CREATE TABLE alarm_rule (
  name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9-]{0,63}$'),
  title_ko text NOT NULL,
  title_en text NOT NULL,
  -- The operator action: a condition without one is not an alarm.
  action_ko text NOT NULL,
  action_en text NOT NULL,
  priority text NOT NULL CHECK (priority IN ('critical', 'high', 'low')),
  kind text NOT NULL CHECK (kind IN ('threshold', 'rate', 'absence', 'deviation', 'match', 'excess')),
  -- Which figure of which cells, and how it is read: server/alarms/rule.ts. A rule that cannot be read is reported and skipped.
  watch jsonb NOT NULL,
  limit_value double precision,
  -- Deadband: once the alarm holds, it holds until the figure is on the other side of this; null: of the limit.
  clear_limit double precision,
  -- On-delay and off-delay.
  for_seconds integer NOT NULL DEFAULT 0 CHECK (for_seconds BETWEEN 0 AND 86400),
  clear_seconds integer NOT NULL DEFAULT 0 CHECK (clear_seconds BETWEEN 0 AND 86400),
  -- Escalated by the clock after each such period while it is not acknowledged or owned; null: never.
  escalate_seconds integer CHECK (escalate_seconds BETWEEN 10 AND 604800),
  enabled boolean NOT NULL DEFAULT true
);

CREATE TABLE alarm (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule text NOT NULL REFERENCES alarm_rule,
  port text,
  route text,
  subject text,
  -- The figure when it was raised, this time, and as it was last while the condition holds; the limit that it is beyond.
  raised_value double precision,
  value double precision,
  valued_at timestamptz NOT NULL,
  -- The instant that the figure is the seconds since or until: its value now follows from the clock.
  instant timestamptz,
  limit_value double precision,
  state text NOT NULL CHECK (state IN ('unacknowledged', 'acknowledged', 'returned', 'shelved', 'ended')),
  holds boolean NOT NULL,
  first_raised_at timestamptz NOT NULL,
  raised_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- Persons are kept with the name that they had then: a name may change, the history may not.
  owner bigint,
  owner_name text,
  acknowledged_at timestamptz,
  acknowledged_by bigint,
  acknowledged_name text,
  shelved_until timestamptz,
  shelved_by bigint,
  shelved_name text,
  shelved_reason text,
  escalations integer NOT NULL DEFAULT 0,
  escalate_at timestamptz,
  CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  CHECK ((state = 'shelved') = (shelved_until IS NOT NULL)),
  CHECK (state NOT IN ('returned', 'ended') OR NOT holds)
);
-- Raised once, by whichever server comes first.
CREATE UNIQUE INDEX alarm_once ON alarm (rule, port, route, subject) NULLS NOT DISTINCT WHERE state <> 'ended';
CREATE INDEX alarm_ended ON alarm (ended_at) WHERE state = 'ended';

CREATE TABLE alarm_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alarm bigint NOT NULL REFERENCES alarm,
  at timestamptz NOT NULL,
  event text NOT NULL CHECK (event IN ('raised', 'raised-again', 'acknowledged', 'taken', 'assigned', 'released', 'shelved',
    'unshelved', 'shelf-ended', 'escalated', 'returned', 'ended')),
  -- Null: the board or the clock.
  account bigint,
  name text,
  to_account bigint,
  to_name text,
  until timestamptz,
  value double precision,
  remark text
);
CREATE INDEX alarm_event_alarm ON alarm_event (alarm, id);
CREATE INDEX alarm_event_at ON alarm_event (at);

CREATE FUNCTION refuse_alarm_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log of alarms only grows';
END $$;
CREATE TRIGGER alarm_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON alarm_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_alarm_event_change();

-- Since when the board contradicts the open alarm, or the absence of one: conditions that wait for their delay.
CREATE TABLE alarm_pending (
  rule text NOT NULL REFERENCES alarm_rule ON DELETE CASCADE,
  port text,
  route text,
  subject text,
  since timestamptz NOT NULL
);
CREATE UNIQUE INDEX alarm_pending_once ON alarm_pending (rule, port, route, subject) NULLS NOT DISTINCT;

-- Which server evaluates the rules: one at a time, another when it has been silent.
CREATE TABLE alarm_lease (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  holder text NOT NULL,
  until timestamptz NOT NULL
);

CREATE FUNCTION alarm_changed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM announce_topics('alarm');
  RETURN NULL;
END $$;
CREATE TRIGGER alarm_changed AFTER INSERT OR UPDATE ON alarm FOR EACH STATEMENT EXECUTE FUNCTION alarm_changed();
CREATE TRIGGER alarm_rule_changed AFTER INSERT OR UPDATE ON alarm_rule FOR EACH STATEMENT EXECUTE FUNCTION alarm_changed();
