-- Why: one server drives a drill; the others show it. Should that one be gone, another may take the drill up from where its
-- clock stands. Orders go through the register, so that they may be given to any server.
ALTER TABLE drill
  -- The run of the server that drives it, until when it says so by the database's clock.
  ADD COLUMN driver text,
  ADD COLUMN driver_until timestamptz;
