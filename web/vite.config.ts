import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { holdPicture } from './hold-picture.ts';
import { koreaOutline } from './korea-outline.ts';
import { servedPages } from './served-pages.ts';
import { serviceWorker } from './service-worker-build.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const board = 'http://127.0.0.1:8080';

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [
    svelte({ configFile: here('svelte.config.js') }),
    koreaOutline(),
    servedPages(),
    holdPicture(),
    serviceWorker(here('src/service-worker.ts')),
  ],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    rolldownOptions: { input: { index: here('index.html'), desk: here('desk.html') } },
    target: 'es2022',
    // The content policy allows neither data: URLs for fonts nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': board, '/socket.io': { target: board, ws: true } } },
});
