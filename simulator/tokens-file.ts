import { FEEDS } from './feeds.ts';
import { UsageError } from './options.ts';

/** Name under which the token of a drill's driver stands among those of the feeds. */
export const DRIVER = 'drive';

/**
 * Reads lines `feed=token`; blank lines and those that begin with # are left out. A line `*=token` stands for all feeds
 * without one. Throws {@link UsageError}; never says a token.
 */
export function readTokens(text: string): Map<string, string> {
  const tokens = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const at = trimmed.indexOf('=');
    const name = trimmed.slice(0, at).trim();
    const token = trimmed.slice(at + 1).trim();
    const known = name === '*' || name === DRIVER || FEEDS.some((feed) => feed.name === name);
    if (at < 1 || token === '' || !known)
      throw new UsageError(`line ${index + 1} of the token file is no feed=token`);
    tokens.set(name, token);
  }
  return tokens;
}
