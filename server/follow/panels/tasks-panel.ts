import { itemKey } from '../../contract/cells.ts';
import { readTaskCells } from '../../db/queries/task-read.ts';
import type { Panel } from '../panel-follower.ts';

export const tasksPanel: Panel = {
  name: 'tasks',
  kinds: ['task'],
  topics: ['task'],
  // Closed ones go by the clock.
  everyMs: 15_000,
  read: async (realm, now) => {
    const rows = await readTaskCells(realm, new Date(now).toISOString());
    return rows.map(({ port, route, value }) => [itemKey('task', port, route, value.id), value]);
  },
};
