import { KOREA } from '../../../simulator/korea.ts';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Compile } from 'typebox/compile';
import { EARLIEST_TIME } from '../../../server/contract/events/field.ts';
import {
  EVENT_DATA,
  EventAttributes,
  MAX_AHEAD_MS,
  type BorderEvent,
} from '../../../server/contract/events.ts';

const attributes = Compile(EventAttributes);
const data = Object.fromEntries(Object.entries(EVENT_DATA).map(([type, schema]) => [type, Compile(schema)]));

/** What happens to a request instead of a plain answer. */
export type Mishap =
  /** Answer 503 before anything is kept. */
  | 'away'
  /** Answer 429 with Retry-After. */
  | 'too fast'
  /** Cut the connection while the body comes in. */
  | 'cut'
  /** Keep everything, then cut the connection without an answer. */
  | 'keep and cut'
  /** Keep the first half, then answer 500. */
  | 'keep half';

/** A small model of the API: real sockets, events in a map, the contract's own schemas. */
export class ReferenceBoard {
  readonly events = new Map<string, BorderEvent>();
  readonly requests: { contentType: string; lines: number; authorization: string }[] = [];
  /** By number of the request, from 0. */
  mishap: (request: number) => Mishap | null = () => null;
  /** Status and body for every request, to play a server that will not have it. */
  refusal: { status: number; detail: string } | null = null;
  /** Takes what it should refuse. */
  lenient = false;
  series: unknown = null;
  seriesAsked: string[] = [];
  #server = createServer((request, response) => void this.#serve(request, response));
  #port = 0;

  async start(): Promise<void> {
    await new Promise<void>((resolve) => void this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Like a kill: connections die with their requests. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async restart(): Promise<void> {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    await this.start();
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      this.seriesAsked.push(request.url ?? '');
      response.statusCode = this.series === null ? 404 : 200;
      response.end(JSON.stringify(this.series ?? {}));
      return;
    }
    const number = this.requests.length;
    const entry = {
      contentType: request.headers['content-type'] ?? '',
      lines: 0,
      authorization: request.headers.authorization ?? '',
    };
    this.requests.push(entry);
    const mishap = this.mishap(number);
    if (mishap === 'cut') {
      request.once('data', () => request.socket.destroy());
      return;
    }
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    if (this.refusal) return this.#problem(response, this.refusal.status, this.refusal.detail);
    if (mishap === 'away') return this.#problem(response, 503, 'the database is away', '0');
    if (mishap === 'too fast') return this.#problem(response, 429, 'too fast', '1');
    const body = Buffer.concat(chunks).toString('utf8');
    const isStream = entry.contentType === 'application/x-ndjson';
    const texts = isStream
      ? body.split('\n').filter((line) => line.trim() !== '')
      : (JSON.parse(body) as unknown[]).map((each) => JSON.stringify(each));
    entry.lines = texts.length;
    const half = mishap === 'keep half' ? Math.floor(texts.length / 2) : texts.length;
    const outcomes = texts.slice(0, half).map((text) => this.#take(text));
    if (mishap === 'keep half') return this.#problem(response, 500, 'fell over');
    if (mishap === 'keep and cut') return void request.socket.destroy();
    const count = (status: string) => outcomes.filter((each) => each === status).length;
    const answer = {
      accepted: count('accepted'),
      duplicate: count('duplicate'),
      rejected: count('rejected'),
    };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(
        isStream ? { lines: texts.length, ...answer, rejections: [] } : { ...answer, events: [] },
      ),
    );
  }

  #problem(response: ServerResponse, status: number, detail: string, retryAfter?: string): void {
    response.statusCode = status;
    response.setHeader('content-type', 'application/problem+json');
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    response.end(JSON.stringify({ type: 'about:blank', title: 'Problem', status, detail }));
  }

  #take(text: string): 'accepted' | 'duplicate' | 'rejected' {
    let event: unknown;
    try {
      event = JSON.parse(text);
    } catch {
      return 'rejected';
    }
    if (!isValid(event)) return this.lenient ? 'accepted' : 'rejected';
    const key = JSON.stringify([event.source, event.id, Date.parse(event.time)]);
    if (this.events.has(key)) return 'duplicate';
    this.events.set(key, event);
    return 'accepted';
  }
}

export function isValid(event: unknown): event is BorderEvent {
  if (!attributes.Check(event)) return false;
  const { type, data: content } = event as { type: string; data?: unknown };
  if (!Object.hasOwn(data, type) || !data[type]?.Check(content)) return false;
  const at = Date.parse(event.time);
  const day = new Date(at + 9 * 3_600_000).toISOString().slice(0, 10);
  // 30 February is no day: JavaScript would make March of it.
  if (Number.isNaN(at) || (event.time.endsWith('+09:00') && !event.time.startsWith(day))) return false;
  const { changes, port = changes?.port } = content as { port?: string; changes?: { port?: string } };
  if (typeof port === 'string' && KOREA.codeOf(port, () => day) === null) return false;
  return at <= Date.now() + MAX_AHEAD_MS && at >= EARLIEST_TIME;
}
