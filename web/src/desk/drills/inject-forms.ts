import { openPorts } from '../../../../server/contract/site-in-force.ts';
import { isRoute, type Route } from '../../../../server/contract/routes.ts';
import type { EventTemplate, Inject } from '../../../../server/contract/scenario.ts';

/** Injects that a director gives by hand, the most common first. A passenger list is a file, for a scenario. */
export const BY_HAND = [
  'send',
  'surge',
  'silence',
  'ai-outage',
  'slow-readers',
  'faults',
  'skew',
  'screen-cut',
  'server-restart',
  'board-stall',
] as const;
type ByHand = (typeof BY_HAND)[number];

/** What stands in the fields of the form. Browsers make numbers of what fields of numbers hold: texts are built, not cut. */
export interface InjectForm {
  kind: ByHand;
  /** `house:…`, `port:…`, or empty for everywhere. */
  place: string;
  /** Empty for all. */
  route: string;
  minutes: string;
  seconds: string;
  times: string;
  percent: string;
  scanMs: string;
  /** Type of event that falls silent; empty for all. */
  silent: string;
  /** Names with commas between. */
  feeds: string;
  /** Of 100 messages: told twice, told in another order, wrong, told late. */
  duplicates: string;
  disorder: string;
  malformed: string;
  late: string;
  /** Name of the one whose clock is wrong, and by how many hours. */
  feed: string;
  hours: string;
  /** JSON. */
  events: string;
}

/** The text of the events is no JSON. */
export class NotJson extends Error {
  override readonly name = 'NotJson';
}

/**
 * The inject that a form describes. What is out of bounds is left to the server, which names the field.
 * @param at minutes from the start of the drill, now
 * @throws {@link NotJson}
 */
export function injectOf(form: InjectForm, id: string, at: string): Inject {
  const common = { id, at };
  const where = whereOf(form);
  const span = { for: `${form.minutes}m` };
  switch (form.kind) {
    case 'send':
      return { ...common, do: 'send', events: eventsOf(form.events) };
    case 'surge':
      return { ...common, do: 'surge', ...where, times: Number(form.times), ...span };
    case 'silence': {
      const feeds = form.feeds
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
      return {
        ...common,
        do: 'silence',
        ...where,
        ...(feeds.length > 0 && { feeds }),
        ...(form.silent !== '' && { types: [form.silent] }),
        ...span,
      };
    }
    case 'ai-outage':
      return { ...common, do: 'ai-outage', ...where, ...span };
    case 'slow-readers':
      return {
        ...common,
        do: 'slow-readers',
        ...where,
        share: Number(form.percent) / 100,
        scanMs: Number(form.scanMs),
        ...span,
      };
    case 'faults':
      return { ...common, do: 'faults', ...sharesOf(form), ...span };
    case 'skew':
      return { ...common, do: 'skew', feed: form.feed.trim(), hours: Number(form.hours), ...span };
    case 'screen-cut':
    case 'board-stall':
      return { ...common, do: form.kind, for: `${form.seconds}s` };
    case 'server-restart':
      return { ...common, do: 'server-restart' };
  }
}

/**
 * Of what is wrong with an order, that which is about what was written: a server holds it against every kind of inject, and
 * says of the others, at the inject itself, that it is none of them.
 */
export function ownErrors<T extends { path: string }>(errors: readonly T[]): T[] {
  const deeper = errors.filter(({ path }) => !/^\/body\/inject(\/do)?$/.test(path));
  return deeper.length > 0 ? deeper : [...errors];
}

/** Minutes from the start as a scenario writes them, to a thousandth: `T12.5`. */
export function minutesText(startsAt: string, at: string): string {
  const minutes = (Date.parse(at) - Date.parse(startsAt)) / 60_000;
  return `T${Math.round(minutes * 1_000) / 1_000}`;
}

/** Kinds of faults of the messages of feeds. */
export const FAULTS = ['duplicates', 'disorder', 'malformed', 'late'] as const;

function sharesOf(form: InjectForm): Partial<Record<(typeof FAULTS)[number], number>> {
  return Object.fromEntries(FAULTS.map((fault) => [fault, Number(form[fault]) / 100]));
}

function whereOf({ place, route }: InjectForm): { ports?: string[]; routes?: Route[] } {
  const ports = portsOf(place);
  return { ...(ports !== null && { ports }), ...(isRoute(route) && { routes: [route] }) };
}

function portsOf(place: string): string[] | null {
  const [kind, code = ''] = place.split(':');
  if (kind === 'port') return [code];
  if (kind !== 'house') return null;
  return openPorts()
    .filter(({ office }) => office === code)
    .map((port) => port.code);
}

function eventsOf(text: string): EventTemplate[] {
  try {
    const read = JSON.parse(text) as EventTemplate | EventTemplate[];
    return Array.isArray(read) ? read : [read];
  } catch (error) {
    throw new NotJson(error instanceof Error ? error.message : String(error));
  }
}
