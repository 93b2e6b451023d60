import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CellValue } from '../../../server/contract/cells.ts';
import { SEIZURE_CATEGORIES, type Seizure } from '../../../server/contract/events/seizure.ts';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { OFFENCES } from '../../../server/contract/fields.ts';
import { siteDay } from '../../../server/contract/days.ts';
import { LEAD_KINDS } from '../../../server/contract/events/lead.ts';
import { BULLETIN_KINDS } from '../../../server/contract/events/bulletin.ts';
import { BODY_SEARCH_INDICATORS } from '../../../server/contract/events/indicator.ts';
import { STATION_KINDS } from '../../../server/contract/events/station.ts';
import { realmDatabase, type RealmDatabase } from '../../../server/db/database.ts';
import { ALL_PANELS } from '../../../server/follow/all-panels.ts';
import { AttentionGatherer, type Attention } from '../../../server/follow/attention.ts';
import type { Panel } from '../../../server/follow/panel-follower.ts';
import { readTouched } from '../../../server/follow/read-cells.ts';
import { Ingest } from '../../../server/ingest/ingest.ts';
import { Reception } from '../../../server/ingest/reception.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import {
  arrival,
  bulletin,
  correction,
  declaration,
  indicator,
  lead,
  seizure,
  station,
  verdict,
} from '../../support/events.ts';

/**
 * Read every five seconds or more often, whatever is named: all or most of what they show comes with the counts, without a
 * word.
 */
const isByTheClock = ({ everyMs, name, topics }: Panel) =>
  everyMs <= 5_000 && (topics.length === 0 || name === 'matrix');
const ANNOUNCED = ALL_PANELS.filter((panel) => !isByTheClock(panel));

const iso = (at: number) => new Date(at).toISOString();
const NOW = Date.now() + 60_000;
const HOUR = 3_600_000;
const yesterday = { time: iso(NOW - 26 * HOUR) };
const today = siteDay(NOW);

const PLACES = [
  { port: 'ICN-T1', route: 'traveller' },
  { port: 'ICN-EXP', route: 'express' },
  { port: 'PUS', route: 'express' },
  { port: 'GMP', route: 'traveller' },
  { port: 'ICN-MAIL', route: 'mail' },
  { port: 'SEL-MAIL', route: 'mail' },
] as const;

/** What feeds say, each statement by itself: every type, and every kind of it that some panel tells from the others. */
const statements = new Map<string, BorderEvent>();
function say(what: string, event: BorderEvent): BorderEvent {
  statements.set(what, event);
  return event;
}

/** A correction of something that was said, and then the retraction of it. */
function takeBack(what: string, of: BorderEvent, changes: Record<string, string | number>): void {
  say(`${what}, corrected`, correction(of, { changes }));
  say(`${what}, retracted`, correction(of, { retracted: true }));
}

function everyStatement(): void {
  for (const risk of ['normal', 'high'] as const) say(`an arrival of ${risk} risk`, arrival({ risk }));
  takeBack('an arrival', say('one more arrival', arrival({ conveyance: 'OZ1', risk: 'high' })), { units: 7 });

  for (const kind of STATION_KINDS)
    for (const state of ['up', 'degraded', 'closed'] as const)
      say(`${kind} ${state}`, station({ kind, station: kind, state, reason: 'test' }));
  say('the AI is down', station({ kind: 'ai', station: 'ai', state: 'down' }));
  takeBack('an AI', say('an AI of another port', station({ kind: 'ai', port: 'PUS', state: 'down' })), {
    state: 'up',
  });

  const read = { subject: 'parcel', model: 'm1', score: 0.7, origin: 'TH' };
  const reading = say('the AI suspects', verdict({ ...read, result: 'suspect' }));
  const officer = { ...read, by: 'officer', stage: 'secondary' } as const;
  say('an officer finds', verdict({ ...officer, result: 'confirmed', scanMs: 6_000 }));
  const mail = { route: 'mail', subject: 'bag' } as const;
  say('the first line clears', verdict({ ...read, ...mail, port: 'ICN-MAIL' }, { time: iso(NOW - HOUR) }));
  say('the second line finds', verdict({ ...officer, ...mail, port: 'SEL-MAIL', result: 'confirmed' }));
  takeBack('a verdict', reading, { result: 'clear' });

  const what: Record<Seizure['category'], Partial<Seizure>> = {
    drug: { substance: 'cocaine', grams: 2_000, subject: 'parcel' },
    firearm: { item: 'pistol', quantity: 2 },
    'gun-part': { item: 'gun part', part: 'frame', weapon: 'glock-19', quantity: 3 },
    currency: { amountKrw: 2_000_000_000, offence: OFFENCES[1] },
    other: { item: 'cosmetics', amountKrw: 3_000_000_000, offence: OFFENCES[1] },
  };
  for (const category of SEIZURE_CATEGORIES) {
    const place = { port: 'ICN-EXP', route: 'express' } as const;
    const first: Seizure = { caseNo: category, category, status: 'provisional', ...place, ...what[category] };
    const state = (how: string, changes: Partial<Seizure>) =>
      say(`${category} ${how}`, { ...seizure(), data: { ...first, ...changes } });
    state('seized', {});
    const asked = { investigationRequestedAt: iso(NOW - HOUR) };
    state('investigators asked', asked);
    state('investigators at it', { ...asked, investigationAcceptedAt: iso(NOW - HOUR / 2) });
    const moved = state('moved to another port', { port: 'GMP', route: 'traveller' });
    takeBack(category, moved, category === 'drug' ? { grams: 3_000 } : { amountKrw: 4_000_000_000 });
  }

  for (const kind of LEAD_KINDS) {
    const own = { leadNo: `lead ${kind}`, kind, partner: 'DIC', port: 'ICN-T1', route: 'traveller' } as const;
    const names = {
      flight: { conveyance: 'KE652', dueAt: iso(NOW + HOUR) },
      consignment: { subject: 'parcel' },
      'person-category': { origin: 'TH' },
      'watch-list': { listVersion: 'v1', stepsDone: 1, stepsTotal: 3 },
      operation: { validFrom: iso(NOW - HOUR), validUntil: iso(NOW + HOUR) },
      request: { direction: 'in', dueAt: iso(NOW + HOUR) },
      minor: { link: 'parcel lockers' },
    } as const;
    say(`${kind} open`, lead({ ...own, ...names[kind] }));
    const next = say(`${kind} acknowledged`, lead({ ...own, ...names[kind], status: 'acknowledged' }));
    takeBack(kind, next, { status: 'tasked' });
    say(`${kind} closed`, lead({ ...own, ...names[kind], status: 'closed' }));
  }
  say('an arrival that a lead names', arrival({ conveyance: 'KE652', risk: 'high' }));
  say('a domestic lead with an offence', lead({ kind: 'minor', partner: 'KR', offence: OFFENCES[0] }));

  for (const direction of ['out', 'in'] as const)
    for (const result of ['nothing', 'declared', 'undeclared'] as const)
      say(`${result} ${direction}`, declaration({ direction, result, courier: 'courier-1' }));
  takeBack(
    'a check',
    say('a check', declaration({ result: 'undeclared', amountUsd: 50_000, courier: 'courier-1' })),
    {
      amountUsd: 60_000,
    },
  );

  for (const kind of BULLETIN_KINDS) {
    const year = today.slice(0, 4);
    const period = kind === 'announcement' ? { periodFrom: `${year}-01-01`, periodTo: `${year}-12-31` } : {};
    const own = { kind, bulletinNo: kind, ...period };
    say(`${kind} draft`, bulletin({ ...own, status: 'draft' }, yesterday));
    const published = say(`${kind} published`, bulletin({ ...own, status: 'published' }));
    if (kind === 'announcement') say('drugs in a period that was announced', seizure());
    takeBack(kind, published, { title: 'Another title' });
  }
  const body = { unit: 'persons', period: today, port: 'ICN-T1', route: 'traveller' } as const;
  for (const name of BODY_SEARCH_INDICATORS) say(name, indicator({ ...body, name }));
  takeBack('an indicator', say('a programme', indicator({ target: 120, en: 'Firms', ko: '기업' })), {
    value: 3,
  });
}
everyStatement();

onOneEngine('what changes a panel', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  let stop: () => Promise<void>;
  const gatherer = new AttentionGatherer();
  let passed = (): void => undefined;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
    stop = await new Promise((resolve) => {
      const end = database.db.listen('gwanje_live', {
        notified: (payload) => (payload === 'fence' ? passed() : gatherer.notice(payload)),
        connected: () => resolve(end),
        lost: () => undefined,
      });
    });
  });
  afterAll(async () => {
    await stop();
    await database.drop();
  });

  /** Where the notifications of all that was committed say to look. */
  async function attention(): Promise<Attention> {
    const fence = new Promise<void>((resolve) => (passed = resolve));
    await database.db.query(`SELECT pg_notify('gwanje_live', 'fence')`);
    await fence;
    return gatherer.take();
  }

  async function panels(): Promise<Map<string, Record<string, CellValue | null>>> {
    const cells = await Promise.all(ANNOUNCED.map((panel) => panel.read(realm, NOW)));
    return new Map(ANNOUNCED.map(({ name }, index) => [name, Object.fromEntries(cells[index] ?? [])]));
  }

  const whole = async () =>
    Object.fromEntries(await readTouched(realm, { minutes: null, records: null, topics: null }, NOW));

  it(
    'names it, and names what a tick reads: for every kind of statement, its correction and its retraction',
    { meta: { slow: 'reads every panel after each of 130 statements' } },
    async () => {
      const ingest = new Ingest({
        ...{ realm, now: () => NOW, elapsed: Date.now, counted: () => undefined },
        reception: new Reception(database.db, { now: Date.now, elapsed: Date.now }),
      });
      const sender = { feed: 'all', token: 1, maySetRecordedTime: false, speaksFor: null };
      const moved = new Set<string>();
      const missed: string[] = [];
      // A port that speaks for the first time has empty figures, which come by the clock.
      const speaking = PLACES.flatMap((place) => [arrival(place), verdict(place)]);
      await ingest.take(speaking, sender);
      await attention();
      let [before, cells] = await Promise.all([panels(), whole()]);
      for (const [what, event] of statements) {
        const [outcome] = await ingest.take([event], sender);
        expect(outcome, what).toMatchObject({ status: 'accepted' });
        const look = await attention();
        const [after, cellsAfter] = await Promise.all([panels(), whole()]);
        for (const { name, topics } of ANNOUNCED) {
          if (JSON.stringify(after.get(name)) === JSON.stringify(before.get(name))) continue;
          moved.add(name);
          if (look.topics !== null && !topics.some((topic) => look.topics?.has(topic)))
            missed.push(`${what}: panel ${name}`);
        }
        const read = new Set((await readTouched(realm, look, NOW)).map(([key]) => key));
        for (const key of new Set([...Object.keys(cells), ...Object.keys(cellsAfter)])) {
          const changed = JSON.stringify(cells[key]) !== JSON.stringify(cellsAfter[key]);
          if (changed && !read.has(key)) missed.push(`${what}: ${key}`);
        }
        [before, cells] = [after, cellsAfter];
      }
      expect(missed).toEqual([]);
      // What nothing here changes would never be missed.
      const bySomethingElse = ['alarm', 'tasks'];
      expect(ANNOUNCED.map(({ name }) => name).filter((name) => !moved.has(name))).toEqual(bySomethingElse);
    },
  );
});
