import { parseArgs } from 'node:util';
import { UsageError } from '../options.ts';

/** A drill of its own server, or of one that is told. */
export interface DrillOptions {
  file: string;
  play: string;
  /** Times real time. */
  speed: number;
  report: string | null;
  keep: boolean;
  server: { url: URL; key: string } | null;
}

/** A drill that a server has made: it starts this process itself. */
export interface DriveOptions {
  url: URL;
  drill: number;
  tokens: string;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function addressOf(address: string): URL {
  if (!URL.canParse(address) || !/^https?:/.test(address))
    throw new UsageError(`--url: "${address}" is no http address`);
  return new URL(address);
}

/** Reads what follows `drill`. Throws {@link UsageError}. */
export function readDrillOptions(args: readonly string[]): DrillOptions {
  const { positionals, values } = parse(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { play: text, speed: text, report: text, keep: flag, url: text, key: text },
    }),
  );
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('drill takes the file of one scenario');
  const speed = Number(values.speed ?? '60');
  if (!(speed >= 1 && speed <= 60))
    throw new UsageError(`--speed takes a number from 1 to 60, not "${values.speed}"`);
  if ((values.url === undefined) !== (values.key === undefined))
    throw new UsageError('--url and --key belong together: the address of a board and its control key');
  return {
    ...{
      file,
      speed,
      play: values.play ?? 'right',
      report: values.report ?? null,
      keep: values.keep ?? false,
    },
    server:
      values.url === undefined || values.key === undefined
        ? null
        : { url: addressOf(values.url), key: values.key },
  };
}

/** Reads what follows `drive`. Throws {@link UsageError}. */
export function readDriveOptions(args: readonly string[]): DriveOptions {
  const { values } = parse(() =>
    parseArgs({ args: [...args], options: { url: text, drill: text, tokens: text } }),
  );
  const drill = Number(values.drill);
  if (values.url === undefined || values.tokens === undefined || !Number.isInteger(drill))
    throw new UsageError('drive takes --url, --drill and --tokens');
  return { url: addressOf(values.url), drill, tokens: values.tokens };
}
