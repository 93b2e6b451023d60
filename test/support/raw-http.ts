import { connect } from 'node:net';

/** What came back over one connection, and how it ended. */
export interface RawAnswer {
  status: number;
  type: string;
  body: any;
  /** Until the other side closed, in milliseconds. */
  afterMs: number;
}

/** Says something over TCP as it is, piece by piece with a pause before each, and listens until the other side closes. */
export async function sayRaw(
  url: string,
  pieces: readonly (string | Buffer)[],
  pauseMs = 0,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  const started = performance.now();
  socket.on('data', (chunk) => chunks.push(chunk));
  const closed = new Promise<void>((resolve) =>
    socket
      .on('end', resolve)
      .on('close', resolve)
      .on('error', () => resolve()),
  );
  const talk = async () => {
    for (const piece of pieces) {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (!socket.destroyed) socket.write(piece);
    }
  };
  await Promise.race([closed, Promise.all([talk(), closed])]);
  const afterMs = performance.now() - started;
  socket.destroy();
  const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
  const text = rest.join('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
    type: /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? '',
    body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
    afterMs,
  };
}
