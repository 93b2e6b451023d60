import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a module beside the caller as a thread of its own. In development and in tests it is TypeScript, which Node 20 cannot
 * load without help.
 * @param module without its ending: `./embedded-worker`
 * @param beside `import.meta.url` of the caller
 */
export function startWorker(module: string, beside: string, options: WorkerOptions): Worker {
  if (beside.endsWith('.js')) return new Worker(new URL(`${module}.js`, beside), options);
  const source = JSON.stringify(new URL(`${module}.ts`, beside).href);
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}); })`;
  return new Worker(load, { ...options, eval: true });
}
