import type { DrivePlan, StepAnswer, StepBody } from '../../server/contract/drill-rest.ts';
import type { Clock } from '../clock.ts';
import type { Request } from '../http-post.ts';
import { Refused } from '../send.ts';
import { Plot } from './plot.ts';
import type { Teller } from './teller.ts';

/** A screen that the driver plays. */
export interface PlayedScreen {
  start(): void;
  /** How it fared, when it is as a fresh one is or it has had time enough; see `drill_event`. */
  fared(): Promise<StepBody['observed']>;
  stop(): void;
}

export interface DriveOptions {
  url: URL;
  drill: number;
  token: string;
  request: Request;
  clock: Clock;
  teller: Teller;
  /** For drills in which screens lose something. */
  screen: ((plan: DrivePlan) => PlayedScreen) | null;
  stop: AbortSignal;
  /** The drill's clock and T0, in milliseconds since the Unix epoch. */
  progress: (shows: number, startsAt: number) => void;
}

/** What was told is counted for the log after so many steps. */
const COUNTED_STEPS = 60;
const RETRY_MS = 500;
/** A server that starts anew is waited for so often. */
const MOST_RETRIES = 60;
/** Injects after which a screen must find its way back. */
const HARD_ON_SCREENS: ReadonlySet<string> = new Set(['screen-cut', 'server-restart']);

/**
 * Drives a drill: asks for each step and tells what is due in it, until the server says that it has ended.
 * @returns false when it was stopped before
 */
export async function drive(options: DriveOptions): Promise<boolean> {
  const { clock, drill, progress, stop, teller } = options;
  const plan = (await ask(options, `/api/v1/drills/${drill}/plan`, null)) as DrivePlan;
  const plot = new Plot(plan);
  const hard = plan.scenario.timeline.some(({ do: what }) => HARD_ON_SCREENS.has(what));
  const screen = hard ? (options.screen?.(plan) ?? null) : null;
  screen?.start();
  const endsAt = plan.startsAt + plan.scenario.minutes * 60_000;
  let observed: StepBody['observed'] = [];
  try {
    for (let steps = 1; !stop.aborted; steps++) {
      const answer = (await ask(options, `/api/v1/drills/${drill}/step`, { observed })) as StepAnswer;
      observed = [];
      if (answer.state === 'ended') return true;
      if (answer.state === 'wait') {
        await clock.sleep(RETRY_MS / 5, stop);
        continue;
      }
      await teller.tell(plot.until(answer.to, answer.byHand), answer.to, plot.mute(answer.to));
      progress(answer.to, plan.startsAt);
      const last = answer.to >= endsAt;
      if (last || steps % COUNTED_STEPS === 0) observed.push({ kind: 'told', detail: { ...teller.totals } });
      if (last && screen !== null) observed.push(...(await screen.fared()));
    }
    return false;
  } finally {
    screen?.stop();
  }
}

/** An answer that may be had later is asked for again. Throws {@link Refused} where it never will be. */
async function ask(
  { clock, request, stop, token, url }: DriveOptions,
  path: string,
  body: StepBody | null,
): Promise<unknown> {
  const text = body === null ? null : JSON.stringify(body);
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (text !== null) {
    headers['content-type'] = 'application/json';
    headers['content-length'] = String(Buffer.byteLength(text));
  }
  for (let attempt = 1; ; attempt++) {
    let why: string;
    try {
      const answer = await request(new URL(path, url), headers, text);
      if (answer.status === 200) return JSON.parse(answer.body);
      why = `HTTP ${answer.status}: ${answer.body.slice(0, 200)}`;
      // A step that was cut off may still be under way.
      if (answer.status < 500 && answer.status !== 429 && answer.status !== 409) throw new Refused(why);
    } catch (error) {
      if (error instanceof Refused) throw error;
      why = error instanceof Error ? error.message : String(error);
    }
    if (stop.aborted || attempt >= MOST_RETRIES) throw new Refused(`the drill goes on no more: ${why}`);
    await clock.sleep(RETRY_MS, stop);
  }
}
