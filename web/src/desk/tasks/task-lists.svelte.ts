import { parseKey, NOWHERE, type CellValue } from '../../../../server/contract/cells.ts';
import type { TaskCell } from '../../../../server/contract/duty-cells.ts';
import type { Task, TaskList } from '../../../../server/contract/duty-rest.ts';
import type { Api } from '../api.ts';

/** What a row shows: of a cell of the board, or as the server lists it. */
export type TaskRow = Pick<
  Task,
  | 'id'
  | 'kind'
  | 'title'
  | 'subject'
  | 'port'
  | 'route'
  | 'state'
  | 'ownerId'
  | 'ownerName'
  | 'deadline'
  | 'closedAt'
>;

/** Tasks on the board, the nearest deadline first. */
export function tasksOf(cells: ReadonlyMap<string, CellValue>): TaskRow[] {
  const rows: TaskRow[] = [];
  for (const [key, value] of cells) {
    const { kind, port, route } = parseKey(key);
    if (kind !== 'task') continue;
    const place = (text: string | null) => (text === NOWHERE ? null : text);
    rows.push({ ...(value as TaskCell), port: place(port), route: place(route) });
  }
  return rows.sort((a, b) => Date.parse(a.deadline) - Date.parse(b.deadline) || a.id - b.id);
}

/** Tasks as the server lists them, page after page. */
export class TaskPages {
  readonly #api: Api;
  readonly #standing: 'open' | 'closed';
  #tasks = $state.raw<Task[]>([]);
  #next = $state.raw<string | null>(null);
  /** The server's clock at the last answer; `null` before the first. */
  #at = $state.raw<number | null>(null);
  #asking = $state.raw(false);
  #problem = $state.raw<unknown>(null);

  constructor(api: Api, standing: 'open' | 'closed') {
    this.#api = api;
    this.#standing = standing;
  }

  get tasks(): readonly Task[] {
    return this.#tasks;
  }
  get more(): boolean {
    return this.#next !== null;
  }
  get at(): number | null {
    return this.#at;
  }
  get asking(): boolean {
    return this.#asking;
  }
  get problem(): unknown {
    return this.#problem;
  }

  /** The first page anew. */
  read(): Promise<void> {
    return this.#ask('', (list) => (this.#tasks = list.tasks));
  }
  readMore(): Promise<void> {
    return this.#ask(`&after=${this.#next ?? ''}`, (list) => (this.#tasks = [...this.#tasks, ...list.tasks]));
  }

  async #ask(after: string, take: (list: TaskList) => void): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const list = await this.#api.get<TaskList>(`/api/v1/tasks?standing=${this.#standing}${after}`);
      take(list);
      this.#next = list.next;
      this.#at = list.serverTime;
      this.#problem = null;
    } catch (refusal) {
      this.#problem = refusal;
    } finally {
      this.#asking = false;
    }
  }
}
