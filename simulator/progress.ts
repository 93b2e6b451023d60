import { Presets, SingleBar } from 'cli-progress';
import type { Clock } from './clock.ts';

/** Shows how far something is. */
export interface Progress {
  start(label: string, total: number): void;
  add(count: number): void;
  end(): void;
}

export const NO_PROGRESS: Progress = { start: () => {}, add: () => {}, end: () => {} };

export function barProgress(stream: NodeJS.WriteStream): Progress {
  let bar: SingleBar | null = null;
  return {
    start(label, total) {
      const format = `${label} [{bar}] {percentage}% {value}/{total} events, {eta_formatted} to go`;
      bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 200 }, Presets.shades_classic);
      bar.start(total, 0);
    },
    add: (count) => bar?.increment(count),
    end: () => {
      bar?.stop();
      bar = null;
    },
  };
}

const LINE_EVERY_MS = 5_000;

/** For logs: a line at the start, every five seconds and at the end. */
export function lineProgress(write: (text: string) => void, clock: Clock): Progress {
  let label = '';
  let total = 0;
  let done = 0;
  let startedMs = 0;
  let saidMs = 0;
  const say = () => {
    saidMs = clock.now();
    const seconds = ((saidMs - startedMs) / 1_000).toFixed(1);
    write(`${label}: ${done} of about ${total} events, ${seconds} s\n`);
  };
  return {
    start(name, count) {
      [label, total, done, startedMs, saidMs] = [name, count, 0, clock.now(), clock.now()];
    },
    add(count) {
      done += count;
      if (clock.now() - saidMs >= LINE_EVERY_MS) say();
    },
    end: say,
  };
}
