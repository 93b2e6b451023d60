import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../../server/live/limits.ts';

describe('the address of a client', () => {
  const forwarded = '203.0.113.9, 198.51.100.7';

  it("is the connection's where no proxy of ours stands before, whatever it claims", () => {
    expect(clientAddress('192.0.2.1', forwarded, 0)).toBe('192.0.2.1');
  });

  it('is what the outermost proxy of ours has heard', () => {
    expect(clientAddress('10.0.0.1', forwarded, 1)).toBe('198.51.100.7');
    expect(clientAddress('10.0.0.1', forwarded, 2)).toBe('203.0.113.9');
    expect(clientAddress('10.0.0.1', ['203.0.113.9', ' 198.51.100.7 '], 1)).toBe('198.51.100.7');
  });

  it('is the first known one where fewer have forwarded it than stand there', () => {
    expect(clientAddress('10.0.0.1', undefined, 2)).toBe('10.0.0.1');
    expect(clientAddress('10.0.0.1', '198.51.100.7', 5)).toBe('198.51.100.7');
  });
});
