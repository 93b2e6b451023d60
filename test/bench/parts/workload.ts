import type { BorderEvent, Verdict } from '../../../server/contract/events.ts';
import { KOREA } from '../../../simulator/korea.ts';

export type Stream = 'verdict' | 'arrival';

/** Every port and route that is expected to speak: some 30, as on a real day. */
export const PAIRS = KOREA.file.ports.flatMap(({ code, routes }) =>
  routes.map((route) => ({ port: code, route })),
);
/** The second line reads one in a thousand: 750 of 700,000 a day [E]. All others share the rest evenly. */
const SECOND_LINE = { port: 'SEL-MAIL', route: 'mail' } as const;
const FIRST_LINES = PAIRS.filter(({ port }) => port !== SECOND_LINE.port);
const ONE_SECOND_LINE_IN = 1_000;

/** In a thousand: 8 % from high-risk countries, between air express (5 %) and mail (13 %), as the simulator has it [E]. */
const ORIGIN_SHARES = {
  ...{ CN: 460, US: 190, JP: 100, DE: 60, HK: 50, GB: 30, FR: 20, AU: 10 },
  ...{ VN: 30, TH: 25, NL: 10, MY: 8, MX: 4, KH: 2, LA: 1 },
};
const ORIGINS = Object.entries(ORIGIN_SHARES).flatMap(([origin, share]) => Array<string>(share).fill(origin));
/** Goods of these are read for seven seconds or more, but for four in a thousand: as the simulator has it [E]. */
const HIGH_RISK = new Set(['VN', 'TH', 'NL', 'MY', 'MX', 'KH', 'LA']);
const ONE_SHORT_IN = 250;
/** 700,000 readings a day of at most 2,800 a station [D], evenly on all ports and routes. */
const STATIONS = 8;
/** Three in a hundred are flagged [E]: each is an item of its own in the database. As many are an officer's verdict on one. */
const ONE_FLAGGED_IN = 33;
/** Events from a flag to the officer's verdict: four minutes of an ordinary day. */
const UNTIL_OFFICER = ONE_FLAGGED_IN * 60 + 16;
/** Officers uphold 12 % of flags [E]. */
const ONE_UPHELD_IN = 8;

/** A number that looks random, below `most`: what depends on it is not tied to what else a number decides. */
function draw(n: number, salt: number, most: number): number {
  let mixed = Math.imul(n ^ salt, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % most;
}

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
  const flaggedBefore = n - UNTIL_OFFICER;
  const byOfficer = stream === 'verdict' && flaggedBefore >= 0 && flaggedBefore % ONE_FLAGGED_IN === 0;
  const of = byOfficer ? flaggedBefore : n;
  const { port, route } = placeOf(of);
  const origin = ORIGINS[draw(of, 1, ORIGINS.length)] ?? 'CN';
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
  const subject = `${port}-20260601-${of >> 6}/${of % 64}`;
  const item = { port, route, subject, origin } as const;
  const data = byOfficer ? officersVerdict(item, n) : modelsVerdict(item, n);
  return { ...identity, type: 'border.verdict.v1', data };
}

const placeOf = (n: number) =>
  n % ONE_SECOND_LINE_IN === 0 ? SECOND_LINE : (FIRST_LINES[(n * 7) % FIRST_LINES.length] ?? SECOND_LINE);

type Item = Pick<Verdict, 'port' | 'route' | 'subject'> & { origin: string };

function modelsVerdict(item: Item, n: number): Verdict {
  const flagged = n % ONE_FLAGGED_IN === 0;
  const long = HIGH_RISK.has(item.origin) && draw(n, 2, ONE_SHORT_IN) > 0;
  return {
    ...item,
    station: `${item.port}-X${draw(n, 3, STATIONS)}`,
    stage: 'primary',
    by: 'ai',
    result: flagged ? 'suspect' : 'clear',
    scanMs: (long ? 7_000 : 2_800) + draw(n, 4, 4_000),
    score: (flagged ? 600 + draw(n, 5, 400) : draw(n, 5, 600)) / 1_000,
    model: 'xray-cnn/4.2',
  };
}

function officersVerdict(item: Item, n: number): Verdict {
  return {
    ...item,
    station: `${item.port}-S${draw(n, 3, STATIONS)}`,
    stage: 'secondary',
    by: 'officer',
    result: draw(n, 6, ONE_UPHELD_IN) === 0 ? 'confirmed' : 'clear',
    scanMs: 15_000 + draw(n, 4, 30_000),
  };
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
  const values = data as unknown as Record<string, string | number | undefined>;
  return (
    [time, 'bench', source, id, ...FIELDS[portion.stream].map((field) => values[field] ?? '\\N')].join('\t') +
    '\n'
  );
}
