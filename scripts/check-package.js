// Installs the packed package somewhere else, as a user does, and runs what a user runs first.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const place = mkdtempSync(join(tmpdir(), 'rollcall-package-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', place], root));
  const stray = packed.files
    .map((file) => file.path)
    .filter((path) => !/^(dist|schemas|examples)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path));
  if (stray.length > 0) throw new Error(`the package holds files that users do not need: ${stray.join(', ')}`);
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(place, packed.filename)], place);
  const { version } = JSON.parse(run('node', ['-p', 'JSON.stringify(require("rollcall/package.json"))'], place));
  const printed = run('npx', ['--no-install', 'rollcall', '--version'], place).trim();
  if (printed !== version) throw new Error(`rollcall --version prints ${printed}, and the package is ${version}`);
  run('npx', ['--no-install', 'rollcall', 'demo'], place);
  // Plain node, not a test runner: some packages can be imported by name only where a bundler helps.
  const library =
    "import('rollcall').then((l) => import('rollcall/simulator').then((s) => { if (typeof l.makePlan !== 'function' || typeof s.startSimulator !== 'function') process.exit(1) }))";
  run('node', ['-e', library], place);
  console.log(
    `rollcall ${version}: ${packed.files.length} files, ${Math.round(packed.unpackedSize / 1024)} kB; installs, starts, and runs its demo elsewhere`,
  );
} finally {
  rmSync(place, { recursive: true, force: true });
}
