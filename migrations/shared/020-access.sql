-- Why: who may do what. Accounts and screens are above the realms, since one person and one screen may be moved between
-- them. All credentials (sessions, screens' keys, set-up links, pairing codes) are kept as a SHA-256 only.
CREATE TABLE account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login text NOT NULL UNIQUE CHECK (login = lower(login) AND length(login) BETWEEN 1 AND 128),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
  -- argon2id in PHC form; null: signs in with OpenID Connect only.
  password_hash text,
  -- Identity at the OpenID provider.
  issuer text,
  subject text,
  roles text[] NOT NULL DEFAULT '{}' CHECK (roles <@ ARRAY['viewer', 'duty-manager', 'drill-director', 'auditor', 'administrator']),
  -- Scopes as in the wall's address (`headquarters`, `route:mail`, …): what is watched and acted on together.
  scopes text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz,
  UNIQUE (issuer, subject)
);

CREATE TABLE session (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash bytea NOT NULL UNIQUE,
  account bigint NOT NULL REFERENCES account ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  -- User agent of the browser, shortened: it lets a person recognise the session to end.
  agent text NOT NULL DEFAULT ''
);
CREATE INDEX session_account ON session (account);

-- Creates the first administrator's account, once.
CREATE TABLE setup_link (
  hash bytea PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE screen (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
  key_hash bytea NOT NULL UNIQUE,
  realm text NOT NULL REFERENCES realm ON DELETE CASCADE,
  scope text NOT NULL,
  views text[] NOT NULL,
  dwell_seconds integer NOT NULL CHECK (dwell_seconds BETWEEN 5 AND 600),
  inches double precision NOT NULL CHECK (inches BETWEEN 10 AND 400),
  metres double precision NOT NULL CHECK (metres BETWEEN 0.3 AND 60),
  language text NOT NULL CHECK (language IN ('ko', 'en')),
  paired_by bigint REFERENCES account,
  paired_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  -- Its last status report; the age shows whether it is alive.
  reported_at timestamptz,
  painted_version bigint,
  lag_ms integer,
  drift_ms integer,
  heap_bytes bigint,
  build text,
  -- The drill that it takes part in; afterwards it returns to its own realm by itself.
  drill_realm text REFERENCES realm ON DELETE SET NULL
);

-- Which window shows which screen, as the servers say every second or two. After a crash it says so again.
CREATE UNLOGGED TABLE screen_window (
  screen bigint PRIMARY KEY REFERENCES screen ON DELETE CASCADE,
  window_id text NOT NULL,
  server text NOT NULL,
  seen_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- A screen that waits to be confirmed: it shows the code, and fetches its key with the secret that only it knows.
CREATE TABLE pairing (
  code_hash bytea PRIMARY KEY,
  secret_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  -- Set when a manager has confirmed it; the key is generated when the screen fetches it.
  screen bigint REFERENCES screen ON DELETE CASCADE,
  used_at timestamptz
);
