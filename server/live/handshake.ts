import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parseScope, type Scope } from '../contract/scope.ts';
import type { Refusal } from '../contract/socket.ts';
import { CONTRACT_VERSION } from '../contract/version.ts';

const Shape = Type.Object({
  contractVersion: Type.Integer(),
  realm: Type.Optional(Type.String({ maxLength: 64 })),
  scope: Type.String({ maxLength: 128 }),
  screenKey: Type.Optional(Type.String({ maxLength: 128 })),
  window: Type.Optional(Type.String({ maxLength: 128, pattern: '^[\\x20-\\x7e]*$' })),
  desk: Type.Optional(Type.Boolean()),
  epoch: Type.String({ maxLength: 64 }),
  version: Type.Integer({ minimum: 0 }),
});
const shape = Compile(Shape);

export interface Welcome {
  realm: string;
  scope: Scope;
  screenKey: string | undefined;
  /** Of a paired screen. */
  window: string | undefined;
  desk: boolean;
  epoch: string;
  version: number;
}

/** Reads what a screen says when it connects; a refusal says what is wrong. */
export function readHandshake(auth: unknown, ownRealm: string): { welcome: Welcome } | { refusal: Refusal } {
  if (!shape.Check(auth)) {
    return refuse('bad-handshake', 'the handshake needs contractVersion, scope, epoch and version');
  }
  const given: Static<typeof Shape> = auth;
  const {
    contractVersion,
    desk = false,
    epoch,
    realm = ownRealm,
    scope: text,
    screenKey,
    version,
    window,
  } = given;
  if (contractVersion !== CONTRACT_VERSION) {
    return refuse('contract-version', `this server speaks version ${CONTRACT_VERSION} of the contract`);
  }
  const scope = parseScope(text);
  if (scope === null) return refuse('bad-scope', 'the scope names no known customs house, port or route');
  return { welcome: { realm, scope, screenKey, window, desk, epoch, version } };
}

export function refuse(code: Refusal['code'], reason: string): { refusal: Refusal } {
  return { refusal: { code, reason } };
}

/** Value of the session's cookie among those that the browser sent along. */
export function sessionOf(cookies: string | undefined, name: string): string | undefined {
  for (const cookie of (cookies ?? '').split(';')) {
    const [key = '', value] = cookie.split('=', 2);
    if (key.trim() === name && value !== undefined) return value.trim();
  }
  return undefined;
}
