import { placeKey } from '../../contract/cells.ts';
import { siteDay } from '../../contract/days.ts';
import { readModels, type ModelRow } from '../../db/queries/read-model.ts';
import type { Panel } from '../panel-follower.ts';

/** Four weeks, so that every day of the week is in it as often [E]. */
const DAYS_BEFORE = 28;

/** Models and the spread of their scores, today and in the four weeks before: a model that drifts shows. */
export const modelPanel: Panel = {
  name: 'model',
  kinds: ['model'],
  topics: ['model'],
  everyMs: 5_000,
  read: async (realm, now) => {
    const day = siteDay(now);
    const rows = await readModels(realm, day, DAYS_BEFORE);
    const routes = [...new Set(rows.map(({ route }) => route))];
    return routes.map((of) => {
      const when = (today: boolean) => rows.filter((row) => row.route === of && row.today === today);
      return [
        placeKey('model', null, of),
        { day, today: when(true).map(modelDay), before: when(false).map(modelDay) },
      ];
    });
  },
};

const modelDay = ({ flagged, model, read, scores }: ModelRow) => ({ model, read, flagged, scores });
