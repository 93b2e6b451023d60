-- Why: a server whose packets vanished in the middle of a transaction kept the lease locked until TCP gave up, and no
-- other server judged alarms for hours. The lease is a time and a number now, which nobody locks.

-- Grows each time another server takes over: what one planned under an old number is not written.
ALTER TABLE alarm_lease ADD COLUMN term bigint NOT NULL DEFAULT 1;
