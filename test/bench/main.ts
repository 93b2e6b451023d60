/**
 * `npm run bench [-- name …] [--rows N]`: measures what the board promises, each figure against a floor that is measured
 * in the same run, by turns, because machines differ and are seldom quiet. Exit code 1 when a figure falls short, 2 when
 * there is nothing to measure on.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { history } from './history.ts';
import { ingest } from './ingest.ts';
import { fanOut } from './fan-out.ts';
import { latency } from './latency.ts';
import { printTable, type Bench, type Figure } from './parts/figure.ts';

const BENCHES: Record<string, Bench> = { ingest, latency, 'fan-out': fanOut, history };
const HISTORY_ROWS = 10_000_000;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { rows: { type: 'string' } } });
const rows = values.rows === undefined ? HISTORY_ROWS : Number(values.rows);
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));

if (unknown.length > 0 || !Number.isInteger(rows) || rows < 200_000) {
  console.error(
    `npm run bench -- [${Object.keys(BENCHES).join('|')} …] [--rows N: of history, 200000 or more]`,
  );
  process.exit(2);
}
if (process.env['TEST_DATABASE_URL'] === undefined) {
  console.error(
    'TEST_DATABASE_URL is not set: a native TimescaleDB is needed to measure on. As root on Debian:',
  );
  console.error('  export TEST_DATABASE_URL=$(.ci/native-timescaledb up)');
  process.exit(2);
}

const machine = () => `load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`;
const figures: Figure[] = [];
let failed = false;
for (const name of names) {
  const began = Date.now();
  const say = (text: string) =>
    console.error(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  try {
    say(`${name} begins: ${machine()}, Node ${process.version}`);
    figures.push(...((await BENCHES[name]?.({ rows, say })) ?? []));
  } catch (error) {
    failed = true;
    console.error(`${name} could not be measured:`, error);
  }
}
printTable(figures);
if (failed || figures.some(({ passes }) => passes === false)) process.exitCode = 1;
