import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { FeedIdentity } from '../access/feed-tokens.ts';
import { IngestAnswer, Problem, StreamAnswer } from '../contract/rest.ts';
import { binaryEvent, MEDIA } from '../ingest/http-binding.ts';
import { takePaxlst } from '../ingest/paxlst/take-paxlst.ts';
import { takeStream } from '../ingest/take-stream.ts';
import type { RunningRealm } from '../realm.ts';
import type { RouteDeps } from './deps.ts';
import { readJson } from './json-body.ts';
import { Refusal } from './problems.ts';
import { AnyEvent } from './schemas.ts';

const MOST_BODY_BYTES = 4 * 1024 * 1024;
const MOST_BATCH_EVENTS = 5_000;

/** `POST /api/v1/events` in all forms of CloudEvents over HTTP, and feeds that speak other languages. */
export function eventRoutes(app: FastifyInstance, deps: RouteDeps): void {
  // Before the body is read: a stranger's bytes are not worth taking.
  app.addHook('onRequest', async (request) => {
    await feedOf(request, deps);
  });

  app.removeAllContentTypeParsers();
  const raw = { parseAs: 'buffer' } as const;
  const json = [MEDIA.single, MEDIA.batch, MEDIA.binary];
  app.addContentTypeParser(json, raw, async (_request: FastifyRequest, body: Buffer) => readJson(body));
  app.addContentTypeParser(MEDIA.stream, (_request, payload, done) => done(null, payload));
  app.addContentTypeParser<Buffer>(
    ['application/edifact', 'text/plain', 'application/octet-stream'],
    raw,
    (_request, body, done) => done(null, body.toString('latin1')),
  );

  const security = [{ feedToken: [] }];
  app.post(
    '/api/v1/events',
    {
      bodyLimit: MOST_BODY_BYTES,
      config: { access: 'feed' },
      schema: {
        summary: 'Post events',
        description:
          'CloudEvents 1.0: one, a batch (at most 5,000), in binary mode (attributes in ce- headers), or a stream of any ' +
          'length, one a line. Answered after the commit. Sending an event again changes nothing.',
        security,
        consumes: Object.values(MEDIA),
        body: {
          content: {
            [MEDIA.single]: { schema: AnyEvent },
            [MEDIA.batch]: { schema: Type.Array(AnyEvent) },
            [MEDIA.binary]: { schema: Type.Any({ description: 'data of the event' }) },
            [MEDIA.stream]: { schema: Type.Any({ description: 'events, one a line' }) },
          },
        },
        response: { 200: Type.Union([IngestAnswer, StreamAnswer]), '4xx': Problem, '5xx': Problem },
      },
      // What comes in is checked event by event, in words of our own; see ingest/check-event.ts.
      validatorCompiler: () => () => true,
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const { feed, realm } = await senderOf(request, deps);
      switch (mediaType(request)) {
        case MEDIA.single:
          return await takeOne(request.body, feed, realm, reply);
        case MEDIA.batch:
          return await takeBatch(request.body, feed, realm, reply);
        case MEDIA.stream:
          return await answerStream(request.body as Readable, () => feedOf(request, deps), realm, reply);
        case MEDIA.binary:
          if (request.headers['ce-specversion'] === undefined) {
            throw new Refusal(
              415,
              `without ce- headers this is no event; for one in the body send ${MEDIA.single}`,
            );
          }
          return await takeOne(binaryEvent(request.headers, request.body), feed, realm, reply);
        default:
          throw new Refusal(415, `events come as ${Object.values(MEDIA).join(', ')}`);
      }
    },
  );

  app.post(
    '/api/v1/feeds/paxlst',
    {
      bodyLimit: MOST_BODY_BYTES,
      config: { access: 'feed' },
      schema: {
        summary: 'Post a passenger list',
        description:
          'A raw UN/EDIFACT PAXLST interchange. Arrivals in it count when they happen. Names, dates of birth and document ' +
          'numbers are counted and forgotten.',
        security,
        consumes: ['application/edifact', 'text/plain', 'application/octet-stream'],
        response: { '4xx': Problem, '5xx': Problem },
      },
    },
    async (request) => {
      const { feed, realm } = await senderOf(request, deps);
      if (typeof request.body !== 'string')
        throw new Refusal(415, 'a passenger list comes as application/edifact');
      const taken = await takePaxlst(request.body, feed, {
        ingest: realm.ingest,
        realm: realm.database,
        now: () => realm.clock.now(),
      });
      if (!taken.ok)
        throw new Refusal(422, 'this is no passenger list', [{ path: taken.path, reason: taken.reason }]);
      return taken.answer;
    },
  );
}

async function feedOf(request: FastifyRequest, { tokens }: RouteDeps): Promise<FeedIdentity> {
  const feed = await tokens.identify(request.headers.authorization);
  if (feed !== null) return feed;
  const reason = 'a feed token is needed: Authorization: Bearer …';
  throw new Refusal(401, reason, [], { 'www-authenticate': 'Bearer' });
}

/** Asked again once the body is there: it may have taken long to come, and the token may have been revoked meanwhile. */
async function senderOf(
  request: FastifyRequest,
  deps: RouteDeps,
): Promise<{ feed: FeedIdentity; realm: RunningRealm }> {
  const feed = await feedOf(request, deps);
  const realm = deps.realms.get(feed.realm);
  if (!realm) throw new Refusal(403, "this server does not run the token's realm");
  return { feed, realm };
}

function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

async function takeOne(
  event: unknown,
  feed: FeedIdentity,
  realm: RunningRealm,
  reply: FastifyReply,
): Promise<unknown> {
  if (Array.isArray(event)) throw new Refusal(400, `this is a batch: send it as ${MEDIA.batch}`);
  return answer(await realm.ingest.take([event], feed), reply);
}

async function takeBatch(
  events: unknown,
  feed: FeedIdentity,
  realm: RunningRealm,
  reply: FastifyReply,
): Promise<unknown> {
  if (!Array.isArray(events)) throw new Refusal(400, `this is no batch: send one event as ${MEDIA.single}`);
  if (events.length > MOST_BATCH_EVENTS) {
    throw new Refusal(
      413,
      `a batch holds at most ${MOST_BATCH_EVENTS} events; a stream (${MEDIA.stream}) any number`,
    );
  }
  return answer(await realm.ingest.take(events, feed), reply);
}

function answer(events: IngestAnswer['events'], reply: FastifyReply): unknown {
  const count = (status: string) => events.filter((event) => event.status === status).length;
  const summary: IngestAnswer = {
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    held: count('held'),
    rejected: count('rejected'),
    events,
  };
  if (events.length === 0 || summary.rejected < events.length) return summary;
  void reply.code(422).type('application/problem+json');
  const errors = events.flatMap(({ errors: faults = [], index }) =>
    faults.map(({ path, reason }) => ({ path: events.length === 1 ? path : `/${index}${path}`, reason })),
  );
  return {
    type: 'about:blank',
    title: 'Unprocessable Entity',
    status: 422,
    detail: 'no event was accepted',
    errors,
    ...summary,
  };
}

async function answerStream(
  body: Readable,
  feedNow: () => Promise<FeedIdentity>,
  realm: RunningRealm,
  reply: FastifyReply,
): Promise<unknown> {
  const { stopped, ...taken } = await takeStream(realm.ingest, body as AsyncIterable<Buffer>, feedNow);
  if (!stopped) return taken;
  // The rest of the stream is not read: the connection cannot be used again.
  void reply.code(422).type('application/problem+json').header('connection', 'close');
  const detail = `too many lines were refused: reading stopped after line ${taken.lines}`;
  return { type: 'about:blank', title: 'Unprocessable Entity', status: 422, detail, ...taken };
}
