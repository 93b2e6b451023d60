import { createHash, randomBytes } from 'node:crypto';

/**
 * Prefixes of what opens a door, so that a found one says what it is: a feed's token, a screen's key, a session, a set-up
 * link, what a screen that waits to be paired fetches its key with, the token of a drill's driver.
 */
export type SecretKind = 'gwj' | 'gws' | 'gwx' | 'gwu' | 'gwp' | 'gwd';

/** A new secret of 256 random bits. It is shown or sent once; only its hash is kept. */
export function newSecret(kind: SecretKind): { secret: string; hash: Buffer } {
  const secret = `${kind}_${randomBytes(32).toString('base64url')}`;
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256 is enough for 256 random bits, and fast enough for every request; passwords take argon2id. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
