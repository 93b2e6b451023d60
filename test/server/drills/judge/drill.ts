import type { CellValue } from '../../../../server/contract/cells.ts';
import type { Criterion, Scenario } from '../../../../server/contract/scenario.ts';
import type { DrillEvent } from '../../../../server/contract/drill-rest.ts';
import { realmDatabase } from '../../../../server/db/database.ts';
import { prepareRealm } from '../../../../server/db/prepare-realm.ts';
import { judge, type Evidence } from '../../../../server/drills/judge/judge.ts';
import { MIGRATIONS, type TestDatabase } from '../../../support/engines.ts';

export const T0 = Date.parse('2026-11-10T01:00:00Z');
export const at = (minutes: number) => new Date(T0 + minutes * 60_000).toISOString();
const words = (text: string) => ({ ko: text, en: text });

/** A criterion without what is for people only. */
export type Asked = {
  [K in Criterion['is']]: Omit<Extract<Criterion, { is: K }>, 'id' | 'title'>;
}[Criterion['is']];

export function scenarioOf(criteria: readonly Asked[], timeline: Scenario['timeline'] = []): Scenario {
  return {
    name: 'test',
    title: words('Test'),
    aim: words('That it is judged'),
    seed: 'test',
    minutes: 30,
    base: { rate: 0 },
    timeline,
    plays: {},
    criteria: criteria.map((each, place): Criterion => ({
      id: `c${place}`,
      title: words(`c${place}`),
      ...each,
    })),
  };
}

export const logged = (minutes: number, kind: string, detail: DrillEvent['detail'] = {}): DrillEvent => ({
  id: 1,
  at: at(minutes),
  toldAt: at(minutes),
  kind,
  detail,
});

/** A drill's realm beside the live one, written to as rows come in. */
export async function drillRealm({ db }: TestDatabase, name: string) {
  const describe = { name, kind: 'drill', ko: '훈련', en: 'Drill', simulated: true } as const;
  await prepareRealm(db, MIGRATIONS, describe);
  const realm = realmDatabase(db, name);
  const show = async (minutes: number) => {
    await db.query(`DELETE FROM ${name}.realm_clock`);
    await db.query(`INSERT INTO ${name}.realm_clock (shows, rate) VALUES ($1, 0)`, [at(minutes)]);
  };
  await show(0);
  const evidence = (of: Partial<Evidence> & Pick<Evidence, 'scenario'>): Evidence => ({
    ...{ db, realm, live: realmDatabase(db, 'live'), play: null, startsAt: T0, shows: T0 + 30 * 60_000 },
    log: [],
    cells: new Map<string, CellValue>(),
    ...of,
  });
  return {
    ...{ db, realm, describe, show, evidence },
    /** A row of a table of the realm; its identity and time where they matter. */
    add: async (table: string, row: Record<string, unknown>, schema = name) => {
      const common = ['alarm', 'alarm_event', 'task', 'task_event', 'rejection'].includes(table)
        ? {}
        : { source: '//test', id: `e${Math.random()}` };
      const whole: Record<string, unknown> = { ...common, ...row };
      const columns = Object.keys(whole);
      const [made] = await db.query<{ id: number }>(
        `INSERT INTO ${schema}.${table} (${columns.join(', ')})
         VALUES (${columns.map((_column, place) => `$${place + 1}`).join(', ')}) ${table === 'alarm' || table === 'task' ? 'RETURNING id' : ''}`,
        Object.values(whole),
      );
      return made?.id ?? 0;
    },
    /** What is said of one criterion. */
    passes: async (asked: Asked, of: Partial<Evidence> & { timeline?: Scenario['timeline'] } = {}) => {
      const [verdict] = await judge(evidence({ scenario: scenarioOf([asked], of.timeline), ...of }));
      return verdict?.passed;
    },
  };
}
export type DrillRealm = Awaited<ReturnType<typeof drillRealm>>;

export const ARRIVAL = {
  ...{ port: 'ICN-T1', route: 'traveller', conveyance: 'TG658', origin: 'TH', units: 12, risk: 'high' },
};
export const VERDICT = {
  ...{ port: 'ICN-EXP', route: 'express', station: 'X1', stage: 'primary', judged_by: 'ai', result: 'clear' },
  ...{ scan_ms: 8_000, origin: 'VN' },
};
export const SEIZURE = {
  ...{ case_no: 'C-1', port: 'KRPUS', route: 'cargo', category: 'drug', grams: 300, status: 'provisional' },
};
/** An alarm and what happened to it, by minutes from T0. */
export async function addAlarm(
  { add }: DrillRealm,
  alarm: Record<string, unknown>,
  events: readonly (readonly [minutes: number, event: string, name?: string])[],
): Promise<void> {
  const [first] = events;
  const raised = at(first?.[0] ?? 0);
  const ended = events.find(([, event]) => event === 'ended');
  const id = await add('alarm', {
    ...{
      rule: 'ai-down',
      holds: ended === undefined,
      first_raised_at: raised,
      raised_at: raised,
      valued_at: raised,
    },
    state: ended === undefined ? 'unacknowledged' : 'ended',
    ended_at: ended === undefined ? null : at(ended[0]),
    ...alarm,
  });
  for (const [minutes, event, name] of events)
    await add('alarm_event', { alarm: id, at: at(minutes), event, name: name ?? null });
}
