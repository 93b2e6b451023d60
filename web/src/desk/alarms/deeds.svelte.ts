import type { AlarmAnswer } from '../../../../server/contract/alarm-rest.ts';
import { isUnseen } from '../../state/alarm-cells.ts';
import { ApiProblem, type Api } from '../api.ts';
import type { DeskAlarm } from './desk-alarms.svelte.ts';

const DEEDS = ['acknowledge', 'take', 'release', 'assign', 'shelve', 'unshelve', 'task'] as const;
export type Deed = (typeof DEEDS)[number];
/** What needs no further word. */
export type PlainDeed = Extract<Deed, 'acknowledge' | 'take' | 'release' | 'unshelve'>;

/** Who was faster, and at what; or whatever else was refused. */
export type Note =
  { kind: 'owner' | 'seen'; name: string } | { kind: 'problem'; problem: unknown } | { kind: 'moved' };

/** What can be done to an alarm as it stands; the most usual first. */
export function deedsFor(alarm: DeskAlarm, myId: number | undefined): Deed[] {
  const { hands, owned, state } = alarm;
  const mine = hands?.ownerId !== null && hands?.ownerId === myId;
  const can: Record<Deed, boolean> = {
    acknowledge: isUnseen(alarm),
    take: !owned && (state === 'unacknowledged' || state === 'acknowledged'),
    release: mine && state !== 'ended',
    assign: state === 'unacknowledged' || state === 'acknowledged' || state === 'shelved',
    shelve: state === 'unacknowledged' || state === 'acknowledged',
    unshelve: state === 'shelved',
    task: state !== 'ended',
  };
  return DEEDS.filter((deed) => can[deed]);
}

/** Deeds on the way, and what became of them. */
export class Deeds {
  readonly #api: Api;
  #busy = $state.raw<ReadonlySet<number>>(new Set());
  #notes = $state.raw<ReadonlyMap<number, Note>>(new Map());

  constructor(api: Api) {
    this.#api = api;
  }

  busy = (id: number) => this.#busy.has(id);
  note = (id: number) => this.#notes.get(id) ?? null;

  say(id: number, note: Note | null): void {
    const notes = new Map(this.#notes);
    if (note === null) notes.delete(id);
    else notes.set(id, note);
    this.#notes = notes;
  }

  /** Sends it once. What the server says no to is shown at the alarm, with the name of who was faster. */
  async do(id: number, deed: PlainDeed): Promise<void> {
    if (this.#busy.has(id)) return;
    this.#busy = new Set([...this.#busy, id]);
    this.say(id, null);
    try {
      await this.#api.post(`/api/v1/alarms/${id}/${deed}`);
    } catch (problem) {
      this.say(id, await this.#reason(id, deed, problem));
    } finally {
      this.#busy = new Set([...this.#busy].filter((each) => each !== id));
    }
  }

  async #reason(id: number, deed: PlainDeed, problem: unknown): Promise<Note> {
    if (!(problem instanceof ApiProblem) || problem.status !== 409) return { kind: 'problem', problem };
    try {
      const { alarm } = await this.#api.get<AlarmAnswer>(`/api/v1/alarms/${id}`);
      if (deed !== 'acknowledge' && alarm.owner !== null) return { kind: 'owner', name: alarm.owner.name };
      if (alarm.acknowledgedBy !== null) return { kind: 'seen', name: alarm.acknowledgedBy.name };
    } catch {
      // It is gone, or out of our scopes by now: what was said first is all there is.
    }
    return { kind: 'problem', problem };
  }
}
