import '@fontsource-variable/noto-sans-kr/wght.css';
import './desk.css';
import { mount } from 'svelte';
import { cellKey, type SiteCell } from '../../../server/contract/cells.ts';
import { PRIORITIES, type Priority } from '../../../server/contract/duty-cells.ts';
import { pageTimers } from '../state/page-timers.ts';
import { ServedSite } from '../state/site.svelte.ts';
import { every } from '../state/timers.ts';
import { loadWholeFont } from '../whole-font.ts';
import { DeskAlarms } from './alarms/desk-alarms.svelte.ts';
import { Sound } from './alarms/sound.svelte.ts';
import { Api } from './api.ts';
import type { Desk } from './desk.ts';
import DeskFrame from './Desk.svelte';
import { DeskLanguage } from './language.svelte.ts';
import { Live } from './live.svelte.ts';
import { Place } from './place.svelte.ts';
import { Reach } from './reach.svelte.ts';
import { Session } from './session.svelte.ts';
import { SessionEnd } from './session-end.svelte.ts';

const NOBODY = { account: null, rights: [], sessionEndsAt: null, oidc: false, needsSetup: false };
/** How often the end of the session is looked at, also on a desk that watches no board, in milliseconds. */
const LOOK_MS = 1_000;

const timers = pageTimers();
const site = await ServedSite.open({
  fetch: (path, options) => fetch(path, options),
  storage: () => localStorage,
  timers,
  now: Date.now,
});
const place = new Place(() => api.leave());
const reach = new Reach(timers);
const makeApi = () =>
  new Api({
    fetch: (...request) => fetch(...request),
    timers,
    reach,
    realm: place.realm,
    unknown: () => void session.read(),
  });
// Who is signed in is asked whatever page is open.
const session: Session = new Session(makeApi());
const api = makeApi();
const language = new DeskLanguage();
const sound = new Sound(timers);
const live: Live = new Live(timers, place.realm, {
  refused: () => void session.read(),
  painted: () => {
    site.look((live.shown.cells.get(cellKey.site()) as SiteCell | undefined)?.number);
    alarms.look();
    call();
  },
});
const sessionEnd = new SessionEnd(session, timers, () => live.server.now() ?? Date.now());
every(timers, LOOK_MS, () => {
  sessionEnd.look();
  call();
});
const alarms = new DeskAlarms(live);
place.start();

/** The most urgent priority that calls is heard. */
function call(): void {
  const all = new Set([alarmCalling(), sessionEnd.calling]);
  sound.call(PRIORITIES.find((priority) => all.has(priority)) ?? null);
}

/** That of the alarms. */
function alarmCalling(): Priority | null {
  // In an outage nobody could acknowledge: the banner says that nothing is known.
  if (live.standing.condition !== 'live') return null;
  if (live.urgent.alarms.length > 0) return 'critical';
  // What was raised in the past calls nobody any more.
  return live.exercise.shown?.kind === 'replay' ? null : (alarms.calling?.priority ?? null);
}

const desk: Desk = {
  get me() {
    return session.me ?? NOBODY;
  },
  get format() {
    return language.format;
  },
  get language() {
    return language.format.language;
  },
  api,
  timers,
  place,
  live,
  alarms,
  sound,
  go: (address) => place.go(address),
  signedIn: () => session.changed(),
};

const target = document.querySelector('#app');
if (!target) throw new Error('desk.html lacks #app');
mount(DeskFrame, { target, props: { desk, session, sessionEnd, language, reach } });
void session.read();
void loadWholeFont(document.fonts);
