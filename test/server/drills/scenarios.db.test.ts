import { KOREA } from '../../../simulator/korea.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  withInstants,
  sinceStart,
  type EventTemplate,
  type Scenario,
} from '../../../server/contract/scenario.ts';
import { realmDatabase } from '../../../server/db/database.ts';
import { readAlarmRules } from '../../../server/db/queries/alarm-rules.ts';
import { loadCatalogue } from '../../../server/drills/scenario-file.ts';
import { startTime } from '../../../server/drills/start-time.ts';
import { checkEvent } from '../../../server/ingest/check-event.ts';
import { arrivalsOfLists } from '../../../server/ingest/paxlst/arrivals-of-lists.ts';
import { parsePaxlst } from '../../../server/ingest/paxlst/parse-paxlst.ts';
import { FEEDS } from '../../../simulator/feeds.ts';
import { openTestDatabase, type TestDatabase } from '../../support/engines.ts';

const FOLDER = new URL('../../../simulator/scenarios', import.meta.url).pathname;
const sender = { feed: 'drill', token: 1, maySetRecordedTime: false, speaksFor: null };

const TWELVE = [
  'high-risk-flight',
  'rushed-readers',
  'ai-outage',
  'singles-day',
  'mail-leak',
  'empty-container',
  'late-correction',
  'split-pistol',
  'cash-couriers',
  'feed-chaos',
  'network-split',
  'headquarters-night',
];

describe('the twelve drills', () => {
  let test: TestDatabase;
  let catalogue: Scenario[];

  beforeAll(async () => {
    test = await openTestDatabase('embedded');
    const rules = await readAlarmRules(realmDatabase(test.db, 'live'));
    const alarms = new Set(rules.map(({ name }) => name));
    catalogue = await loadCatalogue(FOLDER, {
      alarms,
      feeds: new Set(FEEDS.map(({ name }) => name)),
      ports: new Set(KOREA.file.ports.map(({ code }) => code)),
    });
  });
  afterAll(() => test.drop());

  it('are read without a fault, in order', () => {
    expect(catalogue.map(({ name }) => name)).toEqual(TWELVE);
  });

  it('can each be passed and failed, on one criterion', () => {
    for (const { criteria, name, plays } of catalogue) {
      expect(Object.keys(plays), name).toEqual(['right', 'wrong']);
      expect(
        criteria.map(({ id }) => id),
        name,
      ).toContain(plays['wrong']?.fails);
    }
  });

  it('speak Korean and English everywhere', () => {
    for (const { aim, criteria, plays, timeline, title } of catalogue) {
      const words = [
        title,
        aim,
        ...criteria.map((each) => each.title),
        ...Object.values(plays).map((each) => each.title),
      ];
      for (const { en, ko } of [...words, ...timeline.flatMap((each) => each.title ?? [])]) {
        expect(ko).toMatch(/[가-힣]|^TG658|^VN408|^HMM/);
        expect(en).not.toMatch(/[가-힣]/);
      }
    }
  });

  it('have the same traffic whenever they are held: each says its day', () => {
    for (const scenario of catalogue) {
      const [now, later] = [Date.parse('2026-12-01T00:00:00Z'), Date.parse('2031-05-07T11:12:13Z')];
      expect(startTime(scenario, now)).toBe(startTime(scenario, later));
    }
  });

  it('tell nothing that is refused, but what is malformed on purpose', () => {
    const told = catalogue.flatMap((scenario) =>
      scenario.timeline.flatMap((inject) =>
        inject.do === 'send' ? inject.events.map((event) => ({ scenario, at: inject.at, event })) : [],
      ),
    );
    for (const { at, event, scenario } of told) {
      const t0 = startTime(scenario, Date.now());
      const checked = checkEvent(onTheWire(event, at, t0), sender, t0 + (sinceStart(at) ?? 0));
      const faults = checked.ok ? [] : checked.faults;
      expect([scenario.name, event.malformed ?? false, faults]).toEqual([
        scenario.name,
        faults.length > 0,
        event.malformed === true ? faults : [],
      ]);
    }
    expect(told.filter(({ event }) => event.malformed).length).toBeGreaterThanOrEqual(4);
    expect(told.length).toBeGreaterThan(100);
  });

  it('say who is aboard in a passenger list without a fault, and when it lands', () => {
    for (const scenario of catalogue) {
      for (const inject of scenario.timeline) {
        if (inject.do !== 'paxlst') continue;
        const parsed = parsePaxlst(inject.text);
        if (!parsed.ok) throw new Error(parsed.reason);
        const { arrivals, warnings } = arrivalsOfLists(parsed.lists);
        expect([...parsed.warnings, ...parsed.lists.flatMap((list) => list.warnings), ...warnings]).toEqual(
          [],
        );
        const lands = startTime(scenario, 0) + 20 * 60_000;
        expect(arrivals).toMatchObject([
          {
            flight: 'TG658',
            port: 'ICN-T1',
            origin: 'TH',
            travellers: 12,
            time: new Date(lands).toISOString(),
          },
        ]);
        expect(parsed.lists.flatMap(({ legs }) => legs.map(({ destination }) => destination))).toEqual([
          'BKK',
          'ICN',
        ]);
      }
    }
  });
});

function onTheWire(event: EventTemplate, toldAt: string, t0: number): unknown {
  const { data, id = 'made-up', time = toldAt, type } = event;
  const since = sinceStart(time);
  return {
    specversion: '1.0',
    id,
    source: '//drill.example/somewhere',
    type,
    time: since === null ? time : new Date(t0 + since).toISOString(),
    data: withInstants(data, t0),
  };
}
