import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // Runes run as they do in a browser, also where a test needs no page.
  resolve: { conditions: ['browser'] },
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Databases and browsers start slowly on a busy machine; a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    maxWorkers: 2,
    // What must be seen within seconds may come late on a busy machine: once more, and the report says so.
    retry: process.env['CI'] === undefined ? 0 : 1,
  },
});
