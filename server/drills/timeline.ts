import { sinceStart, spanMs, type Inject, type Scenario } from '../contract/scenario.ts';

/** An inject and when it is due on the drill's clock, in milliseconds since the Unix epoch. */
export interface DueInject {
  inject: Inject;
  at: number;
}

/** What happens in a play of a scenario, in order. @param startsAt T0 */
export function timelineOf(scenario: Scenario, play: string | null, startsAt: number): DueInject[] {
  return scenario.timeline
    .filter((inject) => inject.in === undefined || inject.in.includes(play ?? RIGHT))
    .map((inject) => ({ inject, at: startsAt + (sinceStart(inject.at) ?? 0) }))
    .sort((a, b) => a.at - b.at);
}

/** Where people act, what happens is what happens in the play that passes. */
const RIGHT = 'right';

const STEP_MS = 5_000;
/** A clock that goes slowly goes in small steps, however long those of the scenario are. */
const SLOW = { speed: 5, stepMs: 1_000 };

/** How far the clock goes at once, in milliseconds. */
export function stepMs({ step }: Scenario, speed: number): number {
  const ofScenario = step === undefined ? STEP_MS : spanMs(step);
  return speed <= SLOW.speed ? Math.min(ofScenario, SLOW.stepMs) : ofScenario;
}

/** Where its clock begins. */
export function beginOf({ scenario, startsAt }: { scenario: Scenario; startsAt: number }): number {
  return startsAt - (scenario.base.before ?? 0) * 60_000;
}

export function endOf({ minutes }: Scenario, startsAt: number): number {
  return startsAt + minutes * 60_000;
}
