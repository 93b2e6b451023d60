import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

const Environment = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
  /** `postgres://…`: a TimescaleDB of your own. Without it, one is embedded. */
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  /** Describes the site that a new database is for; `korea.yaml` in `server/site` without it. One that is there stays as it is. */
  SITE_FILE: Type.Optional(Type.String()),
  /** Folder of the embedded TimescaleDB. */
  DATA_DIR: Type.String({ default: 'data' }),
  /** Connections to the database, besides one to listen. */
  DATABASE_POOL: Type.Integer({ minimum: 4, maximum: 100, default: 12 }),
  /** Origins beside the server's own whose pages may connect, separated by commas. */
  ALLOWED_ORIGINS: Type.String({ default: '' }),
  /**
   * Who may watch without signing in or pairing a screen: nobody (`off`), anybody but only simulated realms (`simulated`),
   * or anybody (`all`: for a network that only your own people reach). `simulated` where traffic is simulated, else `off`.
   */
  GUESTS: Type.Optional(Type.Enum(['off', 'simulated', 'all'] as const)),
  /** Bearer token that opens `/metrics`, beside administrators' sessions. */
  METRICS_TOKEN: Type.Optional(Type.String({ minLength: 16, maxLength: 200 })),
  /** Address by which browsers reach the board, as `https://board.example`: for links and for signing in elsewhere. */
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^/]+$' })),
  /**
   * Sign-in with OpenID Connect beside passwords: address of the provider (http on this machine
   * only), and who we are there. All three or none.
   */
  OIDC_ISSUER: Type.Optional(
    Type.String({ pattern: '^(https://[^/]|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:|/|$))' }),
  ),
  OIDC_CLIENT_ID: Type.Optional(Type.String()),
  OIDC_CLIENT_SECRET: Type.Optional(Type.String()),
  /** How many proxies of your own stand before the server: the address that they forward is the client's. */
  TRUST_PROXY: Type.Integer({ minimum: 0, maximum: 10, default: 0 }),
  /** `off`: the embedded database serves the live realm and nothing is simulated. */
  SIMULATE: Type.Enum(['on', 'off'] as const, { default: 'on' }),
  /** Times reality, for simulated traffic. */
  SIMULATE_RATE: Type.Number({ exclusiveMinimum: 0, maximum: 1_000, default: 1 }),
  /** Shortest time between two ticks of a board, in milliseconds. */
  TICK_MS: Type.Integer({ minimum: 20, maximum: 1_000, default: 100 }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const, { default: 'info' }),
});

interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly siteFile: string | null;
  readonly databasePool: number;
  readonly allowedOrigins: readonly string[];
  readonly guests: 'off' | 'simulated' | 'all';
  readonly metricsToken: string | null;
  readonly publicUrl: string | null;
  readonly oidc: OidcSettings | null;
  /** Proxies before the server. */
  readonly trustProxy: number;
  readonly simulate: boolean;
  readonly simulateRate: number;
  readonly tickMs: number;
  readonly logLevel: Static<typeof Environment>['LOG_LEVEL'];
}

/** A setting is wrong: the message names it and never its value, which may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const environment = Compile(Environment);

/** Reads settings, once. Empty ones count as left out. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(Environment.properties).flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  );
  const values: unknown = Value.Convert(Environment, Value.Default(Environment, given));
  if (!environment.Check(values)) {
    const faults = environment
      .Errors(values)
      .map(({ instancePath, message }) => `${instancePath.slice(1)} ${message}`);
    throw new ConfigError(`settings: ${faults.join('; ')}`);
  }
  const simulate = values.SIMULATE === 'on' && values.DATABASE_URL === undefined;
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: values.DATA_DIR,
    siteFile: values.SITE_FILE ?? null,
    databasePool: values.DATABASE_POOL,
    allowedOrigins: [...values.ALLOWED_ORIGINS.split(','), values.PUBLIC_URL ?? '']
      .map((each) => each.trim())
      .filter((each) => each !== ''),
    guests: values.GUESTS ?? (simulate ? 'simulated' : 'off'),
    metricsToken: values.METRICS_TOKEN ?? null,
    publicUrl: values.PUBLIC_URL ?? null,
    oidc: readOidc(values),
    trustProxy: values.TRUST_PROXY,
    simulate,
    simulateRate: values.SIMULATE_RATE,
    tickMs: values.TICK_MS,
    logLevel: values.LOG_LEVEL,
  });
}

function readOidc({
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
  OIDC_ISSUER: issuer,
}: Static<typeof Environment>): OidcSettings | null {
  if (issuer !== undefined && clientId !== undefined && clientSecret !== undefined)
    return { issuer, clientId, clientSecret };
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null;
  throw new ConfigError(
    'settings: OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: all of them or none',
  );
}
