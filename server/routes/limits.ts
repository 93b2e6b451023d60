import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { MEDIA } from '../ingest/http-binding.ts';
import { problemText, Refusal } from './problems.ts';

/** What a client may keep busy, in milliseconds and pieces. */
export interface Limits {
  /** Whole headers are here after this time. */
  headersMs: number;
  /** A body is here after this time, unless it is a stream. */
  bodyMs: number;
  /** A stream brings at least a byte in this time, however long it is. */
  streamIdleMs: number;
  /** A connection on which nothing moves in either direction ends. */
  idleMs: number;
  /** Connections of one address; behind a proxy all have the proxy's. */
  connections: number;
  /** Connections of one address that have not asked anything yet: of more, the oldest goes. */
  silentConnections: number;
}

/** 1,000 screens may come from one address, all of them at once when a proxy starts anew. */
export const LIMITS: Limits = {
  headersMs: 10_000,
  bodyMs: 30_000,
  streamIdleMs: 60_000,
  idleMs: 120_000,
  connections: 4_000,
  silentConnections: 2_000,
};

/** Longest path and query that are read, in characters. */
const MOST_URL = 4_096;
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses addresses that are too long, and bodies that do not come: by their time, or where they have no end, by silence. */
export function limitRequests(app: FastifyInstance, { bodyMs, streamIdleMs }: Limits): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const tooLong = request.url.length > MOST_URL;
    done(tooLong ? new Refusal(414, `an address has at most ${MOST_URL} characters`) : undefined);
  });
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (!BODILESS.has(request.method)) {
      const isStream = request.headers['content-type']?.toLowerCase().startsWith(MEDIA.stream) ?? false;
      watchBody(request.raw, isStream ? streamIdleMs : bodyMs, isStream);
    }
    done(null, payload);
  });
}

function watchBody(body: IncomingMessage, withinMs: number, isStream: boolean): void {
  let seen = body.socket.bytesRead;
  const timer = setInterval(() => {
    const { bytesRead } = body.socket;
    // What came and waits here is not the sender's delay.
    const goesOn = isStream && (bytesRead > seen || body.readableLength > 0);
    seen = bytesRead;
    // Whoever reads the body answers; where nobody does, there is nobody to keep waiting.
    if (goesOn || body.listenerCount('error') === 0) return;
    clearInterval(timer);
    const detail = isStream ? 'nothing came for too long' : 'the body did not come in time';
    body.emit('error', new Refusal(408, detail, [], { connection: 'close' }));
  }, withinMs);
  timer.unref();
  for (const event of ['end', 'close']) body.once(event, () => clearInterval(timer));
}

/** Keeps one address from holding every connection there is. */
export function limitConnections(server: Server, { connections, silentConnections }: Limits): void {
  const open = new Map<string, number>();
  const silent = new Map<string, Set<Socket>>();
  const speaks = ({ socket }: IncomingMessage) => forget(socket, addressOf(socket));
  const addresses = new WeakMap<Socket, string>();
  function addressOf(socket: Socket): string {
    return addresses.get(socket) ?? socket.remoteAddress ?? '';
  }
  function forget(socket: Socket, address: string): void {
    const quiet = silent.get(address);
    if (quiet?.delete(socket) && quiet.size === 0) silent.delete(address);
  }
  server.on('request', speaks);
  server.on('upgrade', speaks);
  server.on('connection', (socket: Socket) => {
    const address = addressOf(socket);
    const count = open.get(address) ?? 0;
    if (count >= connections) {
      socket.destroy();
      return;
    }
    // Once a connection is gone it does not say whose it was.
    addresses.set(socket, address);
    open.set(address, count + 1);
    const quiet = silent.get(address) ?? new Set();
    silent.set(address, quiet.add(socket));
    if (quiet.size > silentConnections) {
      // Who means it asks at once: those who hold connections open lose them, and nobody else.
      const [oldest] = quiet;
      oldest?.destroy();
    }
    socket.once('close', () => {
      forget(socket, address);
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

/** Answers what never became a request: headers that do not come or do not end, and what is no HTTP at all. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.write(problemText(clientRefusal(error.code)));
  socket.destroySoon();
}

function clientRefusal(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal(408, 'the request did not come in time');
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal(431, 'the headers are too long');
  return new Refusal(400, 'this is no request that HTTP knows');
}
