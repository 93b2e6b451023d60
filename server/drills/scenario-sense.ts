import { MAX_AHEAD_MS } from '../contract/events.ts';
import { isDay } from '../contract/days.ts';
import {
  sinceStart,
  spanMs,
  type EventTemplate,
  type Inject,
  type Scenario,
  type ScriptedDeed,
} from '../contract/scenario.ts';
import { isEventType, isInstant, templateFaults } from './event-template.ts';
import { criterionFaults } from './scenario-criteria.ts';
import { alarmFault, timeFault, type Known, type Path, type Say, type Scope } from './scenario-scope.ts';
import type { Fault } from './scenario-shape.ts';

/** Steps of a drill: shorter ones only cost time, longer ones miss what alarms wait for. */
const STEP_MS = { least: 1_000, most: 60_000 };
const MINUTE_MS = 60_000;

/** Faults of a scenario of the right form: what it says of itself, and of the board, does not hold. */
export function senseFaults(scenario: Scenario, known: Known): Fault[] {
  const faults: Fault[] = [];
  const say: Say = (path, reason) => faults.push({ path, reason });
  const { criteria, minutes, plays, step, timeline } = scenario;
  const stepMs = step === undefined ? STEP_MS.least : spanMs(step);
  if (stepMs < STEP_MS.least || stepMs > STEP_MS.most) say(['step'], 'is not between 1s and 60s');
  const [, day] = scenario.clock?.split('T').reverse() ?? [];
  if (day !== undefined && !isDay(day)) say(['clock'], 'is no day that exists');
  unique(timeline, ['timeline'], say);
  unique(criteria, ['criteria'], say);
  playFaults(scenario, say);
  const injects = new Set(timeline.map(({ id }) => id));
  const scope = { known, minutes, plays: new Set(Object.keys(plays)), injects, say };
  timeline.forEach((inject, place) => injectFaults(inject, ['timeline', place], scope));
  for (const [name, { deeds }] of Object.entries(plays)) {
    unique(deeds, ['plays', name, 'deeds'], say);
    deeds.forEach((deed, place) => deedFaults(deed, ['plays', name, 'deeds', place], scope));
  }
  criteria.forEach((criterion, place) => criterionFaults(criterion, ['criteria', place], scope));
  portFaults(scenario, [], scope);
  return faults;
}

/** Ports by whatever names them: one that is none would be found nowhere, and nothing would say why. */
function portFaults(value: unknown, path: Path, { known, say, ...scope }: Scope): void {
  if (typeof value !== 'object' || value === null) return;
  // It is wrong on purpose.
  if ('malformed' in value && value.malformed === true) return;
  for (const [name, part] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    if (name !== 'port' && name !== 'ports') portFaults(part, at, { known, say, ...scope });
    else
      [part].flat().forEach((port: unknown, nth) => {
        if (typeof port === 'string' && !known.ports.has(port))
          say(Array.isArray(part) ? [...at, nth] : at, 'is no port of the site');
      });
  }
}

function unique(list: readonly { id: string }[], path: Path, say: Say): void {
  const seen = new Set<string>();
  list.forEach(({ id }, place) => {
    if (seen.has(id)) say([...path, place, 'id'], 'is the id of another one, too');
    seen.add(id);
  });
}

function playFaults({ criteria, plays }: Scenario, say: Say): void {
  if (!Object.hasOwn(plays, 'right')) say(['plays'], 'has no play right, the one that passes');
  for (const [name, { fails }] of Object.entries(plays)) {
    if (fails === undefined) continue;
    if (name === 'right') say(['plays', name, 'fails'], 'may not be: this play passes');
    else if (!criteria.some(({ id }) => id === fails)) say(['plays', name, 'fails'], 'is no criterion');
  }
}

function injectFaults(inject: Inject, path: Path, scope: Scope): void {
  const { known, plays, say } = scope;
  timeFault(inject.at, [...path, 'at'], scope);
  inject.in?.forEach((name, place) => {
    if (!plays.has(name)) say([...path, 'in', place], 'is no play');
  });
  if ('for' in inject && spanMs(inject.for) === 0) say([...path, 'for'], 'is no time');
  const feed = (name: string | undefined, at: Path) => {
    if (name !== undefined && !known.feeds.has(name)) say(at, `is no feed: ${[...known.feeds].join(', ')}`);
  };
  if (inject.do === 'skew') feed(inject.feed, [...path, 'feed']);
  if (inject.do === 'silence') {
    inject.feeds?.forEach((name, place) => feed(name, [...path, 'feeds', place]));
    inject.types?.forEach((type, place) => {
      if (!isEventType(type)) say([...path, 'types', place], 'is no type of event');
    });
  }
  if (inject.do !== 'send') return;
  inject.events.forEach((event, place) => {
    const at = [...path, 'events', place];
    feed(event.feed, [...at, 'feed']);
    eventFaults(event, at, sinceStart(inject.at) ?? 0, scope);
  });
}

function eventFaults(event: EventTemplate, path: Path, toldAt: number, scope: Scope): void {
  const { say } = scope;
  const happened = event.time === undefined ? toldAt : sinceStart(event.time);
  if (event.malformed === true) return;
  if (happened === null) {
    if (!isInstant(event.time ?? ''))
      say([...path, 'time'], 'is neither such as T20 nor an instant with offset');
  } else if (happened > scope.minutes * MINUTE_MS) {
    timeFault(event.time, [...path, 'time'], scope);
  } else if (happened > toldAt + MAX_AHEAD_MS) {
    say([...path, 'time'], 'is so far ahead of when it is told that it is refused');
  }
  for (const fault of templateFaults(event)) say([...path, ...fault.path], fault.reason);
}

function deedFaults(deed: ScriptedDeed, path: Path, scope: Scope): void {
  const { say } = scope;
  timeFault(deed.at, [...path, 'at'], scope);
  if (deed.do === 'handover') timeFault(deed.from, [...path, 'from'], scope);
  if ((deed.at === undefined) === (deed.when === undefined)) say(path, 'needs one of at and when');
  alarmFault(deed.when?.alarm, [...path, 'when', 'alarm'], scope);
  const ofAlarm = deed.do === 'acknowledge' || deed.do === 'take' || deed.do === 'shelve';
  if (ofAlarm && deed.when === undefined) say(path, 'needs an alarm: when');
}
