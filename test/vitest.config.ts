import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { slowFilesFirst } from './support/slow-files-first.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Those of `npm test` begin in this order, and share their workers. */
const LANES = ['browser', 'server', 'db', 'unit', 'long'];
const filesOf = (name: string) => `test/**/*.${name}.test.ts`;

/** A file's name says its lane, and none that it is of `unit`; test/README.md says what belongs into which. */
const project = (name: string) => ({
  plugins: [svelte({ configFile: here('../web/svelte.config.js') })],
  // Runes run as they do in a browser, also where a test needs no page.
  resolve: { conditions: ['browser'] },
  test: {
    name,
    root: here('..'),
    include: [name === 'unit' ? 'test/**/*.test.ts' : filesOf(name)],
    exclude: name === 'unit' ? LANES.map(filesOf) : [],
    // Files share their worker's modules: Fastify, the engines and Chromium are loaded once for each worker, not for each file.
    isolate: false,
    // Tests of servers and pages wait more than they compute; a campaign has the machine for itself.
    maxWorkers: (name === 'long' ? 1 : 2) * availableParallelism(),
    sequence: { groupOrder: name === 'long' ? 2 : 1 },
    setupFiles: [here('support/clean-up.ts')],
    // A test that hangs ends; on a busy machine a server or a browser may take this long to start.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is awaited comes within a second on a quiet machine.
    expect: { poll: { interval: 50, timeout: 20_000 } },
  },
});

/** `TEST_REPORT` names a file for the results as JSON. */
const jsonReport = (outputFile: string | undefined): ['json', { outputFile: string }][] =>
  outputFile === undefined ? [] : [['json', { outputFile }]];

export default defineConfig(({ mode }) => ({
  test: {
    root: here('..'),
    projects: LANES.map(project),
    // Tests run once unless `--watch` asks for more.
    watch: false,
    // `vitest --mode all-engines`: every suite runs on both engines.
    provide: { allEngines: mode === 'all-engines' },
    globalSetup: [here('support/global-setup.ts')],
    sequence: { sequencer: slowFilesFirst(LANES) },
    reporters: ['default', './test/support/run-report.ts', ...jsonReport(process.env['TEST_REPORT'])],
    teardownTimeout: 20_000,
    coverage: {
      include: ['server/**/*.ts', 'simulator/**/*.ts', 'web/src/**/*.{ts,svelte}'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
}));
