import type { NewsItem } from '../../../server/contract/cells.ts';
import type { Route } from '../../../server/contract/routes.ts';
import type { Refusal } from '../../../server/contract/socket.ts';

/** What a panel counts, what its figures are divided by, and where they come from. */
export interface Definition {
  what: string;
  divided: string;
  source: string;
}
type PanelName = 'map' | 'origins' | 'flow' | 'lastHour' | 'record' | 'latest' | 'news' | 'feeds';
export type Stage = 'units' | 'screened' | 'flagged' | 'reviewed' | 'cases';

/** Every word on the wall. A language that lacks one does not compile. Numbers and dates come in formatted. */
export interface Messages {
  product: string;
  headquarters: string;
  allPorts: string;
  routes: Record<Route, string>;
  otherPorts: (ports: string) => string;
  incheonAirport: string;
  simulated: string;
  drill: string;
  replay: string;

  live: string;
  waiting: string;
  linkLost: string;
  notConfirming: string;

  bannerWaiting: string;
  bannerLost: string;
  bannerNotConfirming: string;
  bannerRefused: string;
  figuresAsOf: (time: string, age: string) => string;
  /** Figures of an earlier page: with their day, without an age. */
  figuresOf: (moment: string) => string;
  /** The time of one figure. */
  asOf: (moment: string) => string;
  tryingAgain: string;
  refusals: Record<Refusal['code'], string>;

  today: string;
  stages: Record<Stage, string>;
  recentMinutes: (minutes: string) => string;
  lastHour: string;
  portsLastHour: string;
  origins: string;
  originsOf: (date: string) => string;
  nothingArrived: string;

  record: string;
  asAnnounced: (date: string) => string;
  casesUnit: string;
  against: (before: string) => string;
  asOfAge: (age: string) => string;
  cumulativeCases: string;
  knownNow: string;
  latest: string;
  noSeizures: string;
  amended: string;
  disclosedLate: string;

  news: string;
  noNews: string;
  newsKinds: Record<NewsItem['kind'], string>;
  units: Record<Route, string>;
  highRisk: string;
  happened: (date: string) => string;

  feeds: string;
  noFeeds: string;
  speaking: (speaking: string, all: string) => string;
  silentFor: (age: string) => string;
  neverHeard: string;
  more: (count: string) => string;

  failed: string;
  notConfirmedSince: (moment: string) => string;
  neverConfirmed: string;
  viewFailed: string;
  unknownViews: (names: string) => string;
  paused: string;
  categories: Record<string, string>;
  substances: Record<string, string>;
  /** Shorter names than those of `Intl.DisplayNames`, where those are too long for a column. */
  countries: Record<string, string>;

  about: Record<PanelName, Definition>;
}
