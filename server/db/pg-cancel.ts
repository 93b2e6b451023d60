import { connect } from 'node:net';
import { finished } from 'node:stream/promises';
import type { ClientBase } from 'pg';

/** `pg` does not type them: how the server knows a session. */
interface Session {
  host: string;
  port: number;
  processID: number;
  secretKey: number;
}

/** Of a message that asks to cancel; see "CancelRequest" in PostgreSQL's protocol. */
const CANCEL_REQUEST = 80_877_102;

/**
 * Asks the server to cancel what a connection is at work on, if anything. Without TLS, as PostgreSQL's own clients do: it
 * needs no rights but the session's secret. Resolves when the server has done so; rejects when it did not answer in time.
 */
export async function cancelQuery(client: ClientBase, withinMs: number): Promise<void> {
  const { host, port, processID, secretKey } = client as unknown as Session;
  const message = Buffer.alloc(16);
  for (const [index, value] of [16, CANCEL_REQUEST, processID, secretKey].entries())
    message.writeInt32BE(value, 4 * index);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  const late = setTimeout(() => socket.destroy(new Error('timeout expired')), withinMs);
  try {
    socket.resume().end(message);
    await finished(socket);
  } finally {
    clearTimeout(late);
  }
}
