-- Why: a feed of one terminal shall not be able to speak for the country. A token has a number, so that it can be named
-- without showing it; who made it; the places it may speak for; and when it was last of use, so that one that nobody uses
-- any more is found and revoked.
ALTER TABLE feed_token
  ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- As the audit log names them; before this there was no other way than by command.
  ADD COLUMN made_by text NOT NULL DEFAULT 'command',
  -- As in the wall's address (`port:ICN-T2`, `route:mail`, …), together; none: everywhere.
  ADD COLUMN scopes text[] NOT NULL DEFAULT '{}',
  -- Written at most once a minute.
  ADD COLUMN last_used_at timestamptz;
