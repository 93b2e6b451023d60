-- Why: at the end of a shift one person signs what happened and what is open, and another confirms having received it. What
-- was signed never changes: figures that are corrected later are in later reports.
CREATE TABLE handover (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  scope text NOT NULL,
  signed_by bigint NOT NULL,
  signed_at timestamptz NOT NULL,
  -- All of it, with who signed, the note and the end of the audit log then: the hash is of its text.
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

-- What became known in a shift, out of years.
CREATE INDEX seizure_case_known ON seizure_case (known_at);
CREATE INDEX correction_recorded ON correction (recorded_at);
