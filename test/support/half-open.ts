import { spawn } from 'node:child_process';
import { expect } from 'vitest';
import { eventually } from './screen.ts';

/** Connections that say nothing, held by a process of its own: this one has files of its own to open. */
export interface HalfOpen {
  /** How many the other process got. */
  opened: number;
  holding(): boolean;
  end(): void;
}

/** Opens connections to a server on this machine as fast as they come. Resolves when no more are on their way. */
export async function openHalf(url: string, wanted: number): Promise<HalfOpen> {
  const child = spawn(process.execPath, ['-e', HALF_OPENER, new URL(url).port, String(wanted)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.on('data', (chunk) => (told += String(chunk)));
  await eventually(() => expect(told).toMatch(/^\d+ opened$/m), 60_000);
  return {
    opened: Number(/^(\d+) opened$/m.exec(told)?.[1]),
    holding: () => child.exitCode === null && child.signalCode === null,
    end: () => child.kill(),
  };
}

/** Opens connections as fast as it can, says nothing and holds on; tells how many it got. */
const HALF_OPENER = `
  const { connect } = require('node:net');
  const [port, wanted] = process.argv.slice(1).map(Number);
  let tried = 0, opened = 0, settled = 0;
  const more = () => {
    for (let n = 0; n < 200 && tried < wanted; n++, tried++) {
      const socket = connect(port, '127.0.0.1');
      const settle = () => { if (!socket.settled) { socket.settled = true; settled++; } };
      socket.on('connect', () => { opened++; settle(); });
      socket.on('error', settle);
      socket.on('close', settle);
      socket.resume();
    }
    if (tried < wanted) return setTimeout(more, 20);
    const wait = setInterval(() => {
      if (settled < wanted) return;
      clearInterval(wait);
      console.log(opened + ' opened');
    }, 50);
  };
  more();
  setTimeout(process.exit, 120000);
`;
