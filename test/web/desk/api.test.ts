import { expect, it } from 'vitest';
import { Api, ApiProblem } from '../../../web/src/desk/api.ts';
import { Reach } from '../../../web/src/desk/reach.svelte.ts';
import { FakeTimers } from '../fake-timers.ts';

/** An answer whose line goes dead behind its head. */
function half(): Response {
  const body = new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
  return new Response(body, { status: 200 });
}

function apiOf(...answers: Response[]) {
  const timers = new FakeTimers();
  const reach = new Reach(timers);
  const asked: string[] = [];
  const fetch = async (path: string) => {
    asked.push(path);
    return answers.shift() ?? half();
  };
  const api = new Api({
    ...{ timers, reach, realm: null, unknown: () => {} },
    fetch: fetch as typeof globalThis.fetch,
  });
  return { api, asked, reach, timers };
}

it('asks again where an answer breaks off behind its head', async () => {
  const { api, asked, reach, timers } = apiOf(half(), Response.json({ drills: [] }));
  const answer = api.get('/api/v1/drills');
  await expect.poll(() => reach.failingSince).not.toBeNull();
  await expect
    .poll(() => {
      timers.pass(1_500);
      return asked.length;
    })
    .toBe(2);
  expect(await answer).toEqual({ drills: [] });
  expect(reach.failingSince).toBeNull();
});

it('says of a change whose answer breaks off that nobody knows whether it was done', async () => {
  const { api, asked } = apiOf(half());
  const refusal: unknown = await api.post('/api/v1/drills', {}).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiProblem);
  expect(refusal).toMatchObject({ status: 0, errors: [] });
  expect(asked).toHaveLength(1);
});
