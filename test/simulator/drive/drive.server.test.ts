import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DrivePlan, OrderedInject, StepAnswer, StepBody } from '../../../server/contract/drill-rest.ts';
import type { Inject } from '../../../server/contract/scenario.ts';
import { driveDrill } from '../../../simulator/drive/command.ts';
import { drive, type PlayedScreen } from '../../../simulator/drive/drive.ts';
import { Teller } from '../../../simulator/drive/teller.ts';
import { FEEDS } from '../../../simulator/feeds.ts';
import { httpRequests } from '../../../simulator/http-post.ts';
import { Refused } from '../../../simulator/send.ts';
import { eventually } from '../../support/screen.ts';
import { hastyClock } from '../support/senders.ts';

const T0 = Date.parse('2026-11-10T01:00:00Z');
const STEP_MS = 10_000;
const words = { ko: '시험', en: 'test' };
const lead = { type: 'border.lead.v1', data: { leadNo: 'L-1' } };
const timeline: Inject[] = [
  { id: 'lead', at: 'T0.5', do: 'send', events: [lead] },
  { id: 'list', at: 'T1', do: 'paxlst', text: 'UNB+UNOA' },
  { id: 'quiet', at: 'T0', do: 'silence', feeds: ['mail-xray'], for: '10m' },
];
const plan: DrivePlan = {
  scenario: {
    ...{ name: 'a-test', title: words, aim: words, seed: 'drive', minutes: 2, base: { rate: 0 } },
    ...{ timeline, plays: {}, criteria: [] },
  },
  ...{ play: null, startsAt: T0, shows: T0 },
};

interface Asked {
  path: string;
  token: string;
  type: string;
  body: string;
  /** What the drill's clock showed. */
  shows: number;
}

/** A board that sets the clock of one drill and takes all that is told. */
class TinyBoard {
  plan = plan;
  readonly asked: Asked[] = [];
  shows = T0;
  observed: StepBody['observed'] = [];
  /** What the director orders, by the step in which it happens. */
  ordered = new Map<number, Inject>();
  readonly #byHand: OrderedInject[] = [];
  /** Answers instead of the board; `cut`: the connection is lost after the board has done its part. */
  mishap: (path: string, nth: number) => number | 'cut' | 'hold' | null = () => null;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  url = new URL('http://127.0.0.1');

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  to(path: string): Asked[] {
    return this.asked.filter((each) => each.path === path);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, url: path = '' } = request;
    const body = await text(request);
    const token = headers.authorization ?? '';
    const mishap = this.mishap(path, this.to(path).length);
    this.asked.push({ path, token, type: headers['content-type'] ?? '', body, shows: this.shows });
    if (mishap === 'hold') return;
    if (typeof mishap === 'number') {
      response.writeHead(mishap, { 'retry-after': '1' }).end('{}');
      return;
    }
    const answer = JSON.stringify(this.#answerTo(path, body));
    if (mishap === 'cut') response.destroy();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  }

  #answerTo(path: string, body: string): unknown {
    if (path.endsWith('/plan')) return this.plan;
    if (!path.endsWith('/step')) {
      const lines = body === '[]' ? 0 : body.trim().split('\n').length;
      return { accepted: lines, duplicate: 0, rejected: 0 };
    }
    const { observed, taken = 0 } = JSON.parse(body) as StepBody;
    this.observed.push(...observed);
    const from = this.shows;
    const stay = (state: StepAnswer['state']): StepAnswer => ({ state, from, to: from, byHand: [] });
    if (this.to(path).length === 3) return stay('wait');
    if (from >= T0 + 120_000) return stay('ended');
    this.shows = from + STEP_MS;
    const inject = this.ordered.get(this.to(path).length);
    if (inject !== undefined) this.#byHand.push({ nth: this.to(path).length * 10, at: this.shows, inject });
    const byHand = this.#byHand.filter(({ nth }) => nth > taken);
    return { state: 'go', from, to: this.shows, byHand } satisfies StepAnswer;
  }
}

let board: TinyBoard;
beforeEach(async () => {
  board = new TinyBoard();
  await board.start();
});
afterEach(() => board.stop());

const PLAN = '/api/v1/drills/7/plan';
const STEPS = '/api/v1/drills/7/step';
const EVENTS = '/api/v1/events';
const LISTS = '/api/v1/feeds/paxlst';

function driven(stop = new AbortController().signal): Promise<boolean> {
  const tokens = new Map<string, string>(FEEDS.map(({ name }) => [name, `of-${name}`]));
  const drill = { url: board.url, drill: 7, realm: 'drill_7', token: 'of-the-driver', tokens };
  return driveDrill(drill, hastyClock(), stop, () => undefined);
}

test('a drill is driven to its end: what is due in a step is told before the next is asked for', async () => {
  expect(await driven()).toBe(true);
  expect(board.to(STEPS)).toHaveLength(12 + 1 + 1);
  expect(board.to(STEPS).every(({ token }) => token === 'Bearer of-the-driver')).toBe(true);
  const told = board.to(EVENTS).filter(({ body }) => body !== '[]');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ token: 'Bearer of-intelligence-desk', shows: T0 + 30_000 });
  expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({ id: 'a-test/lead/1', data: lead.data });
  expect(board.to(LISTS)).toMatchObject([
    { token: 'Bearer of-icn-airside', type: 'application/edifact', body: 'UNB+UNOA', shows: T0 + 60_000 },
  ]);
  expect(board.observed).toEqual([{ kind: 'told', detail: { accepted: 1, duplicate: 0, rejected: 0 } }]);
});

test('feeds without news say on the clock of the drill that they are there; one that is silent does not', async () => {
  await driven();
  const heard = (feed: string) =>
    board
      .to(EVENTS)
      .flatMap(({ shows, token }) => (token === `Bearer of-${feed}` ? [(shows - T0) / 1_000] : []));
  expect(heard('sea-ports')).toEqual([10, 30, 50, 70, 90, 110]);
  expect(heard('currency-desk')).toEqual([10, 110]);
  expect(heard('equipment')).toHaveLength(12);
  expect(heard('mail-xray')).toEqual([]);
  expect(heard('programme-office')).toEqual([]);
});

test.each([503, 429, 'cut'] as const)('nothing is left out after %s', async (mishap) => {
  board.mishap = (path, nth) =>
    nth === (path === LISTS ? 0 : 1) || (path !== LISTS && nth === 5) ? mishap : null;
  expect(await driven()).toBe(true);
  const names = board
    .to(EVENTS)
    .filter(({ body }) => body !== '[]')
    .map(({ body }) => (JSON.parse(body) as { id: string }).id);
  expect(new Set(names)).toEqual(new Set(['a-test/lead/1']));
  expect(board.to(LISTS)).toHaveLength(2);
});

test('what the director orders is told once, at its time, also when the answer that has it is lost', async () => {
  board.ordered = new Map([
    [5, { id: 'first', at: 'T0', do: 'send', events: [lead] }],
    [8, { id: 'second', at: 'T0', do: 'send', events: [lead] }],
  ]);
  board.mishap = (path, nth) => (path === STEPS && nth === 4 ? 'cut' : null);
  expect(await driven()).toBe(true);
  const told = board.to(EVENTS).filter(({ body }) => body.includes('/first/') || body.includes('/second/'));
  // Ten seconds a step; the third waits.
  expect(told.map(({ body }) => JSON.parse(body.trim().split('\n').at(-1) ?? ''))).toMatchObject([
    { id: 'a-test/first/1', time: new Date(T0 + 40_000).toISOString() },
    { id: 'a-test/second/1', time: new Date(T0 + 70_000).toISOString() },
  ]);
  const taken = board.to(STEPS).map(({ body }) => (JSON.parse(body) as StepBody).taken);
  expect(taken).toEqual([0, 0, 0, 0, 0, 0, 50, 50, 80, 80, 80, 80, 80, 80]);
});

test('a token that is not the drill’s ends it, with the reason', async () => {
  board.mishap = (path) => (path === STEPS ? 401 : null);
  await expect(driven()).rejects.toThrow(Refused);
  expect(board.to(STEPS)).toHaveLength(1);
});

test('it ends at once when it is told to, also while the board holds a step', async () => {
  board.mishap = (path, nth) => (path === STEPS && nth === 1 ? 'hold' : null);
  const stop = new AbortController();
  const end = driven(stop.signal);
  await expect.poll(() => board.to(STEPS).length).toBe(2);
  stop.abort();
  expect(await end).toBe(false);
});

test('a screen that a drill is hard on is there before the first step may cut it off', async () => {
  let shown = () => {};
  const screen: PlayedScreen = {
    start: () => new Promise((resolve) => (shown = resolve)),
    fared: () => Promise.resolve([{ kind: 'screen', detail: {} }]),
    stop: () => undefined,
  };
  const mute: Inject = {
    id: 'mute',
    at: 'T0',
    do: 'silence',
    feeds: FEEDS.map(({ name }) => name),
    for: '10m',
  };
  const cut: Inject = { id: 'cut', at: 'T0', do: 'screen-cut', for: '3m' };
  board.plan = { ...plan, scenario: { ...plan.scenario, timeline: [mute, cut] } };
  const { close, request } = httpRequests(1, 5_000);
  const asking = { url: board.url, request, clock: hastyClock(), stop: new AbortController().signal };
  const none = () => {
    throw new Error('nothing is told in this drill');
  };
  const driving = drive({
    ...{ ...asking, drill: 7, token: 'of-the-driver', progress: () => undefined, screen: () => screen },
    teller: new Teller({ ...asking, senderOf: none, tokenOf: none }),
  });
  await eventually(() => expect(board.to(PLAN)).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(board.to(STEPS)).toHaveLength(0);
  shown();
  expect(await driving).toBe(true);
  expect(board.observed).toContainEqual({ kind: 'screen', detail: {} });
  close();
});
