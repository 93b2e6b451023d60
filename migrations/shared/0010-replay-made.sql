-- Why: a replay of a busy country takes minutes to make, and whoever waits for it wants to see how far it has come.
ALTER TABLE replay
  -- Share of it that is there while it is made, or gone of a way that it is sought; null: neither is done.
  ADD COLUMN made double precision CHECK (made BETWEEN 0 AND 1);
