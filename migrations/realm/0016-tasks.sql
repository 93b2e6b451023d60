-- Why: what somebody must do by a time, who has it, and what was said of it. A task is a row that stands as it does now; how
-- it came to stand so is in task_event, which only grows. Accounts stand above the realms: their ids are kept here.
CREATE TABLE task (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('team-to-gate', 'investigation', 'recall-siblings', 'open-lane', 'other')),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  -- Flight, case, item or station that it is about.
  subject text CHECK (length(subject) BETWEEN 1 AND 128),
  -- Where; without a place it is headquarters'.
  port text,
  route text CHECK (route IN ('traveller', 'express', 'mail', 'cargo')),
  -- The alarm that it was made of.
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
  -- Whose it was after that.
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

-- Every change of a task writes to its log: one word to the board is enough.
CREATE FUNCTION task_event_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM announce_topics('task');
  RETURN NULL;
END $$;
CREATE TRIGGER task_event_added AFTER INSERT ON task_event FOR EACH STATEMENT EXECUTE FUNCTION task_event_added();
