import { readFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { Server } from 'socket.io';
import type { CellsMessage } from '../../server/contract/cells.ts';
import {
  BOARD_NAMESPACE,
  HEARTBEAT_MS,
  type ClientToServer,
  type Handshake,
  type Refusal,
  type ServerToClient,
  type UrgentAlarm,
} from '../../server/contract/socket.ts';
import { KOREA } from '../../simulator/korea.ts';
import type { Cells } from './fixture-board.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
/** As strict as the real server's: a page that needs more fails here. */
const POLICY =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';" +
  "worker-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'";

/** Speaks the contract and serves the page, and can be stopped, silenced and started again on the same port. */
export class TinyBoardServer {
  /** Folder of the built page; another one is another build. */
  files: string;
  #http: HttpServer | null = null;
  #io: Server<ClientToServer, ServerToClient> | null = null;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #port = 0;
  #epoch = 0;
  #version = 1;
  #cells: Cells;
  #startedAt = performance.now();
  #startTime: number;

  /** How long ago the database confirmed the figures, in milliseconds. */
  confirmedAgoMs = 120;
  /** The realm's own clock; `undefined`: it has none. */
  clock: CellsMessage['clock'];
  /** What breaks through to whoever connects. */
  urgent: UrgentAlarm[] = [];
  refusal: Refusal | null = null;
  totals: unknown = null;
  /** A proxy says that nobody is here, or the network swallows every request. */
  away: 'failing' | 'silent' | null = null;
  readonly painted: number[] = [];
  readonly handshakes: Handshake[] = [];

  constructor(files: string, cells: Cells, startTime: number) {
    this.files = files;
    this.#cells = cells;
    this.#startTime = startTime;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  /** Another one after each start, and with another board. */
  get epoch(): string {
    return `epoch-${this.#epoch}`;
  }
  /** The server's clock. */
  now(): number {
    return Math.round(this.#startTime + performance.now() - this.#startedAt);
  }

  /** Its clock shows again what it showed first: a page that is opened late sees the same moment. */
  rewind(): void {
    this.#startedAt = performance.now();
  }

  async start(): Promise<void> {
    this.#epoch += 1;
    this.#http = createServer((request, response) => void this.#answer(request.url ?? '/', response));
    this.#io = new Server(this.#http, { transports: ['websocket'], serveClient: false });
    const board = this.#io.of(BOARD_NAMESPACE);
    board.use((socket, next) => {
      if (this.away !== null) return;
      this.handshakes.push(socket.handshake.auth as Handshake);
      if (!this.refusal) return next();
      next(Object.assign(new Error(this.refusal.reason), { data: this.refusal }));
    });
    board.on('connection', (socket) => {
      socket.emit('cells', this.#message(this.#cells));
      if (this.urgent.length > 0) socket.emit('urgent', this.urgent);
      socket.on('painted', (version) => this.painted.push(version));
    });
    this.#heartbeat = setInterval(() => board.emit('cells', this.#message({})), HEARTBEAT_MS);
    const http = this.#http;
    await new Promise<void>((listening) => http.listen(this.#port, '127.0.0.1', listening));
    this.#port = (http.address() as AddressInfo).port;
  }

  /** Another board from the next page on, whose clock starts now. */
  become(cells: Cells, startTime: number): void {
    this.#cells = cells;
    this.#startTime = startTime;
    this.#epoch += 1;
    this.rewind();
  }

  async stop(): Promise<void> {
    clearInterval(this.#heartbeat);
    // A connection that a browser opened ahead and never used is not idle to Node: closing would wait a minute for it.
    this.#http?.close();
    this.#http?.closeAllConnections();
    await this.#io?.close();
  }

  /** The network swallows everything: no message, and no end of the connection either. */
  silence(): void {
    clearInterval(this.#heartbeat);
  }

  push(cells: Cells): void {
    this.set(cells);
    this.#io?.of(BOARD_NAMESPACE).emit('cells', this.#message(cells));
  }

  /** Takes a cell away. */
  take(key: string): void {
    const { [key]: _gone, ...cells } = this.#cells;
    this.#cells = cells;
    this.#version += 1;
    this.#io?.of(BOARD_NAMESPACE).emit('cells', this.#message({ [key]: null }));
  }

  /** Changes what is on the board without telling anybody. */
  set(cells: Cells): void {
    this.#version += 1;
    this.#cells = { ...this.#cells, ...cells };
  }

  #message(cells: CellsMessage['cells']): CellsMessage {
    const serverTime = this.now();
    return {
      epoch: this.epoch,
      version: this.#version,
      cells,
      serverTime,
      ...(this.clock && { clock: this.clock }),
      confirmedAt: serverTime - this.confirmedAgoMs,
    };
  }

  async #answer(url: string, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(url, this.url);
    if (this.away === 'silent') return;
    if (this.away === 'failing') return void response.writeHead(502).end('Bad Gateway');
    if (pathname === '/api/v1/totals') {
      response.writeHead(this.totals === null ? 503 : 200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(this.totals));
    }
    if (pathname === '/api/v1/site') {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ number: KOREA.number, site: KOREA.file }));
    }
    const path = pathname === '/' || pathname === '/wall' ? '/index.html' : normalize(pathname);
    try {
      const body = await readFile(join(this.files, path));
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      const caching = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      const headers = {
        'content-type': type,
        'content-security-policy': POLICY,
        'cache-control': caching,
      };
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }
}
