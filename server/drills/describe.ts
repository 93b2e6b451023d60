import type { RealmCell } from '../contract/cells.ts';
import type { DrillItem, ScenarioItem } from '../contract/drill-rest.ts';
import type { Scenario } from '../contract/scenario.ts';
import type { DrillRow } from '../db/queries/drills.ts';
import { endOf } from './timeline.ts';

const iso = (at: number) => new Date(at).toISOString();

export function scenarioItem({
  aim,
  criteria,
  minutes,
  name,
  plays,
  timeline,
  title,
}: Scenario): ScenarioItem {
  return {
    name,
    title,
    aim,
    minutes,
    plays: Object.entries(plays).map(([play, { title }]) => ({ name: play, title })),
    injects: timeline.map((inject) => ({
      id: inject.id,
      at: inject.at,
      do: inject.do,
      title: inject.title ?? null,
    })),
    criteria: criteria.map((criterion) => ({ id: criterion.id, title: criterion.title })),
  };
}

export function drillItem(row: DrillRow): DrillItem {
  const { createdAt, directedBy, endedAt, id, play, realm, report, scenario, shows, speed, startsAt, state } =
    row;
  return {
    id,
    realm,
    scenario: scenario.name,
    title: scenario.title,
    play,
    state,
    speed,
    startsAt: iso(startsAt),
    shows: iso(shows),
    endsAt: iso(endOf(scenario, startsAt)),
    createdAt: iso(createdAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    directedBy,
    passed: report === null ? null : report.verdicts.filter(({ passed }) => passed === true).length,
    criteria: scenario.criteria.length,
  };
}

/** The realm of a drill, as screens name it. */
export function realmOfDrill({ id, scenario }: Pick<DrillRow, 'id' | 'scenario'>): RealmCell {
  return { name: `drill_${id}`, kind: 'drill', ...scenario.title, simulated: true };
}
