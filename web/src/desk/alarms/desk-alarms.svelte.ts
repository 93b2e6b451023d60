import { itemKey } from '../../../../server/contract/cells.ts';
import type { FaultCell } from '../../../../server/contract/cells.ts';
import type { AlarmHandsCell, Priority, TaskCell } from '../../../../server/contract/duty-cells.ts';
import { alarmsOf, isOpen, isUnseen, type PlacedAlarm } from '../../state/alarm-cells.ts';
import { cellsOf } from '../../state/cells-of.ts';
import type { Live } from '../live.svelte.ts';
import { Flood } from './flood.ts';

export interface DeskAlarm extends PlacedAlarm {
  /** Whose hands it is in; `null` while the board has not said. */
  hands: AlarmHandsCell | null;
  /** Open tasks that were made of it. */
  tasks: number;
}

/** Which alarms a list shows. */
export const VIEWS = ['open', 'shelved', 'returned', 'ended'] as const;
export type AlarmView = (typeof VIEWS)[number];

const SHOWN: Record<AlarmView, (alarm: PlacedAlarm) => boolean> = {
  open: isOpen,
  shelved: ({ state }) => state === 'shelved',
  returned: ({ state }) => state === 'returned',
  ended: ({ state }) => state === 'ended',
};

/** The alarms of a desk, and whether they are too many to be shown one by one. */
export class DeskAlarms {
  readonly #live: Live;
  readonly #flood = new Flood();
  #flooded = $state.raw(false);
  #lately = $state.raw(0);
  readonly #all = $derived.by(() => this.#read());

  constructor(live: Live) {
    this.#live = live;
  }

  /** To be called at each paint: a flood begins and ends by the clock as well. */
  look(): void {
    const now = this.#live.clock.now();
    if (now === null) return;
    this.#flooded = this.#flood.look(
      this.#all.map(({ raisedAt }) => Date.parse(raisedAt)),
      now,
    );
    this.#lately = this.#flood.lately;
  }

  get all(): DeskAlarm[] {
    return this.#all;
  }
  of(view: AlarmView): DeskAlarm[] {
    return this.#all.filter(SHOWN[view]);
  }
  get flooded(): boolean {
    return this.#flooded;
  }
  /** How many were raised in the last ten minutes. */
  get lately(): number {
    return this.#lately;
  }
  /** The most urgent that nobody has seen. */
  get calling(): DeskAlarm | null {
    return this.#all.find(isUnseen) ?? null;
  }
  /** How many of a priority nobody has seen; a past that is played again calls nobody. */
  calls(priority: Priority): number {
    if (this.#live.exercise.shown?.kind === 'replay') return 0;
    return this.#all.filter((alarm) => alarm.priority === priority && isUnseen(alarm)).length;
  }
  /** Whether the board has said which alarms there are: none is not "not known". */
  get known(): boolean {
    return this.#live.shown.asOf !== null;
  }
  /** Alarms are not being judged: since when, ISO 8601, `null`: never were. `undefined`: they are. */
  get unjudgedSince(): string | null | undefined {
    for (const [key, value] of this.#live.shown.cells) {
      if (!key.startsWith('fault|')) continue;
      const { kinds, since } = value as FaultCell;
      if (kinds.includes('alarm')) return since;
    }
    return undefined;
  }

  #read(): DeskAlarm[] {
    const { cells } = this.#live.shown;
    const everywhere = () => true;
    const tasks = new Map<number, number>();
    for (const { value } of cellsOf(cells, 'task', everywhere)) count(tasks, value);
    return alarmsOf(cells, everywhere).map((alarm) => ({
      ...alarm,
      hands:
        (cells.get(itemKey('alarm-hands', alarm.port, alarm.route, alarm.id)) as
          AlarmHandsCell | undefined) ?? null,
      tasks: tasks.get(alarm.id) ?? 0,
    }));
  }
}

function count(tasks: Map<number, number>, { alarmId, state }: TaskCell): void {
  if (alarmId === null || (state !== 'open' && state !== 'accepted')) return;
  tasks.set(alarmId, (tasks.get(alarmId) ?? 0) + 1);
}
