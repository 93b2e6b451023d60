import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readOptions, UsageError } from '../../simulator/options.ts';
import type { Report } from '../../simulator/report.ts';
import { readTokens } from '../../simulator/tokens-file.ts';
import { ReferenceBoard } from './support/reference-board.ts';
import { sumsOfEvents } from './support/sums-of-events.ts';

describe('the command line', () => {
  const env = { GWANJE_TOKEN: 'from-the-environment' };

  test('has an answer for everything', () => {
    expect(readOptions([], env)).toMatchObject({
      mode: 'ordinary',
      token: 'from-the-environment',
      seed: '1',
      rate: 1,
      senders: 4,
    });
    expect(
      readOptions(['burst', '--events', '5', '--faults', '0.1', '--from', '2026-03-04T00:00:00+09:00'], env),
    ).toMatchObject({
      mode: 'burst',
      events: 5,
      fromMs: Date.parse('2026-03-03T15:00:00Z'),
      faults: { duplicates: 0.03 },
    });
    expect(readOptions(['--help'], {})).toBeNull();
    expect(
      readOptions(['burst', '--url', 'https://board.example', '--allow-remote'], env)?.url.hostname,
    ).toBe('board.example');
  });

  test.each([
    [['nonsense']],
    [['live', 'burst']],
    [['--rate', '0']],
    [['--rate', 'fast']],
    [['--scale', '2']],
    [['--senders', '']],
    [['--from', '2026-03-04']],
    [['--faults', 'rumours=1']],
    [['--history-step', 'day']],
    [['--format', 'xml']],
    [['--url', 'ftp://x']],
    [['--seed', 'a b']],
    [['--unknown']],
    [['burst', '--url', 'http://board.example']],
  ])('refuses %j', (args) => {
    expect(() => readOptions(args, env)).toThrow(UsageError);
  });

  test('needs a token', () => {
    expect(() => readOptions([], {})).toThrow('token');
    expect(readTokens('# comment\n\nhistory=abc=\n* = xyz\n')).toEqual(
      new Map([
        ['history', 'abc='],
        ['*', 'xyz'],
      ]),
    );
    expect(() => readTokens('nobody=secret-token')).toThrow(/^line 1(?!.*secret)/);
  });
});

describe('as a program', () => {
  let board: ReferenceBoard;
  let folder: string;
  beforeEach(async () => {
    board = new ReferenceBoard();
    await board.start();
    folder = await mkdtemp(join(tmpdir(), 'gwanje-simulator-'));
  });
  afterEach(async () => {
    await board.stop();
    await rm(folder, { recursive: true });
  });

  async function simulate(
    args: string[],
    stopWhen?: () => boolean,
  ): Promise<{ code: number | null; out: string; report: Report | null }> {
    const file = join(folder, 'report.json');
    const program = new URL('../../simulator/main.ts', import.meta.url).pathname;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', program, ...args, '--url', board.url.href, '--report', file],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, GWANJE_TOKEN: 'a-token' } },
    );
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (out += String(chunk)));
    const killer = setTimeout(() => child.kill('SIGKILL'), 50_000);
    const watcher = setInterval(() => {
      if (stopWhen?.() !== true) return;
      clearInterval(watcher);
      child.kill('SIGINT');
    }, 100);
    const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
    clearTimeout(killer);
    clearInterval(watcher);
    const text = await readFile(file, 'utf8').catch(() => null);
    return { code, out, report: text === null ? null : (JSON.parse(text) as Report) };
  }

  test('a burst with faults: exit code 0, and the report is what the board has', async () => {
    const { code, out, report } = await simulate(['burst', '--events', '8000', '--faults', '0.2']);
    expect([code, report?.agreement]).toEqual([0, 'exact']);
    expect(board.events.size).toBe(report!.answered.accepted);
    const sums = sumsOfEvents([...board.events.values()]);
    for (const [key, rest] of Object.entries(report!.byPortAndRoute)) {
      expect([key, rest]).toEqual([key, sums.get(key) ?? rest]);
    }
    expect(out).toContain('(exact)');
  });

  test('the same burst again is all duplicates', async () => {
    const span = ['--from', '2026-03-04T10:00:00+09:00', '--until', '2026-03-04T10:10:00+09:00'];
    await simulate(['burst', '--events', '3000', '--quiet', ...span]);
    const again = await simulate(['burst', '--events', '3000', '--quiet', ...span]);
    expect(again.report?.answered).toEqual({ accepted: 0, duplicate: 3_000, rejected: 0 });
    expect([again.code, again.out]).toEqual([0, '']);
  });

  test('history has the published figures, and Ctrl-C ends ordinary traffic with a report', async () => {
    const { code, report } = await simulate(
      ['ordinary', '--scale', '0.02', '--from', new Date(Date.now() - 9 * 86_400_000).toISOString()],
      () => board.events.size > 5_500,
    );
    expect([code, report?.complete]).toEqual([0, false]);
    const published = [...board.events.values()].filter(
      ({ source }) => source === '//history.gwanje.example/published',
    );
    expect(published).toHaveLength(862 + 1_256);
    expect(report!.answered.rejected).toBe(0);
  });

  test('tells a wrong command line (2), a refusal (3) and a wrong answer (4) apart', async () => {
    expect((await simulate(['burst', '--events', 'many'])).code).toBe(2);
    board.refusal = { status: 401, detail: 'no such token' };
    const refused = await simulate(['burst', '--events', '100']);
    expect([refused.code, refused.out.includes('no such token')]).toEqual([3, true]);
    board.refusal = null;
    board.lenient = true;
    expect((await simulate(['burst', '--events', '2000', '--faults', 'malformed=0.1'])).code).toBe(4);
  });

  test('takes tokens from a file, and the one token for feeds without', async () => {
    const file = join(folder, 'tokens');
    await writeFile(file, 'history=abc\n');
    expect((await simulate(['burst', '--events', '100', '--tokens', file, '--token', 'x'])).code).toBe(0);
    expect(new Set(board.requests.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer x']));
  });
});
