// Installs the packed package somewhere else, as a user does, and runs what a user runs first. Needs a build.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  // The bundle is what these sources give, byte for byte: two builds of one commit are one package.
  run('node', ['scripts/build-command-line.js', '--check'], root);
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(place, packed.filename)], place);
  const { version } = JSON.parse(run('node', ['-p', 'JSON.stringify(require("rollcall/package.json"))'], place));
  const printed = run('npx', ['--no-install', 'rollcall', '--version'], place).trim();
  if (printed !== version) throw new Error(`rollcall --version prints ${printed}, and the package is ${version}`);
  run('npx', ['--no-install', 'rollcall', 'demo'], place);
  checkLicences(packed.files);
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

/**
 * Whoever passes on the code of others passes on their licences: every package that has code in the bundle, which says
 * above each module where it comes from, is in the list beside it.
 */
function checkLicences(files) {
  const licences = readFileSync(join(root, 'dist/cli/THIRD_PARTY_LICENSES'), 'utf8');
  const modules = files.filter(({ path }) => /^dist\/cli\/.*\.js$/.test(path));
  const origins = modules.flatMap(({ path }) => [
    ...readFileSync(join(root, path), 'utf8').matchAll(
      /^\s*\/\/ (node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/\s]+)\//gm,
    ),
  ]);
  const folders = new Set(origins.map(([, folder]) => folder));
  if (!folders.has('node_modules/commander')) throw new Error('the bundle no longer says where its modules come from');
  for (const folder of folders) {
    const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    if (!licences.includes(`\n${name} ${version}, `)) throw new Error(`${name} is bundled without its licence`);
  }
}
