import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import RunOrder from './support/run-order.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A lane whose files say it in their names; test/README.md says what belongs into which. */
const lane = (name: string, include: string[], exclude: string[] = []) => ({
  plugins: [svelte({ configFile: here('../web/svelte.config.js') })],
  // Runes run as they do in a browser, also where a test needs no page.
  resolve: { conditions: ['browser'] },
  test: {
    name,
    root: here('..'),
    include,
    exclude,
    // Files share their worker's modules: Fastify, the engines and Chromium are loaded once for each worker, not for each file.
    isolate: false,
    setupFiles: [here('support/clean-up.ts')],
    // A test that hangs ends; on a busy machine a server or a browser may take this long to start.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is awaited comes within a second on a quiet machine.
    expect: { poll: { interval: 50, timeout: 20_000 } },
  },
});
const NAMED = ['db', 'server', 'browser', 'long'];
const named = (name: string) => `test/**/*.${name}.test.ts`;

/** `TEST_REPORT` names a file for the results as JSON. */
const jsonReport = (outputFile: string | undefined): ['json', { outputFile: string }][] =>
  outputFile === undefined ? [] : [['json', { outputFile }]];

export default defineConfig(({ mode }) => ({
  test: {
    root: here('..'),
    projects: [
      lane('unit', ['test/**/*.test.ts'], NAMED.map(named)),
      ...NAMED.map((name) => lane(name, [named(name)])),
    ],
    // Tests run once unless `--watch` asks for more.
    watch: false,
    // `vitest --mode all-engines`: every suite runs on both engines.
    provide: { allEngines: mode === 'all-engines' },
    // Tests of servers and pages wait more than they compute.
    maxWorkers: 2 * availableParallelism(),
    globalSetup: [here('support/global-setup.ts')],
    reporters: ['default', './test/support/run-report.ts', ...jsonReport(process.env['TEST_REPORT'])],
    sequence: { sequencer: RunOrder },
    teardownTimeout: 20_000,
    coverage: {
      include: ['server/**/*.ts', 'simulator/**/*.ts', 'web/src/**/*.{ts,svelte}'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
}));
