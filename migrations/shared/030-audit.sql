-- Why: who did what and when, for ever. Each row carries the hash of the one before it, so that a row that was altered,
-- removed or inserted later is found; rows cut off the end are found with a hash that was noted elsewhere.
CREATE TABLE audit (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  -- `account:7`, `screen:3`, `feed:icn-xray`, `command`, `system`; never a person's name, which may change.
  actor text NOT NULL,
  -- Verb in the past tense after its subject: `account.created`, `alarm.acknowledged`.
  action text NOT NULL,
  object text NOT NULL,
  detail jsonb NOT NULL,
  previous bytea NOT NULL,
  hash bytea NOT NULL
);
-- The log is asked who did something, what was done, to what and when, and it only grows: a rare answer must not read all of it.
CREATE INDEX audit_actor ON audit (actor, seq);
CREATE INDEX audit_action ON audit (action text_pattern_ops, seq);
CREATE INDEX audit_object ON audit (object text_pattern_ops, seq);
CREATE INDEX audit_at ON audit (at);

-- Hash of a row: SHA-256 of the hash before it and its fields, separated by a character that JSON and names cannot hold.
CREATE FUNCTION audit_hash(previous bytea, seq bigint, at timestamptz, actor text, action text, object text, detail jsonb)
RETURNS bytea LANGUAGE sql IMMUTABLE STRICT
RETURN sha256(previous || convert_to(concat_ws(E'\x1f', seq,
  to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, action, object, detail), 'UTF8'));

-- Under a lock until the end of the transaction: the chain has one end. Be quick: who stands still with it for four seconds
-- (its host is gone, maybe) is ended by the database, before the others give up waiting (`lock_timeout`).
CREATE FUNCTION append_audit(actor text, action text, object text, detail jsonb) RETURNS bigint
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  last audit;
  now_at timestamptz := clock_timestamp();
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('gwanje audit', 0));
  PERFORM set_config('idle_in_transaction_session_timeout', '4s', true);
  SELECT * INTO last FROM audit ORDER BY seq DESC LIMIT 1;
  INSERT INTO audit VALUES (coalesce(last.seq, 0) + 1, now_at, $1, $2, $3, $4, coalesce(last.hash, ''::bytea),
    audit_hash(coalesce(last.hash, ''::bytea), coalesce(last.seq, 0) + 1, now_at, $1, $2, $3, $4));
  RETURN coalesce(last.seq, 0) + 1;
END;
$$;

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log only grows';
END;
$$;
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
