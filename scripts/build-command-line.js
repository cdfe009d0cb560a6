// @ts-check
// Bundles the command line into a folder, dist/cli unless named: main.js, in parts/ what a command loads only when it
// needs it, and the licences of the code of others. With --check it writes nothing, and fails where the folder differs.
import { chmodSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { differencesFromBundle, makeBundle, writeBundle } from './bundle.js';

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
const folder = resolve(import.meta.dirname, '..', positionals[0] ?? 'dist/cli');

const files = await makeBundle({
  entry: 'src/cli/main.ts',
  name: 'main.js',
  // One folder below main.js, as the commands are in the sources: `rollcall demo` finds its examples from there.
  parts: 'parts',
  substitutes: [{ from: 'src/dropbox/http-post.ts', name: 'undici', path: 'scripts/undici-pool.js' }],
  late: [
    // A file in plain style needs neither the parser nor its lexer, which take a fifth of the time of a validate to load.
    {
      from: ['src/config/yaml-source.ts', 'src/config/nesting.ts'],
      name: 'yaml',
      exports: ['isAlias', 'isMap', 'isPair', 'isScalar', 'isSeq', 'Lexer', 'parseDocument'],
    },
    // Only a team in several files has patterns to expand.
    { from: ['src/app/source-tree.ts'], name: 'tinyglobby', exports: ['globSync'] },
  ],
});
if (values.check) {
  const differences = differencesFromBundle(folder, files);
  if (differences.length > 0) throw new Error(`${folder} is not what the sources give: ${differences.join(', ')}`);
} else {
  writeBundle(folder, files);
  chmodSync(join(folder, 'main.js'), 0o755);
}
