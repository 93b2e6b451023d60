import fc from 'fast-check';
import { expect } from 'vitest';
import type { Deed } from '../../../server/alarms/life-cycle.ts';
import type { Campaign } from '../../support/campaign.ts';
import { act, anyDeed, newModel, stateOf, type Model } from './model.ts';
import type { WatchedRealm } from './watched-realm.ts';

const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('deeds' as const),
      deeds: fc.array(anyDeed, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('board' as const), flagged: fc.constantFrom(0, 9, 11) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('clock' as const),
      ms: fc.constantFrom(-5_000, 0, 30_000, 61_000, 2_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('take-over' as const) }) },
);
const course = fc.array(command, { minLength: 4, maxLength: 14 });
type Command = (typeof command extends fc.Arbitrary<infer C> ? C : never)[];

/** What happens to an alarm under two servers is what the model says, whatever happens. */
export function watchCampaign(realm: () => WatchedRealm): Campaign {
  return {
    name: 'alarm-watch',
    sample: 16,
    runs: 1_500,
    check: async (seed) => {
      const property = fc.asyncProperty(course, async (commands) => await follow(realm(), commands));
      await fc.assert(property, { seed, numRuns: 1 });
    },
  };
}

async function follow(realm: WatchedRealm, commands: Command): Promise<void> {
  await realm.reset();
  realm.flagged = 11;
  let turn = 0;
  const looks = async () => {
    // Two servers look at once; one of them holds the lease.
    const both = await Promise.all([realm.watch('a').look(), realm.watch('b', 1).look()]);
    expect(both.filter(Boolean).length).toBe(1);
  };
  await looks();
  let model: Model = newModel('high', 60_000, realm.now);
  for (const each of commands) {
    if (each.what === 'take-over') {
      await realm.expire();
    } else if (each.what === 'clock') {
      realm.now += each.ms;
    } else if (each.what === 'board') {
      realm.flagged = each.flagged;
    } else {
      const [alarm] = await realm.openAlarms();
      const personal = each.deeds.filter((deed) => 'by' in deed);
      if (alarm === undefined || personal.length === 0) continue;
      const answers = await Promise.all(
        personal.map((deed) => realm.does(turn++ % 2 === 0 ? 0 : 1, alarm.id, deed)),
      );
      const after = await realm.log(alarm.id);
      const [stands] = await realm.sql<{ state: string; owner: number | null }>(
        `SELECT state, owner FROM live.alarm WHERE id = ${alarm.id}`,
      );
      // Some order of the deeds explains every answer and how the alarm stands then.
      const order = permutations(personal.map((_, place) => place)).find((order) => {
        const trial = structuredClone(model);
        const said = order.map((place) => {
          const deed = personal[place] as Deed;
          const events = act(trial, deed, realm.now);
          const answer = answers[place];
          const wasDenied = answer === null || answer === undefined || 'denied' in answer;
          return (events === false) === wasDenied ? events || [] : null;
        });
        if (said.includes(null)) return false;
        const expected = said.flat() as string[];
        const tail = after.slice(after.length - expected.length);
        if (JSON.stringify(tail) !== JSON.stringify(expected)) return false;
        if (stateOf(trial) !== stands?.state || trial.owner !== stands.owner) return false;
        model = trial;
        return true;
      });
      expect(order, 'no order of the deeds explains what came of them').toBeDefined();
    }
    await looks();
    const dueFirst = !model.open ? 'gone' : 'there';
    const holds = realm.flagged === 11 || (realm.flagged === 9 && model.holds);
    act(model, holds ? { do: 'hold', value: 11, limit: 10, instant: null } : { do: 'calm' }, realm.now);
    act(model, { do: 'clock' }, realm.now);
    // What has ended and holds again is another alarm.
    if (dueFirst === 'gone' && realm.flagged === 11) model = newModel('high', 60_000, realm.now);
    const found = await realm.openAlarms();
    expect(found.map(({ state }) => state)).toEqual(model.open ? [stateOf(model)] : []);
    expect(found.map(({ owner }) => owner?.id ?? null)).toEqual(model.open ? [model.owner] : []);
    expect(found.map(({ escalations }) => escalations)).toEqual(model.open ? [model.passedOn] : []);
  }
  expect(realm.failures).toEqual([]);
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, place) =>
    permutations([...list.slice(0, place), ...list.slice(place + 1)]).map((rest) => [first, ...rest]),
  );
}
