import type { Scope } from '../../../server/contract/scope.ts';
import { Alarms } from './alarms.svelte.ts';
import { CasesArea } from './areas/cases.svelte.ts';
import { IntelligenceArea } from './areas/intelligence.svelte.ts';
import { PlacesArea } from './areas/places.svelte.ts';
import { ProgrammeArea } from './areas/programme.svelte.ts';
import { ScreeningArea } from './areas/screening.svelte.ts';
import { StatisticsArea } from './areas/statistics.svelte.ts';
import type { Board } from './board.svelte.ts';
import { Breaks } from './breaks.svelte.ts';
import { Faults } from './faults.svelte.ts';
import { Feeds } from './feeds.svelte.ts';
import { Flow } from './flow.svelte.ts';
import { LastHour } from './last-hour.svelte.ts';
import { Latest } from './latest.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { Origins } from './origins.svelte.ts';
import { Places } from './places.svelte.ts';
import { Realm } from './realm.svelte.ts';
import { YearRecord } from './record.svelte.ts';
import { Rows } from './rows.svelte.ts';

/** What can be said of a board, each in one class, for the screen's scope. */
export function factsOf(board: Board, scope: Scope) {
  const rows = new Rows(board, scope);
  const breaks = new Breaks(board, scope);
  return {
    realm: new Realm(board),
    flow: new Flow(board, rows, breaks),
    lastHour: new LastHour(board, rows),
    portMarks: new Places(board, scope, breaks),
    origins: new Origins(board, scope),
    record: new YearRecord(board, scope),
    latest: new Latest(board, scope),
    feeds: new Feeds(board),
    faults: new Faults(board),
    notices: new Notices(board),
    alarms: new Alarms(board, scope),

    screening: new ScreeningArea(board, scope),
    places: new PlacesArea(board, scope),
    intelligence: new IntelligenceArea(board, scope),
    cases: new CasesArea(board, scope),
    programme: new ProgrammeArea(board, scope),
    statistics: new StatisticsArea(board, scope),
  };
}
