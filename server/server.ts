import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { buildApp, type AppDeps } from './app.ts';
import type { Config } from './config.ts';
import type { RealmCell } from './contract/cells.ts';
import { timeZone, useTimeZone } from './contract/days.ts';
import { useSite } from './contract/site-in-force.ts';
import type { Time } from './contract/time.ts';
import { askedBy, type Database } from './db/database.ts';
import { DatabaseTime, type ServerClocks } from './db/database-time.ts';
import { migrate } from './db/migrate.ts';
import { SHARED_SCHEMA } from './db/queries/feed-tokens.ts';
import { firstOtherDay } from './db/queries/read-site.ts';
import { writeReports } from './db/queries/screens.ts';
import { Webhooks } from './alarms/webhooks.ts';
import { Access } from './access/access.ts';
import { Accounts } from './access/accounts.ts';
import { Oidc } from './access/oidc.ts';
import { Passwords } from './access/passwords.ts';
import { SignInLimits } from './access/sign-in-limits.ts';
import { Passes } from './access/passes.ts';
import { FeedTokens } from './access/feed-tokens.ts';
import { Live } from './live/live.ts';
import { FEEDS } from '../simulator/feeds.ts';
import { Catalogue } from './drills/catalogue.ts';
import type { StartDriver } from './drills/drivers.ts';
import { Drills } from './drills/drills.ts';
import type { RunnerOptions } from './drills/runner.ts';
import { createMetrics } from './metrics.ts';
import { showNotices } from './notices.ts';
import { RealmWatch } from './realm-watch.ts';
import type { RunningRealm } from './realm.ts';
import { Realms } from './realms.ts';
import { controlRoutes } from './routes/control.ts';
import type { RouteDeps } from './routes/deps.ts';
import { SESSION_COOKIE } from './routes/guard.ts';
import { Replays } from './replay/replays.ts';
import { DatabaseWatch } from './upkeep/database-watch.ts';
import { SITE_FILE } from './open-database.ts';
import { SiteWatch } from './site/site-watch.ts';
import { Upkeep } from './upkeep/upkeep.ts';

export interface ServerDeps {
  config: Config;
  db: Database;
  migrationsFolder: string;
  webFolder: string | null;
  /** Realms to run; the first one is for those who name none. */
  realms: readonly RealmCell[];
  /** Opens the control routes to commands that hold it. */
  controlKey: string | null;
  /** Where the scenarios of drills are. */
  scenariosFolder: string;
  /** Starts the driver of a drill, a process of its own; `null`: whoever makes a drill drives it. */
  startDriver: ((url: string, ...told: Parameters<StartDriver>) => ReturnType<StartDriver>) | null;
  /** The server's own clocks; what time it is the database decides. */
  clocks: ServerClocks;
  /** What time it is instead, for tests; it is also what measures. */
  now?: () => number;
  /** Real time as drills keep pace with it, where it is not to be waited for. */
  drillTime?: Pick<RunnerOptions, 'now' | 'sleep'>;
  /** What tests watch, and limits that they need not wait for. */
  http?: Pick<AppDeps, 'route' | 'limits' | 'logTo'>;
  /** Real time between two looks at the screens, in milliseconds, for tests whose clock runs faster. */
  beatMs?: number;
}

export interface RunningServer {
  app: FastifyInstance;
  url: string;
  realms: ReadonlyMap<string, RunningRealm>;
  /** Stops taking, lets running work end, says good-bye; the database stays open. */
  close(): Promise<void>;
}

export const LIVE_REALM: RealmCell = { name: 'live', kind: 'live', ko: '실제', en: 'Live', simulated: false };

/** Requests under way have this long to end when the server stops, in milliseconds. */
const GRACE_MS = 2_000;
/** And their work with the database so long: they are answered then. */
const WORK_GRACE_MS = 1_000;

/** Brings a whole server up: migrations, realms, HTTP, sockets, upkeep. Resolves when it listens. */
export async function startServer(deps: ServerDeps): Promise<RunningServer> {
  const { config, db, migrationsFolder, startDriver } = deps;
  const databaseTime = new DatabaseTime(deps.clocks);
  const { elapsed, now }: Time = deps.now ? { now: deps.now, elapsed: deps.now } : databaseTime;
  const quick = askedBy(db, db.board);
  const databaseWatch = new DatabaseWatch({
    db: quick,
    time: databaseTime,
    looked: () => {
      for (const realm of realms.all.values()) {
        realm.ingest.reception.tryAgain();
        showNotices(realm, databaseWatch);
      }
    },
    clock: (differs, aheadMs) =>
      app.log.warn(
        { aheadMs },
        differs
          ? "the server's clock differs from the database's, which decides"
          : "the server's clock agrees with the database's again",
      ),
  });
  const metrics = createMetrics();
  await migrate(db, migrationsFolder, SHARED_SCHEMA, 'shared');
  const siteWatch = new SiteWatch({
    ...{ db, quick, now },
    failed: (error) => failed('the site in force is not known', error),
  });
  await siteWatch.start(config.siteFile ?? SITE_FILE);
  useSite(siteWatch);
  useTimeZone(siteWatch.site().file.timeZone);
  const realms = new Realms({
    ...{ db, elapsed, migrationsFolder, metrics, now, tickMs: config.tickMs },
    failed: (name, error) => failed(`realm ${name}: figures are not confirmed`, error),
    alarmsFailed: (what, error) => failed(what, error),
  });
  const { guests, metricsToken } = config;
  const access = new Access({ db: quick, guests, metricsToken, now: elapsed });
  const passwords = new Passwords();
  let ownUrl = '';
  const publicUrl = () => config.publicUrl ?? ownUrl;
  const routeDeps: RouteDeps = {
    db,
    realms: realms.all,
    ownRealm: deps.realms[0]?.name ?? LIVE_REALM.name,
    tokens: new FeedTokens(askedBy(db, db.feeds), elapsed),
    replays: new Replays({
      ...{ db, migrationsFolder, now, realms },
      run: randomBytes(9).toString('base64url'),
      failed: (what, error) => failed(what, error),
    }),
    access,
    accounts: new Accounts({ db, passwords, issuer: config.oidc?.issuer ?? null }),
    passwords,
    signInLimits: new SignInLimits(elapsed),
    oidc:
      config.oidc && new Oidc({ ...config.oidc, callbackUrl: () => `${publicUrl()}/api/v1/oidc/callback` }),
    publicUrl,
    drills: new Drills({
      ...{ db, now, sleep, ...deps.drillTime },
      realms: {
        drive: (describe, row, judged) => realms.drive(describe, row, judged),
        close: (name) => realms.close(name),
        cutScreens: (name, ms) => live?.cutOff(name, ms),
      },
      feeds: FEEDS,
      run: randomBytes(9).toString('base64url'),
      startDriver: startDriver && ((...told) => startDriver(ownUrl, ...told)),
      failed: (what, error) => failed(what, error),
    }),
    catalogue: new Catalogue(
      deps.scenariosFolder,
      db,
      deps.realms[0]?.name ?? LIVE_REALM.name,
      FEEDS.map(({ name }) => name),
    ),
    metrics,
    databaseWatch,
    elapsed,
    now,
  };
  let live: Live | null = null;
  const app = await buildApp({
    ...routeDeps,
    logLevel: config.logLevel,
    webFolder: deps.webFolder,
    allowedOrigins: config.allowedOrigins,
    live: () => live,
    trustProxy: config.trustProxy,
    ...deps.http,
  });
  const { controlKey } = deps;
  if (controlKey !== null) {
    await app.register((scope, _options, done) => {
      controlRoutes(scope, routeDeps, controlKey);
      done();
    });
  }
  const failed = said(app, elapsed);
  // Before anything asks what time it is.
  await databaseWatch.look();
  const otherDay = await firstOtherDay(db, now());
  if (otherDay !== null) {
    app.log.warn(
      { timeZone: timeZone(), day: otherDay },
      'the database has other rules of the time zone than the server: update the older of them',
    );
  }
  for (const describe of deps.realms) await realms.open(describe);

  live = new Live(app.server, {
    ownRealm: routeDeps.ownRealm,
    allowedOrigins: config.allowedOrigins,
    trustProxy: config.trustProxy,
    sessionCookie: SESSION_COOKIE,
    door: new Passes({
      db: quick,
      access,
      run: randomBytes(9).toString('base64url'),
      failed: (error) => failed('it cannot be known who may watch', error),
    }),
    elapsed,
    now,
    ...(deps.beatMs !== undefined && { beatMs: deps.beatMs }),
    sent: (bytes) => metrics.sentBytes.inc(bytes),
    reported: (reports) => {
      routeDeps.drills.hear(reports);
      writeReports(db, reports).catch((error: unknown) => failed('reports of screens are lost', error));
    },
  });
  const upkeep = new Upkeep({
    realms: () => [...realms.all.values()].filter(({ byItself }) => byItself).map(({ database }) => database),
    failed,
  });
  realms.serve(live);
  for (const realm of realms.all.values()) realm.start();
  upkeep.start();
  databaseWatch.start();
  await routeDeps.replays.start();
  await routeDeps.drills.start();
  const realmWatch = new RealmWatch(db, realms, failed);
  realmWatch.start();
  const webhooks = new Webhooks({ db, now, random: Math.random, failed });
  webhooks.start();
  const url = await app.listen({ host: config.host, port: config.port });
  ownUrl = url;
  return {
    app,
    url,
    realms: realms.all,
    close: async () => {
      // Closing the sockets waits for every HTTP connection, also for one that never says anything.
      const cut = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
      const late = setInterval(() => db.abandon(), WORK_GRACE_MS);
      await databaseWatch.stop();
      await realmWatch.stop();
      await siteWatch.stop();
      await routeDeps.drills.stop();
      await live?.close();
      clearTimeout(cut);
      await app.close();
      await upkeep.stop();
      await webhooks.stop();
      await routeDeps.replays.stop();
      await realms.stop();
      clearInterval(late);
    },
  };
}

/** A fault that lasts is said once in ten seconds, not ten times a second. */
function said(app: FastifyInstance, elapsed: () => number): (what: string, error: unknown) => void {
  const last = new Map<string, number>();
  return (what, error) => {
    if (elapsed() - (last.get(what) ?? -Infinity) < 10_000) return;
    last.set(what, elapsed());
    app.log.warn({ err: error }, what);
  };
}
