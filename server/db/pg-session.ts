import type { ClientBase } from 'pg';

/**
 * What the code depends on, whatever the server, the role or the database sets by default. Times: PostgreSQL ends what
 * waits for a lock, or what a transaction that nobody goes on with holds, after these.
 */
const NEEDED = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  statement_timeout: '120s',
  lock_timeout: '5s',
  // No transaction of the board stands still so long: one that does is of a server that is cut off, and holds locks.
  idle_in_transaction_session_timeout: '5s',
} as const;

/**
 * Where the server's version and system have them: it notices within seconds that the other end of a connection is gone, and
 * where something in between keeps it alive, that nobody uses it. Pools end what is idle much sooner.
 */
const WHERE_POSSIBLE = {
  idle_session_timeout: '60s',
  client_connection_check_interval: '1s',
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '10s',
} as const;

/** To be run before the first statement of a connection: a connection pooler may refuse parameters at its start. */
export async function setSession(client: ClientBase, name = 'gwanje'): Promise<void> {
  await client.query(...settings({ application_name: name, ...NEEDED }));
  await client.query(...settings(WHERE_POSSIBLE)).catch(() => undefined);
}

function settings(values: Readonly<Record<string, string>>): [string, string[]] {
  const calls = Object.keys(values).map(
    (_name, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, false)`,
  );
  return [`SELECT ${calls.join(', ')}`, Object.entries(values).flat()];
}
