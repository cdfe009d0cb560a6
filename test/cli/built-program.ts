import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The command line as users run it, built from the sources as they are, far from any package that it could find. */
export interface BuiltProgram {
  /** What Node is to run. */
  readonly main: string;
  remove(): void;
}

export function buildProgram(): BuiltProgram {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-built-'));
  execFileSync(process.execPath, ['scripts/build-command-line.js', folder], { cwd: ROOT });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  return { main: join(folder, 'main.js'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
