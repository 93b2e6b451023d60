import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { CorrectionOf, EVENT_DATA, EventAttributes } from '../../../server/contract/events.ts';
import * as rest from '../../../server/contract/rest.ts';
import { CONTRACT_VERSION } from '../../../server/contract/version.ts';

/** The contract as it was last agreed. Changed by hand, together, and only as the message below says. */
const PINNED = {
  version: 8,
  hash: '61b2d589b16c9145b2173e6e72c58b70de76aa237a9dff155d200e1332fb333e',
};

const CONTRACT = new URL('../../../server/contract/', import.meta.url);

/** A schema without its prose: words for people may change, what is taken and given may not. */
function shapeOf(schema: unknown): string {
  return JSON.stringify(schema, (key, value: unknown) =>
    (key === 'description' || key === 'title') && typeof value === 'string' ? undefined : value,
  );
}

/** Source text without comments and in one layout, so that neither a comment nor a formatter changes the contract. */
async function codeOf(file: string): Promise<string> {
  const text = await readFile(new URL(file, CONTRACT), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext);
  return ts.createPrinter({ removeComments: true }).printFile(source);
}

async function hashOfContract(): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, schema] of Object.entries({ EVENT_DATA, CorrectionOf, EventAttributes, ...rest })) {
    hash.update(`${name} ${shapeOf(schema)}\n`);
  }
  const cellFiles = (await readdir(CONTRACT)).filter((name) => name.endsWith('cells.ts')).sort();
  for (const file of [...cellFiles, 'socket.ts']) hash.update(`${file} ${await codeOf(file)}\n`);
  return hash.digest('hex');
}

it('changes nothing on the wire without a new contract version', async () => {
  const found = { version: CONTRACT_VERSION, hash: await hashOfContract() };
  const advice =
    found.version === PINNED.version
      ? `The shapes on the wire have changed and CONTRACT_VERSION is still ${found.version}. Screens and feeds built for ` +
        `the old shapes would misread them: take the change back, or raise CONTRACT_VERSION in ` +
        `server/contract/version.ts to ${found.version + 1}, and then pin here:`
      : `CONTRACT_VERSION is ${found.version} now. When that is meant, pin it here together with its shapes:`;
  expect(found, `${advice}\n${JSON.stringify(found, null, 2)}`).toEqual(PINNED);
});

it('does not mind words for people', () => {
  const [one, other] = [
    { type: 'string', description: 'a' },
    { type: 'string', description: 'b' },
  ];
  expect(shapeOf(one)).toBe(shapeOf(other));
  expect(shapeOf({ ...one, maxLength: 3 })).not.toBe(shapeOf(one));
});
