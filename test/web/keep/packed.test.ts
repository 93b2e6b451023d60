import { describe, expect, it } from 'vitest';
import { pack, unpack, type LastState } from '../../../web/src/keep/packed.ts';

const AS_OF = Date.parse('2026-11-10T14:32:07+09:00');

async function zipped(text: string): Promise<ArrayBuffer> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

describe('a board that a browser keeps', () => {
  it('comes back as it was', async () => {
    const state: LastState = { asOf: AS_OF, cells: new Map([['today|ICN-T1|traveller', {} as never]]) };
    expect(await unpack(await pack(state))).toEqual(state);
  });

  it('is none where nothing was kept, or something that is no board', async () => {
    for (const kept of [null, undefined, 'text', {}, new ArrayBuffer(0), Uint8Array.of(1, 2, 3).buffer])
      expect(await unpack(kept), JSON.stringify(kept)).toBeNull();
    for (const text of [
      'not json',
      'null',
      '[]',
      '{"cells":5}',
      `{"asOf":${AS_OF},"cells":[]}`,
      `{"asOf":${AS_OF},"cells":[["a"]]}`,
      `{"asOf":${AS_OF},"cells":[["a",null]]}`,
      `{"asOf":${AS_OF},"cells":[[1,{}]]}`,
      '{"asOf":"today","cells":[["a",{}]]}',
      '{"asOf":1e99,"cells":[["a",{}]]}',
    ])
      expect(await unpack(await zipped(text)), text).toBeNull();
  });

  it('is none where a byte of it was lost or turned on the disk', async () => {
    const whole = new Uint8Array(await zipped(`{"asOf":${AS_OF},"cells":[["a",{}]]}`));
    expect(await unpack(whole.slice(0, -9).buffer)).toBeNull();
    const turned = whole.slice();
    turned[turned.length - 6] = (turned.at(-6) ?? 0) ^ 0xff;
    expect(await unpack(turned.buffer)).toBeNull();
  });
});
