-- Why: one server plays a replay, and orders may be given to any: they go through the register. Should the player be gone,
-- another server takes the replay up, standing still. One that nobody has used for hours goes by itself.
ALTER TABLE replay
  -- Where somebody wants it to go on from.
  ADD COLUMN seek_to timestamptz,
  -- Grows with every order.
  ADD COLUMN orders bigint NOT NULL DEFAULT 0,
  ADD COLUMN used_at timestamptz NOT NULL DEFAULT now(),
  -- The run of the server that plays it, until when it says so by the database's clock.
  ADD COLUMN player text,
  ADD COLUMN player_until timestamptz;
