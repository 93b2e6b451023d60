import { describe, expect, test } from 'vitest';
import { readDrillOptions, readDriveOptions } from '../../../simulator/drive/options.ts';
import { UsageError } from '../../../simulator/options.ts';

describe('drill', () => {
  test('plays right, at 60 times, on a board of its own', () => {
    const plain = { file: 'a.yaml', play: 'right', speed: 60, report: null, keep: false, server: null };
    expect(readDrillOptions(['a.yaml'])).toEqual(plain);
  });

  test('takes a play, a speed, a report and a board that runs', () => {
    const args = ['a.yaml', '--play', 'wrong', '--speed', '1', '--report', 'out.json', '--keep'];
    expect(readDrillOptions([...args, '--url', 'http://127.0.0.1:8080', '--key', 'k'])).toEqual({
      ...{ file: 'a.yaml', play: 'wrong', speed: 1, report: 'out.json', keep: true },
      server: { url: new URL('http://127.0.0.1:8080'), key: 'k' },
    });
  });

  test.each([
    [[]],
    [['a.yaml', 'b.yaml']],
    [['a.yaml', '--speed', '0.5']],
    [['a.yaml', '--speed', '61']],
    [['a.yaml', '--speed', 'fast']],
    [['a.yaml', '--url', 'http://127.0.0.1:8080']],
    [['a.yaml', '--key', 'k']],
    [['a.yaml', '--url', 'ftp://x', '--key', 'k']],
    [['a.yaml', '--fast']],
  ])('refuses %j', (args) => {
    expect(() => readDrillOptions(args)).toThrow(UsageError);
  });
});

describe('drive', () => {
  test('takes a board, a drill and tokens', () => {
    const args = ['--url', 'http://127.0.0.1:8080', '--drill', '7', '--tokens', 'tokens'];
    expect(readDriveOptions(args)).toEqual({
      ...{ url: new URL('http://127.0.0.1:8080'), drill: 7, tokens: 'tokens' },
    });
    for (const missing of [0, 2, 4])
      expect(() => readDriveOptions(args.toSpliced(missing, 2))).toThrow(UsageError);
  });
});
