import type { TestServer } from './server.ts';

/** How a board ticked over some time, in milliseconds. */
export interface Rhythm {
  ticks: number;
  /** 99 of 100 ticks took no longer, as the histogram of `/metrics` has it. */
  tookP99: number;
  /** 99 of 100 confirmations came no later after the one before. */
  gapP99: number;
  longestGap: number;
  /** CPU time that this process took within one gap at most: a machine that is busy with other things does not add to it. */
  mostCpu: number;
}

/** Watches a server's board in the same process: whoever keeps the process busy delays this as well, and it shows. */
export class Pulse {
  readonly #server: TestServer;
  readonly #timer: NodeJS.Timeout;
  #gaps: number[] = [];
  #mostCpu = 0;
  #last: number;
  #lastCpu = process.cpuUsage();
  #buckets: Promise<Map<number, number>>;

  constructor(server: TestServer) {
    this.#server = server;
    this.#last = performance.now();
    this.#buckets = bucketsOf(server);
    let confirmed = this.#confirmedAt();
    this.#timer = setInterval(() => {
      if (this.#confirmedAt() === confirmed) return;
      confirmed = this.#confirmedAt();
      this.#gaps.push(performance.now() - this.#last);
      this.#mostCpu = Math.max(this.#mostCpu, this.#cpuOfGap());
      this.#last = performance.now();
      this.#lastCpu = process.cpuUsage();
    }, 5);
  }

  /** What was since it was asked last. */
  async take(): Promise<Rhythm> {
    const gaps = [...this.#gaps, performance.now() - this.#last].sort((a, b) => a - b);
    const before = await this.#buckets;
    const after = await bucketsOf(this.#server);
    const mostCpu = Math.max(this.#mostCpu, this.#cpuOfGap());
    this.#gaps = [];
    this.#mostCpu = 0;
    this.#buckets = Promise.resolve(after);
    return {
      ticks: (after.get(Infinity) ?? 0) - (before.get(Infinity) ?? 0),
      tookP99: Math.round(quantile(before, after, 0.99) * 1_000),
      gapP99: Math.round(gaps[Math.floor(gaps.length * 0.99)] ?? 0),
      longestGap: Math.round(gaps.at(-1) ?? 0),
      mostCpu: Math.round(mostCpu),
    };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #cpuOfGap(): number {
    const { system, user } = process.cpuUsage(this.#lastCpu);
    return (system + user) / 1_000;
  }

  #confirmedAt(): number {
    return this.#server.realms.get('live')?.board.confirmedAt ?? 0;
  }
}

/** Ticks that took at most so many seconds. */
async function bucketsOf(server: TestServer): Promise<Map<number, number>> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const lines = text.matchAll(/^gwanje_follower_tick_seconds_bucket\{.*le="([^"]+)".*\} (\d+)$/gm);
  return new Map([...lines].map(([, le, count]) => [le === '+Inf' ? Infinity : Number(le), Number(count)]));
}

/** In seconds, linear within a bucket, as Prometheus' `histogram_quantile` has it. */
function quantile(before: Map<number, number>, after: Map<number, number>, q: number): number {
  const grown = [...after].map(([le, count]) => [le, count - (before.get(le) ?? 0)] as const);
  const wanted = q * (grown.at(-1)?.[1] ?? 0);
  let [lower, below] = [0, 0];
  for (const [le, count] of grown) {
    if (count >= wanted && le !== Infinity)
      return count === below ? le : lower + ((le - lower) * (wanted - below)) / (count - below);
    if (le !== Infinity) [lower, below] = [le, count];
  }
  return lower;
}
