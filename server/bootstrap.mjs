/**
 * Runs before anything is installed, so it is plain JavaScript and needs Node alone: installs packages when they are
 * missing or older than the lock file, and builds when a source is newer than the build (`node server/bootstrap.mjs build`).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 11)) {
  console.error(`Gwanje needs Node 20.11 or newer; this is ${process.version}`);
  process.exit(1);
}

function changedAt(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

function npm(...args) {
  const { status } = spawnSync('npm', args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (changedAt(join(root, 'node_modules/.package-lock.json')) < changedAt(join(root, 'package-lock.json'))) {
  console.error('Installing packages …');
  npm('ci', '--no-fund', '--no-audit', '--loglevel=error');
}
if (process.argv.includes('build')) {
  const sources = ['server', 'simulator', 'web', 'package-lock.json'].map((name) =>
    changedAt(join(root, name)),
  );
  const built = ['dist/server/main.js', 'dist/web/index.html'].map((name) => changedAt(join(root, name)));
  if (Math.max(...sources) > Math.min(...built)) {
    console.error('Building …');
    npm('run', '--silent', 'build');
  }
}
