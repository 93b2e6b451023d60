import { makeBed } from './parts/bed.ts';
import { startChild } from './parts/children.ts';
import type { Play, Serve } from './parts/fan-out-server.ts';
import type { Bench, Figure } from './parts/figure.ts';
import type { Collect, Connect, Received } from './parts/screens.ts';
import type { Prepare, Send } from './parts/sender.ts';
import { median, spread } from './parts/statistics.ts';

const TARGET = 1.6;
const SIZES = [200, 1_000];
const ROUNDS = 3;
const TICKS = 100;
const WARM_UP_TICKS = 50;
const PER_SECOND = 10;
const RATE = 10_000;
const PER_BODY = 200;
const COLLECT: Collect = { do: 'collect' };

/**
 * CPU time of the process that sends ten ticks a second to all screens: board and Socket.IO as they are, against the same
 * text made ready beforehand and sent over bare `ws`. Screens answer once a second in both.
 */
export const fanOut: Bench = async ({ say }) => {
  const ticks = await recordTicks();
  const bytes = ticks.reduce((sum, tick) => sum + tick.length, 0) / ticks.length;
  say(`fan-out: recorded ${ticks.length} ticks, ${Math.round(bytes)} characters each`);
  const figures: Figure[] = [];
  for (const size of SIZES) {
    const cpu: Record<Serve['by'], number[]> = { live: [], text: [], bytes: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const by of ['live', 'text', 'bytes'] as const) cpu[by].push(await playTo(size, by, ticks));
      say(`fan-out: ${size} screens, round ${round + 1} of ${ROUNDS}`);
    }
    const to = (floor: readonly number[]) => cpu.live.map((ms, round) => ms / (floor[round] ?? NaN));
    const ratios = to(cpu.text);
    const share = (ms: readonly number[]) =>
      `${((median(ms) * PER_SECOND) / TICKS / 10).toFixed(1)} % of a core`;
    figures.push({
      bench: 'fan-out',
      what: `CPU to send ${PER_SECOND} ticks/s to ${size} screens, to bare ws`,
      target: `≤ ${TARGET}`,
      measured: median(ratios).toFixed(2),
      detail:
        `${spread(ratios)}; live ${share(cpu.live)}, ws ${share(cpu.text)}; ${(bytes / 1024).toFixed(1)} KB a tick; ` +
        `to ws with bytes instead of a string ${median(to(cpu.bytes)).toFixed(2)} (${spread(to(cpu.bytes))})`,
      passes: median(ratios) <= TARGET,
    });
  }
  return figures;
};

/** What one screen of a real board gets while 10,000 events a second come in. */
async function recordTicks(): Promise<string[]> {
  const bed = await makeBed();
  const [sender, screens] = [startChild('sender'), startChild('screens')];
  try {
    const { token, url } = bed;
    const count = ((TICKS + 30) / PER_SECOND) * RATE;
    const portion = { stream: 'verdict', from: 0, count, startMs: Date.now(), stepMs: 1000 / RATE } as const;
    const prepare: Prepare = { do: 'prepare', url, token, portion, form: 'batch', perBody: PER_BODY };
    await sender.ask(prepare);
    const connect: Connect = {
      do: 'connect',
      url,
      screens: 1,
      acknowledges: true,
      watch: null,
      record: true,
    };
    await screens.ask(connect);
    const send: Send = { do: 'send', connections: 4, bodiesPerSecond: RATE / PER_BODY };
    await sender.ask(send);
    const { recorded } = await screens.ask<Received>(COLLECT);
    // Heartbeats come by themselves.
    return recorded.filter((text) => !text.includes('"cells":{}')).slice(0, TICKS + 1);
  } finally {
    await sender.stop();
    await screens.stop();
    await bed.clear();
  }
}

/** CPU time of the sending process, in milliseconds. Everything is new each time, so that nothing is left over. */
async function playTo(size: number, by: Serve['by'], ticks: string[]): Promise<number> {
  const [server, screens] = [startChild('fan-out-server'), startChild('screens')];
  try {
    const serve: Serve = { do: 'serve', by, ticks };
    const url = await server.ask<string>(serve);
    const connect: Connect = {
      do: 'connect',
      url,
      screens: size,
      acknowledges: true,
      watch: null,
      record: false,
    };
    await screens.ask(connect);
    // Code that runs for the first time is slower; a board runs for months.
    const warmUp: Play = { do: 'play', ticks: WARM_UP_TICKS, perSecond: 5 * PER_SECOND };
    await server.ask<number>(warmUp);
    const play: Play = { do: 'play', ticks: TICKS, perSecond: PER_SECOND };
    const cpu = await server.ask<number>(play);
    const { lost, messages } = await screens.ask<Received>(COLLECT);
    // And about one heartbeat a second.
    const least = size * (TICKS + WARM_UP_TICKS);
    if (lost > 0 || messages < least * 0.99)
      throw new Error(`${by}: ${messages} of ${least} messages came, ${lost} screens lost`);
    return cpu;
  } finally {
    await screens.stop();
    await server.stop();
  }
}
