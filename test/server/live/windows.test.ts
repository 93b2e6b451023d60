import { describe, expect, it } from 'vitest';
import type { ShownWindow, WindowElsewhere } from '../../../server/live/pass.ts';
import { Windows } from '../../../server/live/windows.ts';

/** A server whose windows nobody else has, unless it is said who does. */
function server() {
  const stated: (readonly ShownWindow[])[] = [];
  const world = { others: [] as WindowElsewhere[], now: 0, away: false };
  const windows = new Windows(
    {
      share: (here) => {
        stated.push(here);
        return world.away ? Promise.reject(new Error('away')) : Promise.resolve(world.others);
      },
    },
    () => world.now,
  );
  return { stated, windows, world };
}
const shown = (window: string, alive = true) => ({ screen: 7, window, alive });

describe('windows of a screen', () => {
  it('are stated once for each screen, the first of those that are alive', async () => {
    const { stated, windows } = server();
    const other = { screen: 8, window: 'other', alive: false };
    expect(await windows.share([shown('left', false), shown('right'), shown('third'), other])).toEqual([
      shown('left', false),
      shown('third'),
    ]);
    expect(stated).toEqual([[{ screen: 7, window: 'right' }]]);
  });

  it('keep it when one that was silent wakes up beside them', async () => {
    const { windows } = server();
    await windows.share([shown('left')]);
    expect(await windows.share([shown('left', false)])).toEqual([]);
    await windows.share([shown('left', false), shown('right')]);
    expect(await windows.share([shown('left'), shown('right')])).toEqual([shown('left')]);
  });

  it('lose it to the one that has it elsewhere, which is known without a question as long as that holds', async () => {
    const { windows, world } = server();
    world.others = [{ screen: 7, window: 'right', leftMs: 4_000 }];
    expect(windows.isElsewhere(7, 'left')).toBe(false);
    expect(await windows.share([shown('left')])).toEqual([shown('left')]);
    expect([windows.isElsewhere(7, 'left'), windows.isElsewhere(7, 'right')]).toEqual([true, false]);
    world.now = 4_000;
    expect(windows.isElsewhere(7, 'left')).toBe(false);
  });

  it('stay where it cannot be known', async () => {
    const { windows, world } = server();
    world.others = [{ screen: 7, window: 'right', leftMs: 4_000 }];
    await windows.share([]);
    world.away = true;
    expect(await windows.share([shown('left')])).toEqual([]);
  });
});
