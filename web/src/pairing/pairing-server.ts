import type { ClaimAnswer, PairingOffer, ScreenSettings } from '../../../server/contract/screens-rest.ts';
import type { PairingServer } from './pairing.svelte.ts';

const PATIENCE_MS = 10_000;

export const pairingServer: PairingServer = {
  offer: async () => (await read(await post('/api/v1/pairings'))) as PairingOffer,
  claim: async (secret) => {
    const answer = await post('/api/v1/pairings/claim', { secret });
    return answer.status === 410 ? null : ((await read(answer)) as ClaimAnswer);
  },
};

/** How the screen of a key is set. Throws when the server does not say. */
export async function fetchSettings(key: string): Promise<ScreenSettings> {
  return (await read(await fetch('/api/v1/screen', within({ headers: bearer(key) })))) as ScreenSettings;
}

export function bearer(key: string | null): Record<string, string> {
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

function post(path: string, body?: object): Promise<Response> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetch(path, within({ method: 'POST', ...(body && json) }));
}

function within(init: RequestInit): RequestInit {
  return { ...init, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) };
}

async function read(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return await answer.json();
}
