import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { transformWithOxc, type Plugin, type Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;

/** All that a page's script loads: other scripts, styles, fonts. The desk's are not among them: it has no use without its server. */
function filesOf(chunk: Chunk, chunks: readonly Chunk[], found = new Set<string>()): Set<string> {
  if (found.has(chunk.fileName)) return found;
  found.add(chunk.fileName);
  const { importedAssets = [], importedCss = [] } = chunk.viteMetadata ?? {};
  for (const file of [...importedCss, ...importedAssets]) found.add(file);
  for (const name of [...chunk.imports, ...chunk.dynamicImports]) {
    const next = chunks.find(({ fileName }) => fileName === name);
    if (next) filesOf(next, chunks, found);
  }
  return found;
}

/**
 * Writes `/sw.js`: under this name for ever, because a browser asks for the next worker at the address of the last.
 * It must not share a chunk with the page, so it imports nothing and is not an entry of the build.
 */
export function serviceWorker(source: string): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const page = bundle['index.html'];
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const entry = chunks.find((chunk) => chunk.isEntry && chunk.name === 'index');
        if (page?.type !== 'asset' || !entry) throw new Error('the build has no page, or no script for it');
        const assets = [...filesOf(entry, chunks)];
        const name = createHash('sha256')
          .update(page.source)
          .update(assets.join())
          .digest('hex')
          .slice(0, 12);
        const build = { name, entry: `/${entry.fileName}`, assets: assets.map((asset) => `/${asset}`) };
        const { code } = await transformWithOxc(await readFile(source, 'utf8'), source);
        // A script without imports and exports; a module would keep out older browsers of television sets.
        const script = `const BUILD = ${JSON.stringify(build)};\n${code}`;
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: script });
      },
    },
  };
}
