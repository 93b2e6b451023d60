import { build, type InlineConfig } from 'vite';

/**
 * Builds a page as it is shipped. The test runner's NODE_ENV would take in Svelte's development build, which is slow
 * and remembers where every value was set: memory could not be judged by it.
 */
export async function buildPage(config: InlineConfig): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ logLevel: 'error', ...config });
  } finally {
    process.env['NODE_ENV'] = before;
  }
}
