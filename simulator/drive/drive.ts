import type { DrivePlan, StepAnswer, StepBody } from '../../server/contract/drill-rest.ts';
import { Stopped } from '../send.ts';
import { ask, type AskingOptions } from './asking.ts';
import { Plot } from './plot.ts';
import type { Teller } from './teller.ts';

/** A screen that the driver plays. */
export interface PlayedScreen {
  /** Resolves when it shows the board, or has had time enough for it. */
  start(): Promise<void>;
  /** How it fared, when it is as a fresh one is or it has had time enough; see `drill_event`. */
  fared(): Promise<StepBody['observed']>;
  stop(): void;
}

export interface DriveOptions extends AskingOptions {
  drill: number;
  token: string;
  teller: Teller;
  /** For drills in which screens lose something. */
  screen: ((plan: DrivePlan) => PlayedScreen) | null;
  /** The drill's clock and T0, in milliseconds since the Unix epoch. */
  progress: (shows: number, startsAt: number) => void;
}

/** What was told is counted for the log after so many steps. */
const COUNTED_STEPS = 60;
/** Between two questions while the drill stands still, of which the server holds each for some seconds. */
const STANDING_MS = 100;
/** Injects after which a screen must find its way back. */
const HARD_ON_SCREENS: ReadonlySet<string> = new Set(['screen-cut', 'server-restart']);

/**
 * Drives a drill: asks for each step and tells what is due in it, until the server says that it has ended.
 * @returns false when it was stopped before
 */
export async function drive(options: DriveOptions): Promise<boolean> {
  const { clock, progress, stop, teller } = options;
  const plan = (await askFor(options, 'plan', null)) as DrivePlan;
  const hard = plan.scenario.timeline.some(({ do: what }) => HARD_ON_SCREENS.has(what));
  const screen = hard ? (options.screen?.(plan) ?? null) : null;
  const endsAt = plan.startsAt + plan.scenario.minutes * 60_000;
  let plot: Plot | null = null;
  let observed: StepBody['observed'] = [];
  let taken = 0;
  try {
    // One that is not there yet could not be cut off by the first step.
    await screen?.start();
    for (let steps = 1; !stop.aborted; steps++) {
      const answer = (await askFor(options, 'step', { observed, taken })) as StepAnswer;
      observed = [];
      if (answer.state === 'ended') return true;
      if (answer.state === 'wait') {
        await clock.sleep(STANDING_MS, stop);
        continue;
      }
      // The first answer has all that happened by hand before, which another driver has told.
      const byHand = plot === null ? [] : answer.byHand;
      plot ??= new Plot(plan, answer.byHand);
      taken = answer.byHand.at(-1)?.nth ?? taken;
      await teller.tell(plot.until(answer.to, byHand), answer.to, plot.mute(answer.to));
      progress(answer.to, plan.startsAt);
      const last = answer.to >= endsAt;
      if (last || steps % COUNTED_STEPS === 0) observed.push({ kind: 'told', detail: { ...teller.totals } });
      if (last && screen !== null) observed.push(...(await screen.fared()));
    }
    return false;
  } catch (error) {
    if (error instanceof Stopped) return false;
    throw error;
  } finally {
    screen?.stop();
  }
}

async function askFor(options: DriveOptions, what: 'plan' | 'step', body: StepBody | null): Promise<unknown> {
  const sent = body === null ? null : { type: 'application/json', text: JSON.stringify(body) };
  return JSON.parse(await ask(options, `/api/v1/drills/${options.drill}/${what}`, options.token, sent));
}
