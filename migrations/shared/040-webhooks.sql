-- Why: alarms go out to other systems as well. A message is written in the transaction that changes its alarm, and delivered
-- afterwards by whichever server gets to it: none is lost, and one may come twice with the same number.
CREATE TABLE webhook (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm text NOT NULL REFERENCES realm ON DELETE CASCADE,
  url text NOT NULL,
  -- Standard Webhooks are signed with a shared secret: unlike a password or a key it must be stored as it is.
  secret text NOT NULL,
  least_priority text NOT NULL CHECK (least_priority IN ('critical', 'high', 'low')),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by bigint REFERENCES account,
  removed_at timestamptz
);

CREATE TABLE webhook_delivery (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook bigint NOT NULL REFERENCES webhook ON DELETE CASCADE,
  message text NOT NULL,
  -- Byte for byte as it is signed, also when it is sent again.
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  last_status integer,
  last_error text,
  done_at timestamptz,
  UNIQUE (webhook, message)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_done ON webhook_delivery (done_at) WHERE state <> 'waiting';
