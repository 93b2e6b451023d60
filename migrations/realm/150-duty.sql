-- Why: what must be done by a time, who has it, and the remarks on it. A task is a row with its state now; how it came to that
-- state is in task_event, which only grows. Accounts are above the realms: only their ids are kept here.
CREATE TABLE task (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('team-to-gate', 'investigation', 'recall-siblings', 'open-lane', 'other')),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  -- The flight, case, item or station that it concerns.
  subject text CHECK (length(subject) BETWEEN 1 AND 130),
  -- Where; a task without a place belongs to headquarters.
  port text,
  route text CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  -- The alarm that it was created from.
  alarm bigint,
  -- open: nobody has it, or its owner has not accepted it yet.
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'done', 'cancelled')),
  owner bigint,
  created_by bigint NOT NULL,
  created_at timestamptz NOT NULL,
  deadline timestamptz NOT NULL,
  accepted_at timestamptz,
  closed_at timestamptz,
  CHECK (state NOT IN ('accepted', 'done') OR owner IS NOT NULL),
  CHECK ((state IN ('done', 'cancelled')) = (closed_at IS NOT NULL))
);
CREATE INDEX task_open ON task (deadline, id) WHERE closed_at IS NULL;
CREATE INDEX task_closed ON task (closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX task_created ON task (created_at);
CREATE INDEX task_alarm ON task (alarm) WHERE alarm IS NOT NULL;

CREATE TABLE task_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task bigint NOT NULL REFERENCES task,
  at timestamptz NOT NULL,
  what text NOT NULL CHECK (what IN ('created', 'accepted', 'assigned', 'remarked', 'finished', 'cancelled')),
  by_account bigint NOT NULL,
  -- The owner afterwards.
  owner bigint,
  remark text CHECK (length(remark) BETWEEN 1 AND 500)
);
CREATE INDEX task_event_task ON task_event (task, id);
CREATE INDEX task_event_at ON task_event (at);

CREATE FUNCTION task_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log of tasks only grows';
END $$;
CREATE TRIGGER task_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON task_event
  FOR EACH STATEMENT EXECUTE FUNCTION task_log_only_grows();

-- Every change of a task writes to its log: one notification is enough.
CREATE FUNCTION task_event_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM announce_topics('task');
  RETURN NULL;
END $$;
CREATE TRIGGER task_event_added AFTER INSERT ON task_event FOR EACH STATEMENT EXECUTE FUNCTION task_event_added();

-- At the end of a shift one person signs what happened and what is open, and another confirms having received it. What was
-- signed never changes: figures that are corrected later are in later reports.
CREATE TABLE handover (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  scope text NOT NULL,
  signed_by bigint NOT NULL,
  signed_at timestamptz NOT NULL,
  -- The whole report, with signer, note and the end of the audit log at that time: the hash is of its text.
  report jsonb NOT NULL,
  sha256 bytea NOT NULL,
  CHECK (from_at < to_at)
);
CREATE INDEX handover_scope ON handover (scope, id);

CREATE TABLE handover_receipt (
  handover bigint PRIMARY KEY REFERENCES handover,
  received_by bigint NOT NULL,
  received_at timestamptz NOT NULL
);

CREATE FUNCTION handover_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was handed over stands';
END $$;
CREATE TRIGGER handover_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON handover
  FOR EACH STATEMENT EXECUTE FUNCTION handover_stands();
CREATE TRIGGER handover_receipt_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON handover_receipt
  FOR EACH STATEMENT EXECUTE FUNCTION handover_stands();
