// @ts-check
// Builds dist/: the command line as a bundle, which starts sooner, and the library module by module with its types.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const startedAt = Date.now();

run('scripts/build-command-line.js', 'dist/cli');
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');

// What earlier builds made, of sources that are gone, must not reach the package.
for (const entry of readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && statSync(path).mtimeMs < startedAt) rmSync(path);
}

/** @param {string[]} args what Node runs */
function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
