import type { BorderEvent } from '../../../server/contract/events.ts';
import { PORTS } from '../../../server/contract/ports.ts';

export type Stream = 'verdict' | 'arrival';

/** Every port and route that is expected to speak: some 30, as on a real day. */
export const PAIRS = PORTS.flatMap(({ code, routes }) => routes.map((route) => ({ port: code, route })));
/** Goods of these are read for seven seconds or more, but for a few: as the simulator has it [E]. */
const HIGH_RISK = new Set(['TH', 'VN', 'NL', 'MX', 'KH', 'LA']);
const ONE_SHORT_IN = 400;
/** Three in a hundred are flagged [E]: each is an item of its own in the database. */
const ONE_FLAGGED_IN = 33;
const ORIGINS = ['CN', 'TH', 'US', 'VN', 'JP', 'NL', 'DE', 'MX', 'KH', 'LA'] as const;

/** Which events: numbers `from` to `from + count`, the first at `startMs` (Unix epoch), the next `stepMs` after it. */
export interface Portion {
  stream: Stream;
  from: number;
  count: number;
  startMs: number;
  stepMs: number;
  /** One in so many is the event before it, sent again; left out, none is. */
  oneRepeatedIn?: number;
}

/** Event number `n` of a stream. Plain arithmetic, so that both sides of a comparison get the same rows. */
export function eventOf({ stream, from, startMs, stepMs }: Portion, n: number): BorderEvent {
  const { port, route } = PAIRS[(n * 7) % PAIRS.length] ?? { port: 'ICN-EXP', route: 'express' as const };
  const origin = ORIGINS[n % ORIGINS.length] ?? 'CN';
  const identity = {
    specversion: '1.0' as const,
    id: `${stream}-${n}`,
    source: `//bench.example/${port}/${route}`,
    time: new Date(startMs + Math.floor((n - from) * stepMs)).toISOString(),
  };
  if (stream === 'arrival') {
    const risk = n % 9 === 0 ? 'high' : 'normal';
    const data = { port, route, conveyance: `KE${n % 1000}`, origin, units: 1 + (n % 400), risk } as const;
    return { ...identity, type: 'border.arrival.v1', data };
  }
  const flagged = n % ONE_FLAGGED_IN === 0;
  const long = HIGH_RISK.has(origin) && n % ONE_SHORT_IN !== 1;
  const result = flagged ? 'suspect' : 'clear';
  const score = flagged ? 0.6 + (n % 400) / 1000 : (n % 600) / 1000;
  const data = {
    port,
    route,
    station: `${port}-X${n % 24}`,
    subject: `${port}-20260601-${n >> 6}/${n % 64}`,
    stage: 'primary',
    by: 'ai',
    result,
    scanMs: (long ? 7_000 : 2_800) + (n % 4_000),
    score,
    model: 'xray-cnn/4.2',
    origin,
  } as const;
  return { ...identity, type: 'border.verdict.v1', data };
}

/** Bodies of requests, `perBody` events each, as a batch or as a stream of lines. */
export function bodiesOf(portion: Portion, perBody: number, form: 'batch' | 'stream'): Buffer[] {
  const bodies: Buffer[] = [];
  const end = portion.from + portion.count;
  for (let first = portion.from; first < end; first += perBody) {
    const texts: string[] = [];
    for (let n = first; n < Math.min(first + perBody, end); n++)
      texts.push(JSON.stringify(eventOf(portion, isRepeat(portion, n) ? n - 1 : n)));
    bodies.push(Buffer.from(form === 'batch' ? `[${texts.join(',')}]` : texts.join('\n') + '\n'));
  }
  return bodies;
}

const isRepeat = ({ oneRepeatedIn }: Portion, n: number) =>
  oneRepeatedIn !== undefined && n % oneRepeatedIn === oneRepeatedIn - 1;

const FIELDS = {
  arrival: ['port', 'route', 'conveyance', 'origin', 'units', 'risk'],
  verdict: [
    'port',
    'route',
    'station',
    'subject',
    'stage',
    'by',
    'result',
    'scanMs',
    'score',
    'model',
    'origin',
  ],
} as const;

/** Columns that {@link copyLine} fills. `recorded_at` is set by the database, as it is for events over the API. */
export const COPY_COLUMNS: Record<Stream, string> = {
  arrival: 'time, feed, source, id, port, route, conveyance, origin, units, risk',
  verdict:
    'time, feed, source, id, port, route, station, subject, stage, judged_by, result, scan_ms, score, model, origin',
};

/** The same event as a line of COPY text; nothing in it needs to be escaped. */
export function copyLine(portion: Portion, n: number): string {
  const { data, id, source, time } = eventOf(portion, n);
  const values = data as unknown as Record<string, string | number>;
  return (
    [time, 'bench', source, id, ...FIELDS[portion.stream].map((field) => values[field])].join('\t') + '\n'
  );
}
