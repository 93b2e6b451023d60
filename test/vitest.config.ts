import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import RunOrder from './support/run-order.ts';

/**
 * A file's name says its lane; test/README.md says what belongs into which. Files of a lane share their workers' modules,
 * so that Fastify, the engines and Chromium are loaded once for each worker and not once for each file.
 */
const lane = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude, isolate: false },
});
const OTHER_LANES = ['db', 'server', 'browser', 'long'].map((name) => `test/**/*.${name}.test.ts`);

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Runes run as they do in a browser, also where a test needs no page.
  resolve: { conditions: ['browser'] },
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: [
      lane('unit', ['test/**/*.test.ts'], OTHER_LANES),
      ...['db', 'server', 'browser', 'long'].map((name) => lane(name, [`test/**/*.${name}.test.ts`])),
    ],
    // Tests run once unless `--watch` asks for more.
    watch: false,
    // `vitest --mode all-engines`: every suite runs on both engines.
    provide: { allEngines: mode === 'all-engines' },
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/clean-up.ts'],
    reporters: [
      'default',
      'test/support/run-report.ts',
      ['json', { outputFile: process.env['TEST_REPORT'] ?? 'node_modules/.vitest/report.json' }],
    ],
    sequence: { sequencer: RunOrder },
    // A test that hangs ends; on a busy machine a server or a browser may take this long to start.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    coverage: {
      include: ['server/**/*.ts', 'simulator/**/*.ts', 'web/src/**/*.{ts,svelte}'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
}));
