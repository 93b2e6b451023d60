import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTRACT_VERSION } from '../../../server/contract/version.ts';
import { readHandshake } from '../../../server/live/handshake.ts';
import { mayConnect } from '../../../server/live/origin.ts';

const right = { contractVersion: CONTRACT_VERSION, scope: 'port:ICN-T2', epoch: 'run', version: 7 };
const refusalOf = (auth: unknown) => {
  const answer = readHandshake(auth, 'live');
  return 'refusal' in answer ? answer.refusal.code : null;
};

describe('a handshake', () => {
  it('says what the screen watches and what it has', () => {
    const answer = readHandshake({ ...right, realm: 'drill' }, 'live');
    expect(answer).toMatchObject({
      welcome: { realm: 'drill', epoch: 'run', version: 7, scope: { text: 'port:ICN-T2' } },
    });
  });

  it("means the server's own realm when it names none", () => {
    expect(readHandshake(right, 'live')).toMatchObject({ welcome: { realm: 'live' } });
  });

  it.each([CONTRACT_VERSION - 1, CONTRACT_VERSION + 1])(
    'of another version of the contract, %i, is refused',
    (contractVersion) => {
      expect(refusalOf({ ...right, contractVersion })).toBe('contract-version');
    },
  );

  it('of a scope that is not known is refused', () => {
    expect(refusalOf({ ...right, scope: 'port:XXX' })).toBe('bad-scope');
  });

  it.each([
    undefined,
    null,
    {},
    [],
    'text',
    7,
    { ...right, version: -1 },
    { ...right, version: 1.5 },
    { ...right, version: '7' },
    { ...right, epoch: null },
    { ...right, epoch: 'x'.repeat(65) },
    { ...right, scope: 'x'.repeat(129) },
    { ...right, realm: 3 },
    { ...right, window: 'a\0b' },
    { ...right, window: 'x'.repeat(129) },
    { ...right, contractVersion: '1' },
    { ...right, version: Number.NaN },
  ])('that lacks what is needed, %j, is refused', (auth) => {
    expect(refusalOf(auth)).toBe('bad-handshake');
  });

  it('is answered whatever it holds', () => {
    fc.assert(
      fc.property(fc.anything(), (auth) => {
        expect(refusalOf(auth)).toBe('bad-handshake');
      }),
    );
  });

  it('repeats nothing of what was sent in its refusal', () => {
    const answer = JSON.stringify(readHandshake({ ...right, scope: 'port:SECRET<b>' }, 'live'));
    expect(answer).not.toContain('SECRET');
  });
});

describe('the origin of a connection', () => {
  const host = 'board.example:8080';

  it('is the board itself, one that was allowed, or none, as programs have', () => {
    expect(mayConnect({ host }, [])).toBe(true);
    expect(mayConnect({ host, origin: 'http://board.example:8080' }, [])).toBe(true);
    expect(mayConnect({ host, origin: 'https://desk.example' }, ['https://desk.example'])).toBe(true);
  });

  it.each([
    'http://evil.example',
    'http://board.example',
    'http://board.example:8081',
    'http://board.example:8080.evil.example',
    'https://desk.example.evil.example',
    'null',
    '',
    'file://',
    'board.example:8080',
  ])('is refused when it is foreign: %j', (origin) => {
    expect(mayConnect({ host, origin }, ['https://desk.example'])).toBe(false);
  });
});
