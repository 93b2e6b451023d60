import { readControl } from './control-file.ts';

/**
 * Asks the board that holds the embedded database: only it can open that. With a body it is a POST, else a GET. Throws what
 * the board refuses with, in its words.
 */
export async function askBoard<T>(dataDir: string, path: string, body?: object): Promise<T> {
  const control = await readControl(dataDir);
  if (control === null)
    throw new Error(`a board holds ${dataDir} but has left no control.json there; is it still starting?`);
  const response = await fetch(control.url + path, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization: `Bearer ${control.key}`, 'content-type': 'application/json' },
  });
  const answer = (await response.json()) as T & { detail?: string };
  if (!response.ok) throw new Error(answer.detail ?? `the board answered ${response.status}`);
  return answer;
}
