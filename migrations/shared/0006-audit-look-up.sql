-- Why: the audit log is asked who did something, what was done, to what and when, and it only grows. A question for what is
-- rare must not read all of it.
CREATE INDEX audit_actor ON audit (actor, seq);
CREATE INDEX audit_action ON audit (action text_pattern_ops, seq);
CREATE INDEX audit_object ON audit (object text_pattern_ops, seq);
CREATE INDEX audit_at ON audit (at);
