import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Loads a package of GitHub's that is published for bundlers: it imports JSON in a way that Node.js refuses.
 * @param name a dependency, or one that a dependency of GitHub's builds on.
 */
export async function loadForBundlers<Module>(name: string): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bundled-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({
      stdin: { contents: `export * from '${name}'`, resolveDir: import.meta.dirname },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    return (await import(pathToFileURL(outfile).href)) as Module;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
