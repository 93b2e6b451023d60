import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Bed } from './bed.ts';
import { COPY_COLUMNS, copyLine, type Portion, type Stream } from './workload.ts';

const CHUNK = { verdict: '1 day', arrival: '7 days' } as const;

/**
 * What `\copy` is measured on: the same hypertable without its triggers, and a bare one that has only the key which names
 * an event, without the indexes that find it: the least that storing rows can cost.
 */
export type Floor = 'same' | 'bare';
export const floorSchema = (floor: Floor) => `bench_${floor}`;

export async function makeFloorTable(bed: Bed, floor: Floor, stream: Stream): Promise<void> {
  const schema = floorSchema(floor);
  const indexes = { same: 'INCLUDING INDEXES', bare: ', UNIQUE (source, id, feed, time)' }[floor];
  await bed.sql(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await bed.sql(
    `CREATE TABLE ${schema}.${stream} (LIKE live.${stream} INCLUDING DEFAULTS INCLUDING CONSTRAINTS ${indexes})`,
  );
  await bed.sql(
    `SELECT public.create_hypertable('${schema}.${stream}', public.by_range('time', INTERVAL '${CHUNK[stream]}'),
                                     create_default_indexes => false)`,
  );
}

/** Writes a portion as COPY text and calls `use` with the file, which is gone afterwards. */
export async function withCopyFile<T>(portion: Portion, use: (file: string) => Promise<T>): Promise<T> {
  const file = join(tmpdir(), `gwanje-bench-${process.pid}-${portion.stream}-${portion.from}.tsv`);
  function* lines() {
    let text = '';
    for (let n = portion.from; n < portion.from + portion.count; n++) {
      text += copyLine(portion, n);
      if (text.length > 256 * 1024) {
        yield text;
        text = '';
      }
    }
    yield text;
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(file));
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** `\copy` of a file by psql where there is one, else by pg-copy-streams. @returns milliseconds of the copy alone */
export async function copyIn(bed: Bed, schema: string, stream: Stream, file: string): Promise<number> {
  const command = `${schema}.${stream} (${COPY_COLUMNS[stream]}) FROM`;
  const psql = spawn(
    'psql',
    ['-Xq', bed.databaseUrl, '-c', '\\timing on', '-c', `\\copy ${command} '${file}'`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const said = await new Promise<string | null>((resolve, reject) => {
    let text = '';
    psql.on('error', () => resolve(null));
    psql.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    psql.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`psql ended with ${code}`))));
  });
  const timed = said === null ? null : /Time: ([\d.]+) ms/.exec(said)?.[1];
  if (timed != null) return Number(timed);
  const client = new Client({ connectionString: bed.databaseUrl });
  await client.connect();
  const began = performance.now();
  await pipeline(createReadStream(file), client.query(copyFrom(`COPY ${command} STDIN`)));
  const tookMs = performance.now() - began;
  await client.end();
  return tookMs;
}
