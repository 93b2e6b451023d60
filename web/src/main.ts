import '@fontsource-variable/noto-sans-kr/wght.css';
import './app.css';
import { io } from 'socket.io-client';
import { mount } from 'svelte';
import { cellKey, type SiteCell } from '../../server/contract/cells.ts';
import { BOARD_NAMESPACE, type Handshake } from '../../server/contract/socket.ts';
import { parseScope } from '../../server/contract/scope.ts';
import type { TotalsAnswer } from '../../server/contract/rest.ts';
import { CONTRACT_VERSION } from '../../server/contract/version.ts';
import { loadWholeFont } from './whole-font.ts';
import { Handover } from './keep/handover.ts';
import { LastStates } from './keep/last-state.ts';
import { offerPage } from './keep/offer-page.ts';
import { shelf } from './keep/shelf.ts';
import { Format } from './i18n/format.ts';
import { Announced } from './state/announced.svelte.ts';
import { Board } from './state/board.svelte.ts';
import { Changeover } from './state/changeover.ts';
import { Drift } from './state/drift.svelte.ts';
import { Exercise } from './state/exercise.svelte.ts';
import { factsOf } from './state/facts.ts';
import { Health } from './state/health.svelte.ts';
import { CONNECT_MS, Link, type BoardSocket } from './state/link.svelte.ts';
import { NewsLines } from './state/news.svelte.ts';
import { nextFrame, PaintCadence } from './state/paint-cadence.ts';
import { probeServer } from './state/probe-server.ts';
import { RealmClock } from './state/realm-clock.svelte.ts';
import { Rotation } from './state/rotation.svelte.ts';
import { ServedSite } from './state/site.svelte.ts';
import { Screen } from './state/screen.svelte.ts';
import { ServerClock } from './state/server-clock.svelte.ts';
import { shownToday } from './state/shown-today.ts';
import { pageTimers } from './state/page-timers.ts';
import { every } from './state/timers.ts';
import { Urgent } from './state/urgent.svelte.ts';
import type { Wall } from './state/wall.ts';
import { pairedOptions, wallOptions } from './state/wall-options.ts';
import { bearer, fetchSettings, pairingServer } from './pairing/pairing-server.ts';
import { Pairing } from './pairing/pairing.svelte.ts';
import Place from './pairing/Place.svelte';
import { ScreenMemory } from './pairing/kept-screen.ts';
import { Standing } from './pairing/standing.svelte.ts';
import { WindowPlace } from './pairing/window-place.ts';
import { heapBytes, SelfReport } from './state/self-report.ts';
import { viewsNamed } from './views/all-views.ts';

const NEWS_LINES = 2;
const TOTALS_MS = 10_000;
const REPORT_MS = 5_000;

const timers = pageTimers();
const site = await ServedSite.open({
  fetch: (path, options) => fetch(path, options),
  storage: () => localStorage,
  timers,
  now: Date.now,
});
const position = `${window.screenX},${window.screenY}`;
const place = new WindowPlace({
  query: location.search,
  position,
  session: () => sessionStorage,
  keptAt: (name) => {
    const kept = new ScreenMemory(() => localStorage, name).read();
    return kept && (kept.at ?? '');
  },
  randomId: () => crypto.getRandomValues(new Uint32Array(4)).join('-'),
});
window.addEventListener('pagehide', () => place.leave());
const memory = new ScreenMemory(() => localStorage, place.name);
const paired = memory.read();
const key = paired?.key ?? null;
const options = paired ? pairedOptions(paired.settings, location.search) : wallOptions(location.search);
// A scope that does not exist, or not yet, covers nothing; the server's refusal says so in words.
const scope = parseScope(options.scope) ?? {
  text: options.scope,
  covers: (port: string, route: string) => parseScope(options.scope)?.covers(port, route) === true,
};
const format = new Format(options.language);
document.documentElement.lang = options.language;
document.title = format.words.product;

// A board of another contract has other cells: it would be read wrongly.
const figuresOf = `${CONTRACT_VERSION}|${options.realm ?? ''}|${options.scope}`;
const handover = new Handover(() => sessionStorage, figuresOf);
const server = new ServerClock(timers);
const clock = new RealmClock(timers, server);
const board = new Board();
const health = new Health(timers, server);
const facts = factsOf(board, scope);
const exercise = new Exercise(
  () => facts.realm.cell,
  () => clock.rate,
);
const urgent = new Urgent();
const announced = options.announced
  ? new Announced(options.announced, options, timers, async (query) => {
      const signal = AbortSignal.timeout(TOTALS_MS);
      const answer = await fetch(`/api/v1/totals?${query}`, {
        cache: 'no-store',
        headers: bearer(key),
        signal,
      });
      if (!answer.ok) throw new Error(`totals answered ${answer.status}`);
      return (await answer.json()) as TotalsAnswer;
    })
  : null;

const build = new URL(import.meta.url).pathname;
const changeover = new Changeover(timers, Math.random, {
  script: build,
  fetch: (path) => fetch(path, { cache: 'no-store' }),
  reload: () => {
    handover.leave(board.heard);
    location.reload();
  },
});

const handshake = (): Handshake => ({
  contractVersion: CONTRACT_VERSION,
  ...(options.realm === null ? {} : { realm: options.realm }),
  ...(key === null ? {} : { screenKey: key, window: place.id }),
  scope: options.scope,
  epoch: board.epoch,
  version: board.version,
});
const socket: BoardSocket = io(BOARD_NAMESPACE, {
  transports: ['websocket'],
  auth: (answer) => answer(handshake()),
  autoConnect: false,
  reconnection: false,
  timeout: CONNECT_MS,
});
const pairing = new Pairing(pairingServer, timers, (screen) => {
  memory.write({ ...screen, at: position });
  void changeover.anew();
});
const standing = new Standing({
  screen: paired,
  revoked: memory.revoked,
  settings: fetchSettings,
  keep: (screen) => memory.write({ ...screen, at: position }),
  forgetFigures: () => {
    board.forget();
    void shelf.clear().catch(() => {});
  },
  forgetScreen: () => {
    memory.revoke();
    link.stop();
  },
  startPairing: () => pairing.start(),
  stopPairing: () => pairing.stop(),
  reopen: () => void changeover.anew(),
  becomeAnother: () => {
    place.yield();
    void changeover.anew();
  },
  now: () => timers.now(),
});
const report = new SelfReport({
  ...{ clock: server, timers, build, heapBytes },
  now: Date.now,
  today: () => (exercise.shown?.kind === 'drill' ? shownToday(board.shown, scope.covers) : null),
});
const link = new Link(
  socket,
  { timers, random: Math.random, probe: probeServer },
  {
    connected: () => {
      server.forget();
      clock.forget();
      standing.connected();
      const kept = memory.read();
      if (kept !== null && kept.at !== position) memory.write({ ...kept, at: position });
    },
    cells(message) {
      const known = board.epoch;
      server.hear(message.serverTime);
      clock.hear(message);
      health.hear(message);
      report.heard(message.serverTime);
      board.take(message);
      // Also at first: this page may come from the browser, and be of an older build than the server.
      if (known !== message.epoch) changeover.serverChanged();
    },
    paint: () => cadence.request(),
    refused: (refusal) => {
      if (refusal.code === 'contract-version') changeover.refused();
      else standing.refused(refusal);
    },
  },
);
socket.on('urgent', (alarms) => urgent.tell(socket, alarms));
socket.on('settings', (settings) => standing.set(settings));
if (key !== null) {
  every(timers, REPORT_MS, () => {
    const said = report.take();
    if (said !== null && socket.connected) socket.volatile.emit('report', said);
  });
}

const news = new NewsLines(board, scope, NEWS_LINES);
const cadence = new PaintCadence(timers, nextFrame(timers), () => {
  board.paint();
  site.look((board.shown.cells.get(cellKey.site()) as SiteCell | undefined)?.number);
  health.look();
  announced?.look();
  news.look(timers.now());
  link.watch(board.version);
  report.painted(linkShown());
});
cadence.start();

function linkShown(): 'present' | 'lost' | null {
  const { condition } = health.standing;
  if (link.refusal !== null || condition === 'link-lost') return 'lost';
  return condition === 'live' ? 'present' : null;
}

const handed = standing.is === 'dark' ? null : handover.take();
if (handed !== null && board.restore(handed)) board.paint();
const lastStates = new LastStates(shelf, figuresOf, board);
const restored = handed === null ? lastStates.restore() : Promise.resolve(true);
void restored.then((was) => {
  if (was) health.restored();
  cadence.request();
  lastStates.start(timers);
});
if (standing.is !== 'dark') {
  link.start();
  void announced?.start();
}

const screen = new Screen(options.inches, options.metres);
const resize = () => screen.resize({ width: window.innerWidth, height: window.innerHeight });
resize();
window.addEventListener('resize', resize);

const { views, unknown } = viewsNamed(options.views);
const rotation = new Rotation(views, options.dwellMs, timers);
rotation.start();
window.addEventListener('keydown', (event) => {
  const pressesButton = event.key === ' ' && event.target instanceof HTMLButtonElement;
  const otherMeaning = event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented;
  if (!pressesButton && !otherMeaning) rotation.key(event);
});

const wall: Wall = {
  scope,
  format,
  board,
  clock,
  server,
  exercise,
  urgent,
  health,
  link,
  screen,
  drift: new Drift(timers),
  announced,
  news,
  rotation,
  unknownViews: unknown,
  ...facts,
};

const touched = () => {
  memory.beginAnew();
  void changeover.anew();
};
const address = `${location.host}/desk/screens`;
const target = document.querySelector('#app');
if (!target) throw new Error('index.html lacks #app');
// At once: the browser leaves the picture of the page before until this script has run.
mount(Place, { target, props: { standing, wall, pairing, address, touched } });
// After the fonts, which it then finds in the browser instead of loading them a second time.
void loadWholeFont(document.fonts).then(() => offerPage(timers));
