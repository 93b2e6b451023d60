import { existsSync } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import staticFiles from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import { CONTRACT_VERSION } from './contract/version.ts';
import type { Live } from './live/live.ts';
import type { RouteDeps } from './routes/deps.ts';
import { alarmDeedRoutes } from './routes/alarm-deeds.ts';
import { alarmRuleRoutes } from './routes/alarm-rules.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { accountRoutes } from './routes/accounts.ts';
import { dayRoutes } from './routes/days.ts';
import { auditRoutes } from './routes/audit.ts';
import { eventRoutes } from './routes/events.ts';
import { drillDriveRoutes } from './routes/drill-drive.ts';
import { drillRoutes } from './routes/drills.ts';
import { feedReviewRoutes } from './routes/feed-review.ts';
import { feedTokenRoutes } from './routes/feed-tokens.ts';
import { feedRoutes } from './routes/feeds.ts';
import { figureRoutes } from './routes/figures.ts';
import { handoverRoutes } from './routes/handovers.ts';
import { healthRoutes } from './routes/health.ts';
import { guard, type GuardOptions } from './routes/guard.ts';
import { answerHeaders } from './routes/headers.ts';
import { readPlainJson } from './routes/json-body.ts';
import { answerClientError, limitConnections, limitRequests, LIMITS, type Limits } from './routes/limits.ts';
import { meRoutes } from './routes/me.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { limitRates } from './routes/rates.ts';
import { setupRoutes } from './routes/setup.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { replayRoutes } from './routes/replays.ts';
import { rowRoutes } from './routes/rows.ts';
import { NAMED_SCHEMAS, schemaRoutes } from './routes/schemas.ts';
import { siteRoutes } from './routes/site.ts';
import { siteVersionRoutes } from './routes/site-versions.ts';
import { screenRoutes } from './routes/screens.ts';
import { taskRoutes } from './routes/tasks.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { answerError, Refusal, sendProblem } from './routes/problems.ts';

export interface AppDeps extends RouteDeps {
  logLevel: string;
  /** Folder of the built pages; left out where only the API is wanted. */
  webFolder: string | null;
  live: () => Live | null;
  /** Proxies of our own before the server, whose word is taken for the client's address. */
  trustProxy: number;
  /** Origins beside the server's own whose pages may connect. */
  allowedOrigins: readonly string[];
  /** Told of every route and what it asks for. */
  route?: GuardOptions['route'];
  /** Shorter ones in tests. */
  limits?: Limits;
  /** Where log lines go instead of to the standard output. */
  logTo?: { write(line: string): void };
}

/** The HTTP side of a server, ready to listen or to be injected into. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { limits = LIMITS } = deps;
  const app = Fastify({
    logger: {
      level: deps.logLevel,
      // Who sends is in the feed's name; tokens are in nobody's log.
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      serializers: { err: errorForLog },
      ...(deps.logTo && { stream: deps.logTo }),
    },
    // A line for each of thousands of requests a second hides the one that matters; /metrics counts them.
    logController: new LogController({ disableRequestLogging: true }),
    // Feeds and scenarios may be larger: their routes say so.
    bodyLimit: 64 * 1024,
    return503OnClosing: true,
    trustProxy: (_address, hop) => hop < deps.trustProxy,
    forceCloseConnections: true,
    connectionTimeout: limits.idleMs,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.headersMs / 4 },
    clientErrorHandler: answerClientError,
    frameworkErrors: answerError,
  });
  limitConnections(app.server, limits);
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    sendProblem(reply, new Refusal(404, `nothing answers to ${request.method} here`));
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route = 'none' } = request.routeOptions;
    deps.metrics.requestSeconds.observe(
      { route, status: `${Math.floor(reply.statusCode / 100)}xx` },
      reply.elapsedTime / 1000,
    );
    done();
  });

  app.removeContentTypeParser('application/json');
  const raw = { parseAs: 'buffer' } as const;
  app.addContentTypeParser('application/json', raw, async (_request: FastifyRequest, body: Buffer) =>
    readPlainJson(body),
  );
  limitRequests(app, limits);
  await app.register(cookie);
  await answerHeaders(app);
  guard(app, deps);
  await limitRates(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gwanje',
        description: 'A live board for border operations',
        version: String(CONTRACT_VERSION),
      },
      components: { securitySchemes: { feedToken: { type: 'http', scheme: 'bearer' } } },
    },
    // Schemas are called by their names, not def-0.
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, nth) => (typeof $id === 'string' ? $id : `def-${nth}`),
    },
  });
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema);
  await app.register(swaggerUi, { routePrefix: '/docs' });
  app.get('/openapi.json', { schema: { hide: true }, config: { access: 'public' } }, () => app.swagger());

  healthRoutes(app, deps);
  figureRoutes(app, deps);
  schemaRoutes(app);
  siteRoutes(app);
  siteVersionRoutes(app, deps);
  feedRoutes(app, deps);
  feedTokenRoutes(app, deps);
  feedReviewRoutes(app, deps);
  alarmRoutes(app, deps);
  alarmDeedRoutes(app, deps);
  alarmRuleRoutes(app, deps);
  webhookRoutes(app, deps);
  meRoutes(app, deps);
  signInRoutes(app, deps);
  setupRoutes(app, deps);
  oidcRoutes(app, deps);
  accountRoutes(app, deps);
  screenRoutes(app, deps);
  taskRoutes(app, deps);
  handoverRoutes(app, deps);
  auditRoutes(app, deps);
  replayRoutes(app, deps);
  rowRoutes(app, deps);
  dayRoutes(app, deps);
  drillRoutes(app, deps);
  drillDriveRoutes(app, deps);
  // In a context of its own: its content types and its token check are nobody else's.
  await app.register((scope, _options, done) => {
    eventRoutes(scope, deps);
    done();
  });
  if (deps.webFolder !== null && existsSync(deps.webFolder)) await servePages(app, deps.webFolder);
  return app;
}

/** The database's own detail of an error may hold the row that it was about. */
function errorForLog({ message, name: type, stack = '', ...rest }: FastifyError) {
  return { type, message, stack, ...(rest.code !== undefined && { code: rest.code }) };
}

async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(staticFiles, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    // Names hold a hash of the content.
    immutable: true,
    maxAge: '365d',
  });
  // The service worker is asked for under one name for ever, as the pages are.
  const files = {
    'index.html': ['/', '/wall'],
    'desk.html': ['/desk', '/desk/*', '/sign-in', '/setup'],
    'sw.js': ['/sw.js'],
  };
  for (const [file, paths] of Object.entries(files)) {
    for (const path of paths) {
      app.get(path, { schema: { hide: true }, config: { access: 'public' } }, (_request, reply) =>
        reply.header('cache-control', 'no-cache').sendFile(file, folder, { cacheControl: false }),
      );
    }
  }
}
