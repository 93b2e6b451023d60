import type * as cases from './case-cells.ts';
import type * as duty from './duty-cells.ts';
import type * as intelligence from './intelligence-cells.ts';
import type * as places from './place-cells.ts';
import type * as programme from './programme-cells.ts';
import type * as screening from './screening-cells.ts';

/**
 * The board is a map of cells. A cell is one figure or one small row; it carries its whole value, so that
 * applying it twice is harmless and order within a message does not matter. Keys are `kind|port|route[|more]`
 * for what belongs to a port and route (a scope is a filter over them; `-` where it has none, which is headquarters'),
 * `kind|name` for what every scope shows.
 */

/** `today|PORT|ROUTE`: figures of the site day so far. */
export interface TodayCell {
  /** site day, `YYYY-MM-DD`. A cell of another day than the server's counts as zero. */
  day: string;
  /** Conveyances, consignments or batches that reached the border. */
  arrivals: number;
  /** Travellers, parcels, mail items or consignments in them. */
  units: number;
  /** Units in arrivals whose risk is high. */
  highRiskUnits: number;
  /** Primary verdicts: images read by the AI. */
  primary: number;
  /** Primary verdicts that were not clear. */
  flagged: number;
  /** Secondary verdicts: images read by the dedicated officer. */
  secondary: number;
  /** Secondary verdicts that upheld the suspicion. */
  upheld: number;
  /** Drug cases, as the published record counts; other categories have cells of their own. */
  cases: number;
  /** Weight of the drugs in grams, to the milligram. */
  grams: number;
}

/**
 * `minute|PORT|ROUTE|SLOT`, SLOT = minute mod {@link MINUTE_SLOTS}: a ring, so the board never grows. A tuple,
 * because these are most of a snapshot. `minute` is whole minutes since the Unix epoch; a slot that still holds
 * an older minute is out of the window. The counts are those of {@link TodayCell}.
 */
export type MinuteCell = [
  minute: number,
  units: number,
  primary: number,
  flagged: number,
  secondary: number,
  cases: number,
];

/** `origins|PORT|ROUTE`: units that arrived in the site day by country of origin (ISO 3166-1 alpha-2). */
export interface OriginsCell {
  day: string;
  units: Record<string, number>;
}

/** `record|PORT|ROUTE|YEAR`: drug seizures of a calendar year by day; days without a seizure are left out. */
export interface RecordCell {
  year: number;
  /** `[month * 100 + day, cases, grams]`, ascending. */
  days: [number, number, number][];
}

/** One case in `latest|PORT|ROUTE`, as it stands now. */
export interface LatestCase {
  caseNo: string;
  /** When it happened: ISO 8601, UTC. */
  time: string;
  /** When it became known to the board: ISO 8601, UTC. */
  knownAt: string;
  category: string;
  substance: string | null;
  grams: number | null;
  amountKrw: number | null;
  origin: string | null;
  status: 'provisional' | 'confirmed';
  /** How many later statements changed it. */
  amendments: number;
}

/** `latest|PORT|ROUTE`: the latest seizures by time of the seizure, newest first, at most {@link LATEST_CASES}. */
export interface LatestCell {
  cases: LatestCase[];
}

/** One statement in `news|PORT|ROUTE`. */
export interface NewsItem {
  /** When the board learnt of it: ISO 8601, UTC. */
  knownAt: string;
  /** When it happened: ISO 8601, UTC. */
  time: string;
  kind: 'arrival' | 'seizure' | 'disclosed-late' | 'amended' | 'retracted';
  /** Conveyance of an arrival, case number of a seizure. */
  subject: string;
  origin: string | null;
  units: number | null;
  risk: 'normal' | 'high' | null;
  substance: string | null;
  grams: number | null;
}

/** `news|PORT|ROUTE`: what became known last, newest first, at most {@link NEWS_ITEMS}. */
export interface NewsCell {
  items: NewsItem[];
}

/** `feed|NAME`: a source of events, and whether it still speaks. */
export interface FeedCell {
  name: string;
  /** Longest silence that is normal, in seconds; `null` when nobody has said. */
  cadenceSeconds: number | null;
  /** `time` of the newest event: ISO 8601, UTC. */
  lastEventTime: string | null;
  /** When the board last heard from it, events or an empty batch: ISO 8601, UTC. */
  lastHeardAt: string | null;
  /** Events counted in the site day so far, and refused ones. */
  day: string;
  accepted: number;
  rejected: number;
}

/** `fault|PANEL`: cells that one reader makes have not been confirmed; they stand as they were then. */
export interface FaultCell {
  /** Kinds of the cells. */
  kinds: string[];
  /** When they were confirmed last: ISO 8601, UTC; `null`: never. */
  since: string | null;
}

/** Why the database takes nothing of what feeds send. `waits`: it does not answer in time, for load or a lock. */
export type IntakeReason = 'full' | 'read-only' | 'away' | 'waits';

/**
 * `notice|intake`: nothing comes in, however quiet the border looks. `notice|clock`: the server's clock differs from the
 * database's, which decides.
 */
export type NoticeCell =
  | {
      what: 'intake';
      reason: IntakeReason;
      /** ISO 8601, UTC. */
      since: string;
    }
  | {
      what: 'clock';
      /** How far it is ahead, in whole seconds; negative: behind. */
      aheadSeconds: number;
    };

/** `realm|this`: which realm the screen shows. */
export interface RealmCell {
  name: string;
  kind: 'live' | 'drill' | 'replay';
  ko: string;
  en: string;
  /** True where traffic is made, not seen: every screen says so. */
  simulated: boolean;
}

/** `site|this`: the version of the site that is in force; `GET /api/v1/site` has it whole. */
export interface SiteCell {
  number: number;
}

export interface CellKinds {
  today: TodayCell;
  minute: MinuteCell;
  origins: OriginsCell;
  record: RecordCell;
  latest: LatestCell;
  news: NewsCell;
  feed: FeedCell;
  fault: FaultCell;
  notice: NoticeCell;
  realm: RealmCell;
  site: SiteCell;
  queue: screening.QueueCell;
  ai: screening.AiCell;
  matrix: screening.MatrixCell;
  readings: screening.ReadingsCell;
  model: screening.ModelCell;
  coverage: places.CoverageCell;
  stations: places.StationsCell;
  clearance: places.ClearanceCell;
  rollup: places.RollupCell;
  leads: intelligence.LeadsCell;
  operations: intelligence.OperationsCell;
  risk: intelligence.RiskCell;
  landings: intelligence.LandingsCell;
  information: intelligence.InformationCell;
  requests: intelligence.RequestsCell;
  'minor-leads': intelligence.MinorLeadsCell;
  investigations: cases.InvestigationsCell;
  leaks: cases.LeaksCell;
  weapons: cases.WeaponsCell;
  'gun-parts': cases.GunPartsCell;
  currency: cases.CurrencyCell;
  couriers: cases.CouriersCell;
  offences: cases.OffencesCell;
  'body-searches': cases.BodySearchesCell;
  breakdown: cases.BreakdownCell;
  announced: cases.AnnouncedCell;
  indicators: programme.IndicatorsCell;
  bulletins: programme.BulletinsCell;
  alarm: duty.AlarmCell;
  'alarm-hands': duty.AlarmHandsCell;
  task: duty.TaskCell;
}
export type CellKind = keyof CellKinds;
export type CellValue = CellKinds[CellKind];

/** The last hour is drawn; the rest of the ring takes late events and clocks that disagree by minutes. */
export const MINUTE_SLOTS = 90;
export const WINDOW_MINUTES = 60;
/**
 * Lists in cells are drawn cut, and judged whole: by alarms, criteria of drills and reports. A list is never read beyond so many
 * rows; where it is as long as that, rule `judged-in-part` says so, and no alarm is cleared by it.
 */
export const MOST_JUDGED = 1_000;
export const LATEST_CASES = 6;
export const NEWS_ITEMS = 4;

export const cellKey = {
  today: (port: string, route: string) => `today|${port}|${route}`,
  minute: (port: string, route: string, minute: number) => `minute|${port}|${route}|${minute % MINUTE_SLOTS}`,
  origins: (port: string, route: string) => `origins|${port}|${route}`,
  record: (port: string, route: string, year: number) => `record|${port}|${route}|${year}`,
  latest: (port: string, route: string) => `latest|${port}|${route}`,
  news: (port: string, route: string) => `news|${port}|${route}`,
  feed: (name: string) => `feed|${name}`,
  notice: (what: NoticeCell['what']) => `notice|${what}`,
  realm: () => 'realm|this',
  site: () => 'site|this',
} satisfies Partial<Record<CellKind, (...parts: never[]) => string>>;

/** Key of a cell of a port and route; `null` where it has none: in the scope of headquarters only. */
export function placeKey(kind: CellKind, port: string | null, route: string | null): string {
  return `${kind}|${port ?? NOWHERE}|${route ?? NOWHERE}`;
}
/** Key of one of several cells of a kind at a port and route; `null` where it has none. */
export function itemKey(kind: CellKind, port: string | null, route: string | null, id: number): string {
  return `${placeKey(kind, port, route)}|${id}`;
}
/** Key of the one cell of a kind that every scope shows. */
export function nationalKey(kind: CellKind): string {
  return `${kind}|all`;
}
/** Stands in keys for a port or route that is not known. */
export const NOWHERE = '-';

/** The kind, and the port and route where the key has them. */
export function parseKey(key: string): { kind: CellKind; port: string | null; route: string | null } {
  const [kind = '', port = '', route] = key.split('|');
  return route === undefined
    ? { kind: kind as CellKind, port: null, route: null }
    : { kind: kind as CellKind, port, route };
}

/** Kinds that name staff or what they wrote: desks get them, walls never do. */
export const DESK_KINDS: ReadonlySet<string> = new Set<CellKind>(['alarm-hands', 'task']);

/** What a screen holds. */
export interface BoardState {
  epoch: string;
  version: number;
  cells: Map<string, CellValue>;
}

/** What the server sends: the cells that changed since the version the screen had. */
export interface CellsMessage {
  /** One run of one server. Another epoch replaces everything. */
  epoch: string;
  version: number;
  /** Whole values; `null`: the cell is no more. */
  cells: Record<string, CellValue | null>;
  /** These are all that there are: what a screen holds beside them is no more. */
  whole?: boolean;
  /** Server clock when sent: milliseconds since the Unix epoch. */
  serverTime: number;
  /**
   * Where the realm has a clock of its own, a drill or a replay: what it showed when this was sent, in milliseconds since the
   * Unix epoch, and how many times faster than real time it goes on, 0 while it stands still. Ages and windows are of this
   * clock; left out, they are of the server's.
   */
  clock?: { time: number; rate: number };
  /** Server clock at which the database last confirmed the figures: milliseconds since the Unix epoch. */
  confirmedAt: number;
}

export const EMPTY_STATE: BoardState = { epoch: '', version: 0, cells: new Map() };

/**
 * Applies a message. Pure: the given state is left alone. A message of another epoch, or of the whole, starts from nothing;
 * one that is older than the state changes nothing.
 */
export function apply(state: BoardState, message: CellsMessage): BoardState {
  const sameEpoch = message.epoch === state.epoch;
  if (sameEpoch && message.version < state.version) return state;
  const changes = Object.entries(message.cells);
  const goesOn = sameEpoch && message.whole !== true;
  if (goesOn && changes.length === 0 && message.version === state.version) return state;
  const cells = new Map(goesOn ? state.cells : []);
  for (const [key, value] of changes) {
    if (value === null) cells.delete(key);
    else cells.set(key, value);
  }
  return { epoch: message.epoch, version: message.version, cells };
}
