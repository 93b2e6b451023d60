import '@fontsource-variable/noto-sans-kr/wght.css';
import '../../../web/src/app.css';
import { io } from 'socket.io-client';
import { flushSync, mount, type Component } from 'svelte';
import {
  parseKey,
  type CellValue,
  type LatestCell,
  type MinuteCell,
} from '../../../server/contract/cells.ts';
import { parseScope } from '../../../server/contract/scope.ts';
import { Format } from '../../../web/src/i18n/format.ts';
import { Board } from '../../../web/src/state/board.svelte.ts';
import { Drift } from '../../../web/src/state/drift.svelte.ts';
import { Exercise } from '../../../web/src/state/exercise.svelte.ts';
import { factsOf } from '../../../web/src/state/facts.ts';
import { Health } from '../../../web/src/state/health.svelte.ts';
import { Link } from '../../../web/src/state/link.svelte.ts';
import { NewsLines } from '../../../web/src/state/news.svelte.ts';
import { RealmClock } from '../../../web/src/state/realm-clock.svelte.ts';
import { Rotation } from '../../../web/src/state/rotation.svelte.ts';
import { Screen } from '../../../web/src/state/screen.svelte.ts';
import { ServerClock } from '../../../web/src/state/server-clock.svelte.ts';
import { ServedSite } from '../../../web/src/state/site.svelte.ts';
import { Urgent } from '../../../web/src/state/urgent.svelte.ts';
import { ALL_VIEWS, type View } from '../../../web/src/views/all-views.ts';
import WallView from '../../../web/src/views/WallView.svelte';
import { FakeTimers } from '../fake-timers.ts';
import { FIXTURE_EVENING, fixtureBoard } from '../fixture-board.ts';
import PoisonedView from './PoisonedView.svelte';
import { poisonCells, type Poison } from './poison.ts';

/** The real wall with the real views and the real rotation, on a clock that hurries, with views that fail. */

const DWELL_MS = 20_000;
const FAILING = 0.2;
const HOWS: readonly Poison[] = ['mount', 'effect', 'update', 'panel'];
/** A frame is painted after so many changes: maps and charts take their size in frames. */
const FRAME_EVERY = 20;

const timers = new FakeTimers();
await ServedSite.open({
  fetch: (path, options) => fetch(path, options),
  storage: () => localStorage,
  timers,
  now: () => FIXTURE_EVENING,
});
/** One port's: every view in little, so that many fit into a test. */
const scope = parseScope('port:ICN-T1');
if (!scope) throw new Error('no such scope');
const board = new Board();
const server = new ServerClock(timers);
const clock = new RealmClock(timers, server);
const screen = new Screen(98, 6);
const resize = () => screen.resize({ width: window.innerWidth, height: window.innerHeight });
resize();
window.addEventListener('resize', resize);

const poisoned = PoisonedView as Component<{ view: View }>;
const views = ALL_VIEWS.map((view): View => {
  const component = ((anchor, _props) => poisoned(anchor, { view })) as Component<Record<string, never>>;
  return { name: view.name, title: view.title, component };
});
const rotation = new Rotation(views, DWELL_MS, timers);
rotation.start();

const fixture = Object.fromEntries(
  Object.entries(fixtureBoard('abnormal', FIXTURE_EVENING)).filter(([key]) => {
    const { port, route } = parseKey(key);
    return port === null || route === null || scope.covers(port, route);
  }),
);
const LATEST = 'latest|ICN-T1|traveller';
const UNREADABLE = { cases: null } as unknown as LatestCell;
const minutes = Object.keys(fixture).filter((key) => key.startsWith('minute|ICN-T1|'));
let version = 0;
function show(cells: Record<string, CellValue | null>): void {
  version += 1;
  const time = FIXTURE_EVENING + (version % 60) * 500;
  board.take({ epoch: 'one', version, cells, serverTime: time, confirmedAt: time });
  board.paint();
}
show(fixture);
server.hear(FIXTURE_EVENING);
clock.hear({ serverTime: FIXTURE_EVENING });

const events = { cells: () => {}, connected: () => {}, paint: () => {}, refused: () => {} };
const target = document.querySelector('#app');
if (!target) throw new Error('index.html lacks #app');
mount(WallView, {
  target,
  props: {
    wall: {
      scope,
      format: new Format('ko'),
      board,
      clock,
      server,
      exercise: new Exercise(
        () => null,
        () => null,
      ),
      urgent: new Urgent(),
      health: new Health(timers, server),
      link: new Link(
        io('/', { autoConnect: false }),
        { timers, random: Math.random, probe: async () => {} },
        events,
      ),
      screen,
      drift: new Drift(timers),
      announced: null,
      news: new NewsLines(board, scope, 2),
      rotation,
      unknownViews: [],
      ...factsOf(board, scope),
    },
  },
});
flushSync();

export interface Ran {
  turns: number;
  /** By view: how often it was shown, how often as failed. */
  seen: Record<string, { shown: number; failed: number }>;
  /** What was not as it should be, at most a few. */
  wrong: string[];
  /** Timers that wait at the end. */
  waiting: number;
}

let random = 7;
function uniform(): number {
  random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
  return random / 4_294_967_296;
}
const frame = () => new Promise((painted) => requestAnimationFrame(painted));
const main = document.querySelector('main');
const problems: string[] = [];
window.addEventListener('error', ({ message }) => problems.push(message));
window.addEventListener('unhandledrejection', ({ reason }) => problems.push(String(reason)));

/** A whole round without failures, so that what is held can be compared. */
async function rest(): Promise<void> {
  show({ ...fixture, ...poisonCells(null, '') });
  rotation.move(1 - rotation.place);
  for (let left = views.length; left > 0; left--) {
    rotation.move(1);
    await frame();
  }
}

/** Changes the view so many times; a fifth of the views fail. */
async function run(turns: number): Promise<Ran> {
  const seen: Ran['seen'] = {};
  const wrong: string[] = [];
  const expect = (right: boolean, what: () => string) => {
    if (!right && wrong.length < 10) wrong.push(`turn ${rotation.turn}: ${what()}`);
  };
  const first = rotation.turn;
  for (let turn = 0; turn < turns; turn++) {
    const next = views[rotation.place % views.length]?.name ?? '';
    const poison = uniform() < FAILING ? (HOWS[Math.floor(uniform() * HOWS.length)] ?? null) : null;
    const later = poison === 'update';
    show({
      ...poisonCells(later ? null : poison, next),
      [LATEST]: poison === 'panel' ? UNREADABLE : (fixture[LATEST] ?? null),
    });
    timers.pass(DWELL_MS);
    flushSync();
    expect(rotation.view?.name === next, () => `${rotation.view?.name} instead of ${next}`);
    expect(!later || !failed(), () => `${next} failed before it should`);

    // The board goes on while the view stands.
    const key = minutes[turn % minutes.length] ?? '';
    const [minute, units, ...others] = fixture[key] as MinuteCell;
    const changed: MinuteCell = [minute, units + (turn % 100), ...others];
    show({ [key]: changed, ...(later ? poisonCells(poison, next) : {}) });
    flushSync();
    const fails = poison !== null && poison !== 'panel';
    expect(failed() === fails, () => `${next} is ${fails ? 'not ' : ''}shown as failed (${poison})`);
    expect((main?.textContent?.trim().length ?? 0) > 20, () => `${next} is blank (${poison})`);
    if (!fails) expect(main?.querySelector('[data-figure]') !== null, () => `${next} has no figure`);
    const count = (seen[next] ??= { shown: 0, failed: 0 });
    count.shown += 1;
    if (fails) count.failed += 1;
    if (turn % FRAME_EVERY === 0) await frame();
  }
  return { turns: rotation.turn - first, seen, wrong: [...wrong, ...problems], waiting: timers.waiting };
}

function failed(): boolean {
  return main?.querySelector('[data-testid="failed-view"]') !== null;
}

/** Puts the next view on the wall, which fails. */
function failNext(how: Poison): void {
  show(poisonCells(how, views[rotation.place % views.length]?.name ?? ''));
  rotation.move(1);
}

Object.assign(window, { run, rest, failNext });
