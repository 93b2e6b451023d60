import { readFile, writeFile } from 'node:fs/promises';
import { accountsOf } from './accounts.ts';
import { systemClock, type Clock } from './clock.ts';
import { HELP } from './help.ts';
import { httpRequests } from './http-post.ts';
import { iso } from './kst.ts';
import { Ledger } from './ledger.ts';
import { readOptions, UsageError, type Options } from './options.ts';
import { NO_PROGRESS, barProgress, lineProgress } from './progress.ts';
import { reportOf, reportText } from './report.ts';
import { run } from './run.ts';
import { Refused, Sender } from './send.ts';
import { driveDrill } from './drive/command.ts';
import { runDrill } from './drive/headless.ts';
import { readDrillOptions, readDriveOptions } from './drive/options.ts';
import { DRIVER, readTokens } from './tokens-file.ts';
import { endWithParent } from './with-parent.ts';

const EXIT = { done: 0, fault: 1, usage: 2, refused: 3, disagreement: 4 } as const;
const REQUEST_TIMEOUT_MS = 60_000;
const RETRY_SAID_EVERY_MS = 5_000;
const BURST_AT_MOST_MS = 900_000;

async function main(): Promise<number> {
  const given = endWithParent(process.argv.slice(2));
  const [mode, ...args] = given;
  if (mode === 'drill') return await drill(args);
  if (mode === 'drive') return await driveAsTold(args);
  const options = readOptions(given, process.env);
  if (!options) {
    process.stdout.write(HELP);
    return EXIT.done;
  }
  const say = (text: string) => void (options.quiet || process.stderr.write(text));
  const clock = systemClock;
  const stop = stopper(options, say);
  const ledger = new Ledger();
  const http = httpRequests(options.senders + 8, REQUEST_TIMEOUT_MS);
  const onRetry = retryNews(ledger, clock, say);
  const tokens =
    options.tokensFile === null ? new Map() : readTokens(await readFile(options.tokensFile, 'utf8'));
  const url = new URL('/api/v1/events', options.url);
  const common = {
    url,
    format: options.format,
    request: http.request,
    clock,
    random: Math.random,
    stop: stop.signal,
    onRetry,
  };
  const accounts = accounted(() =>
    accountsOf(tokens, options.token ?? tokens.get('*') ?? null, (token) => new Sender({ ...common, token })),
  );
  const progress = options.quiet
    ? NO_PROGRESS
    : process.stderr.isTTY
      ? barProgress(process.stderr)
      : lineProgress(say, clock);
  const startedAt = iso(clock.now());
  let complete = false;
  let failure: unknown;
  try {
    complete =
      (await run({ options, accounts, ledger, clock, request: http.request, progress, stop })) &&
      !stop.signal.aborted;
  } catch (error) {
    failure = error;
  }
  http.close();
  const { mode: made, seed, rate, scale } = options;
  const facts = {
    mode: made,
    seed,
    rate,
    scale,
    url: options.url.href,
    startedAt,
    endedAt: iso(clock.now()),
    complete,
  };
  const report = reportOf(ledger, facts);
  if (options.reportFile !== null)
    await writeFile(options.reportFile, `${JSON.stringify(report, null, 2)}\n`);
  if (!options.quiet) process.stdout.write(reportText(report, process.stdout.isTTY));
  if (failure !== undefined) throw failure;
  return made === 'burst' && complete && report.agreement === 'wrong' ? EXIT.disagreement : EXIT.done;
}

/** Runs and judges a drill. */
async function drill(args: readonly string[]): Promise<number> {
  return await runDrill(readDrillOptions(args), systemClock, endedBySignal(), {
    say: (text) => void process.stderr.write(text),
    print: (text) => void process.stdout.write(text),
  });
}

/** Drives a drill that a board has made. */
async function driveAsTold(args: readonly string[]): Promise<number> {
  const { drill: id, tokens: file, url } = readDriveOptions(args);
  const tokens = readTokens(await readFile(file, 'utf8'));
  const driven = { url, drill: id, realm: `drill_${id}`, token: tokens.get(DRIVER) ?? '', tokens };
  await driveDrill(driven, systemClock, endedBySignal(), () => undefined);
  return EXIT.done;
}

function endedBySignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  return stop.signal;
}

/** Ctrl-C ends with the report; a second one ends at once. So does the time allowed. */
function stopper(options: Options, say: (text: string) => void): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      say(`\n${signal}: waiting for the batches under way\n`);
      stop.abort();
    });
  }
  const forMs = options.mode === 'burst' ? Math.min(options.forMs, BURST_AT_MOST_MS) : options.forMs;
  // setTimeout takes 31 bits of milliseconds; nobody waits longer.
  if (forMs < 2 ** 31) setTimeout(() => stop.abort(), forMs).unref();
  return stop;
}

function retryNews(ledger: Ledger, clock: Clock, say: (text: string) => void) {
  let saidMs = -Infinity;
  return (why: string, waitMs: number): void => {
    ledger.enterRetry(why);
    if (clock.now() - saidMs < RETRY_SAID_EVERY_MS) return;
    saidMs = clock.now();
    say(`\nthe server did not acknowledge (${why}); trying again in ${(waitMs / 1_000).toFixed(1)} s\n`);
  };
}

function accounted<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nnpm run simulate -- --help tells more\n`);
    process.exitCode = EXIT.usage;
  } else if (error instanceof Refused) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.refused;
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = EXIT.fault;
  }
}
