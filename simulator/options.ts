import { parseArgs } from 'node:util';
import { readFaultMix, NO_FAULTS, type FaultMix } from './fault-mix.ts';
import type { HistoryStep } from './past-arrivals.ts';
import type { Format } from './send.ts';
import { DEFAULT_SEED } from './streams.ts';

const MODES = ['ordinary', 'history', 'live', 'burst'] as const;
type Mode = (typeof MODES)[number];

export interface Options {
  mode: Mode;
  url: URL;
  token: string | null;
  tokensFile: string | null;
  realm: string | null;
  seed: string;
  rate: number;
  scale: number;
  faults: FaultMix;
  senders: number;
  /** Bound in events; burst and live. */
  events: number;
  fromMs: number | null;
  untilMs: number | null;
  /** Bound in time; `Infinity` when there is none. */
  forMs: number;
  historyStep: HistoryStep;
  format: Format;
  reportFile: string | null;
  quiet: boolean;
}

/** The command line cannot be understood, or asks for what is not allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the command line; `null` when help was asked for. Throws {@link UsageError}. */
export function readOptions(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Options | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const mode = MODES.find((each) => each === (positionals[0] ?? 'ordinary'));
  if (!mode || positionals.length > 1) {
    throw new UsageError(`one of ${MODES.join(', ')} is expected, not "${positionals.join(' ')}"`);
  }
  const options: Options = {
    mode,
    url: readUrl(values.url ?? 'http://127.0.0.1:8080'),
    token: (values.token ?? env['GWANJE_TOKEN']) || null,
    tokensFile: values.tokens ?? null,
    realm: values.realm ?? null,
    seed: values.seed ?? DEFAULT_SEED,
    rate: readNumber('rate', values.rate ?? '1', 0.01, 2_000),
    scale: readNumber('scale', values.scale ?? '1', 0.01, 1),
    faults: readFaults(values.faults),
    senders: Math.floor(readNumber('senders', values.senders ?? '4', 1, 64)),
    events:
      values.events === undefined ? Infinity : Math.floor(readNumber('events', values.events, 1, 50_000_000)),
    fromMs: readInstant('from', values.from),
    untilMs: readInstant('until', values.until),
    forMs: values.for === undefined ? Infinity : readNumber('for', values.for, 0.1, 31 * 86_400) * 1_000,
    historyStep: readStep(values['history-step'] ?? 'hour'),
    format: readFormat(values.format ?? 'ndjson'),
    reportFile: values.report ?? null,
    quiet: values.quiet ?? false,
  };
  if (!/^[\w-]{1,20}$/.test(options.seed))
    throw new UsageError('--seed takes up to 20 letters, digits, _ and -');
  if (options.token === null && options.tokensFile === null) {
    throw new UsageError('a feed token is needed: --token, --tokens or GWANJE_TOKEN');
  }
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(options.url.hostname);
  if (mode === 'burst' && !isLocal && !values['allow-remote']) {
    throw new UsageError('a burst goes to this machine only; --allow-remote if the other end agrees');
  }
  return options;
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: text, token: text, tokens: text, realm: text, seed: text, rate: text, scale: text, faults: text,
        senders: text, events: text, from: text, until: text, for: text, 'history-step': text, format: text,
        report: text, quiet: { ...flag, short: 'q' }, 'allow-remote': flag, help: { ...flag, short: 'h' },
      },
    }); // prettier-ignore
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new UsageError(`--url: "${text}" is no http address`);
  return new URL(text);
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) {
    throw new UsageError(`--${name} takes a number from ${least} to ${most}, not "${text}"`);
  }
  return value;
}

function readInstant(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const atMs = Date.parse(text);
  if (!/(Z|[+-]\d\d:\d\d)$/i.test(text) || Number.isNaN(atMs)) {
    throw new UsageError(
      `--${name} takes an instant with offset such as 2026-03-04T00:00:00+09:00, not "${text}"`,
    );
  }
  return atMs;
}

function readFaults(text: string | undefined): FaultMix {
  if (text === undefined) return NO_FAULTS;
  try {
    return readFaultMix(text);
  } catch (error) {
    throw new UsageError(`--faults: ${(error as Error).message}`);
  }
}

function readStep(text: string): HistoryStep {
  if (text === 'hour') return 1;
  if (text === '3h') return 3;
  throw new UsageError(`--history-step takes hour or 3h, not "${text}"`);
}

function readFormat(text: string): Format {
  if (text === 'ndjson' || text === 'batch') return text;
  throw new UsageError(`--format takes ndjson or batch, not "${text}"`);
}
