import { makeBed, type Bed } from './parts/bed.ts';
import { startChild, type Child } from './parts/children.ts';
import type { Bench } from './parts/figure.ts';
import { untilQuiet } from './parts/quiet.ts';
import type { Collect, Connect, Received } from './parts/screens.ts';
import type { Prepare, Send, Sent } from './parts/sender.ts';
import { median, percentile, spread } from './parts/statistics.ts';

const TARGET_MS = 150;
const RATE = 10_000;
const SECONDS = 20;
const ROUNDS = 3;
const MOST_WAIT_MS = 60_000;
const SCREENS = 200;
const PER_BODY = 200;
const PROBE_EVERY_MS = 200;
/** Where nothing else of the load happens, so that the number of arrivals there says which probe a message holds. */
const PROBE_AT = { port: 'KRTSN', route: 'mail' } as const;

interface Probe {
  /** How many arrivals there are with it. */
  number: number;
  sentAt: number;
  answeredAt: number;
}
interface Round {
  fromAnswer: number[];
  fromSend: number[];
  eventsPerSecond: number;
  /** Share of a core that the server used. */
  cpu: number;
}

let lastProbe = 0;

/**
 * From committed to on the wire at each of 200 screens, while 10,000 events a second come in. Single arrivals are posted
 * beside the load, one after the other. The answer comes just after the commit, so `received - answered` is a little less
 * than the latency and `received - sent` a little more: both are told, the promise is held against the second.
 */
export const latency: Bench = async ({ say }) => {
  const bed = await makeBed();
  const sender = startChild('sender');
  const screens = startChild('screens');
  const rounds: Round[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await untilQuiet(MOST_WAIT_MS);
      say(`latency: round ${round + 1} of ${ROUNDS}, ${SCREENS} screens, ${RATE} events/s for ${SECONDS} s`);
      rounds.push(await measure(bed, sender, screens, round));
    }
  } finally {
    await sender.stop();
    await screens.stop();
    await bed.clear();
  }
  const p99s = rounds.map(({ fromSend }) => percentile(fromSend, 99));
  const told = (values: number[]) =>
    `p50 ${percentile(values, 50).toFixed(0)}, p99 ${percentile(values, 99).toFixed(0)}, max ${Math.max(...values).toFixed(0)} ms`;
  const sent = rounds.flatMap(({ fromSend }) => fromSend);
  const answered = rounds.flatMap(({ fromAnswer }) => fromAnswer);
  const reached = rounds.map(({ eventsPerSecond }) => eventsPerSecond);
  return [
    {
      bench: 'latency',
      what: `sent → on the wire at ${SCREENS} screens, p99`,
      target: `≤ ${TARGET_MS} ms`,
      measured: `${median(p99s).toFixed(0)} ms`,
      detail:
        `${spread(p99s, 0)}; of ${sent.length}: ${told(sent)}; from the answer: ${told(answered)}; ` +
        `${Math.round(Math.min(...reached))} events/s, server ${Math.round(median(rounds.map(({ cpu }) => cpu * 100)))} % of a core`,
      // Too few events would make it easy.
      passes: median(p99s) <= TARGET_MS && Math.min(...reached) > RATE * 0.97,
    },
  ];
};

async function measure(bed: Bed, sender: Child, screens: Child, round: number): Promise<Round> {
  const { token, url } = bed;
  const watch = `"today|${PROBE_AT.port}|${PROBE_AT.route}":{"day":"${kstDayNow()}","arrivals":`;
  const connect: Connect = { do: 'connect', url, screens: SCREENS, acknowledges: true, record: false, watch };
  await screens.ask(connect);
  const count = RATE * SECONDS;
  const portion = {
    stream: 'verdict',
    from: round * count,
    count,
    startMs: Date.now(),
    stepMs: 1000 / RATE,
  } as const;
  const prepare: Prepare = { do: 'prepare', url, token, portion, form: 'batch', perBody: PER_BODY };
  await sender.ask(prepare);
  const send: Send = { do: 'send', connections: 4, bodiesPerSecond: RATE / PER_BODY };
  const cpuBefore = await bed.serverCpuMs();
  const sending = sender.ask<Sent>(send);
  const probes = await sendProbes(bed, Date.now() + SECONDS * 1000);
  const sent = await sending;
  const cpu = ((await bed.serverCpuMs()) - cpuBefore) / sent.elapsedMs;
  // What was sent last is still on its way.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const collect: Collect = { do: 'collect' };
  const { lost, seen } = await screens.ask<Received>(collect);
  if (lost > 0 || sent.accepted !== count)
    throw new Error(`${lost} screens lost, ${sent.accepted} of ${count} accepted`);

  const [fromAnswer, fromSend]: [number[], number[]] = [[], []];
  for (const screen of seen) {
    for (const { answeredAt, number, sentAt } of probes) {
      // A later number includes this one: two probes may share a tick.
      const at = screen.get(number) ?? screen.get(number + 1) ?? screen.get(number + 2);
      if (at === undefined) throw new Error(`probe ${number} never came to a screen`);
      fromAnswer.push(at - answeredAt);
      fromSend.push(at - sentAt);
    }
  }
  return { fromAnswer, fromSend, eventsPerSecond: (count * 1000) / sent.elapsedMs, cpu };
}

const now = () => performance.timeOrigin + performance.now();
const kstDayNow = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

/** One after the other, so that the number of arrivals tells them apart. */
async function sendProbes({ token, url }: Bed, until: number): Promise<Probe[]> {
  const probes: Probe[] = [];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents+json' };
  while (Date.now() < until) {
    const data = { ...PROBE_AT, conveyance: 'PROBE', origin: 'JP', units: 1, risk: 'normal' };
    const number = ++lastProbe;
    const event = {
      specversion: '1.0',
      id: `probe-${number}`,
      source: '//bench.example/probe',
      type: 'border.arrival.v1',
      time: new Date().toISOString(),
      data,
    };
    const sentAt = now();
    const response = await fetch(`${url}/api/v1/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify(event),
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`a probe was answered with ${response.status}`);
    probes.push({ number, sentAt, answeredAt: now() });
    // Not in step with the ticks.
    await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS * (0.75 + Math.random() / 2)));
  }
  return probes;
}
