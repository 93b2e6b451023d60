import { describe, expect, it } from 'vitest';
import type { Store } from '../../../web/src/pairing/kept-screen.ts';
import { WindowPlace } from '../../../web/src/pairing/window-place.ts';

const [LEFT, RIGHT] = ['0,0', '1920,0'];

/** A browser, what it keeps of its screens, and what of each of its windows. */
class Browser {
  readonly kept = new Map<string, string>();
  #windows = 0;

  open(query: string, position: string, session: Store = storeOf()): WindowPlace {
    const keptAt = (name: string) => this.kept.get(name) ?? null;
    const randomId = () => `window ${(this.#windows += 1)}`;
    return new WindowPlace({ query, position, session: () => session, keptAt, randomId });
  }
}
function storeOf(): Store {
  const items = new Map<string, string>();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, text) => void items.set(name, text),
    removeItem: (name) => void items.delete(name),
  };
}

describe('the place of a wall window in its browser', () => {
  it('is the first where there is one window, wherever it stands', () => {
    const browser = new Browser();
    expect(browser.open('', LEFT).name).toBe('');
    browser.kept.set('', LEFT);
    expect(browser.open('', RIGHT).name).toBe('');
  });

  it('is the next one for a window whose screen another one shows, and stays it through reloads', () => {
    const browser = new Browser();
    browser.kept.set('', LEFT);
    const session = storeOf();
    const second = browser.open('', RIGHT, session);
    expect(second.name).toBe('');
    second.yield();
    second.leave();
    const paired = browser.open('', RIGHT, session);
    expect([paired.name, paired.id]).toEqual(['2', second.id]);
    paired.leave();
    const again = browser.open('', RIGHT, session);
    expect(again.name).toBe('2');
    again.leave();
    const third = browser.open('?lang=en', RIGHT, session);
    expect(third.name).toBe('2');
    third.yield();
    third.leave();
    expect(browser.open('', RIGHT, session).name).toBe('3');
  });

  it('is found by where the window stands after the browser was closed, whichever opens first', () => {
    const browser = new Browser();
    browser.kept.set('', LEFT).set('2', RIGHT);
    expect(browser.open('', RIGHT).name).toBe('2');
    expect(browser.open('', LEFT).name).toBe('');
  });

  it('is named by the address, whatever else is kept', () => {
    const browser = new Browser();
    browser.kept.set('', RIGHT).set('left', LEFT);
    const session = storeOf();
    const left = browser.open('?screen=left', RIGHT, session);
    expect(left.name).toBe('left');
    left.yield();
    left.leave();
    expect(browser.open('?screen=left', RIGHT, session).name).toBe('left 2');
    // What was left is of another address.
    expect(browser.open('?screen=right', RIGHT, session).name).toBe('right');
  });

  it('is not taken along by a copy of the window: it is another one', () => {
    const browser = new Browser();
    const session = storeOf();
    const open = browser.open('', LEFT, session);
    expect(browser.open('', LEFT, session).id).not.toBe(open.id);
  });

  it('is the first where the browser keeps nothing', () => {
    const forbidden = () => {
      throw new Error('forbidden');
    };
    const place = new WindowPlace({
      ...{ query: '', position: LEFT, session: forbidden, keptAt: () => null, randomId: () => 'x' },
    });
    place.yield();
    place.leave();
    expect([place.name, place.id]).toEqual(['', 'x']);
  });
});
