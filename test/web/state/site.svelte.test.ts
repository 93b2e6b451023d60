import { afterEach, expect, it } from 'vitest';
import { siteDay, useTimeZone } from '../../../server/contract/days.ts';
import type { SiteAnswer } from '../../../server/contract/rest.ts';
import { openPorts, portOf, useSite } from '../../../server/contract/site-in-force.ts';
import { KOREA } from '../../../simulator/korea.ts';
import { ServedSite } from '../../../web/src/state/site.svelte.ts';
import { FakeTimers } from '../fake-timers.ts';

const answerOf = (
  number: number,
  change: (site: SiteAnswer['site']) => void = () => undefined,
): SiteAnswer => {
  const site = structuredClone(KOREA.file);
  change(site);
  return { number, site };
};

/** A server that answers with what `says` is at the time, and a browser that keeps. */
function surroundings() {
  const kept = new Map<string, string>();
  const timers = new FakeTimers();
  const around = {
    kept,
    timers,
    says: null as SiteAnswer | null,
    asked: 0,
    deps: {
      fetch: async () => {
        around.asked++;
        if (around.says === null) throw new TypeError('nobody answers');
        return Response.json(around.says);
      },
      storage: () => ({
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, text: string) => void kept.set(key, text),
      }),
      timers,
      now: Date.now,
    },
  };
  return around;
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
  useTimeZone('Asia/Seoul');
  useSite({ site: () => KOREA, today: () => siteDay(Date.now()) });
});

it('waits for a server, keeps what it says, and starts with that at once where nobody answers', async () => {
  const around = surroundings();
  const opening = ServedSite.open(around.deps);
  await settled();
  around.says = answerOf(4);
  around.timers.pass(2_000);
  expect((await opening).site().number).toBe(4);
  around.says = null;
  expect((await ServedSite.open(around.deps)).site().number).toBe(4);
  expect(around.asked).toBe(2);
});

it('starts anew with what another build has kept', async () => {
  const around = surroundings();
  around.kept.set('gwanje.site', JSON.stringify({ contract: 0, answer: { ports: 'of another shape' } }));
  around.says = answerOf(5);
  expect((await ServedSite.open(around.deps)).site().number).toBe(5);
});

it('follows the version that the board names, and asks once for it', async () => {
  const around = surroundings();
  around.says = answerOf(1);
  const site = await ServedSite.open(around.deps);
  const open = openPorts().length;
  around.says = answerOf(2, ({ ports: [first] }) => first && (first.name['en'] = 'Incheon One'));
  for (const number of [1, undefined, 2, 2]) site.look(number);
  await settled();
  expect([around.asked, site.site().number, openPorts().length]).toEqual([2, 2, open]);
  expect(portOf('ICN-T1')?.name['en']).toBe('Incheon One');
});

it('asks again for a version that it could not have', async () => {
  const around = surroundings();
  around.says = answerOf(1);
  const site = await ServedSite.open(around.deps);
  around.says = null;
  site.look(2);
  await settled();
  around.says = answerOf(2);
  site.look(2);
  await settled();
  expect(site.site().number).toBe(1);
  around.timers.pass(2_000);
  site.look(2);
  await settled();
  expect(site.site().number).toBe(2);
});
