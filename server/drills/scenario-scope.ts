import { sinceStart } from '../contract/scenario.ts';
import type { Fault } from './scenario-shape.ts';

/** What a scenario may name. */
export interface Known {
  /** Rules of alarms. */
  alarms: ReadonlySet<string>;
  feeds: ReadonlySet<string>;
  /** Ports of the site. */
  ports: ReadonlySet<string>;
}

export type Path = Fault['path'];
export type Say = (path: Path, reason: string) => void;

/** What there is in the scenario, and to whom faults are said. */
export interface Scope {
  known: Known;
  minutes: number;
  plays: ReadonlySet<string>;
  injects: ReadonlySet<string>;
  say: Say;
}

const MINUTE_MS = 60_000;

/** A time of the drill: not after its end. */
export function timeFault(at: string | undefined, path: Path, { minutes, say }: Scope): void {
  if (at !== undefined && (sinceStart(at) ?? 0) > minutes * MINUTE_MS)
    say(path, `is beyond the end, T${minutes}`);
}

export function alarmFault(alarm: string | undefined, path: Path, { known, say }: Scope): void {
  if (alarm !== undefined && !known.alarms.has(alarm)) say(path, 'is no rule of alarms');
}
