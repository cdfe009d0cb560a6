// @ts-check
// Bundles the Action into a folder, action/ unless named: one file, as GitHub runs an action from its repository, and
// the licences of the code of others. With --check it writes nothing, and fails where the folder differs by a byte.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { differencesFromBundle, makeBundle, writeBundle } from './bundle.js';

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
const folder = resolve(import.meta.dirname, '..', positionals[0] ?? 'action');

const files = await makeBundle({
  entry: 'src/action/main.ts',
  name: 'index.mjs',
  parts: null,
  substitutes: [
    { from: 'node_modules/@actions/core/lib/core.js', name: './oidc-utils.js', path: 'scripts/no-oidc.js' },
  ],
});
if (values.check) {
  const differences = differencesFromBundle(folder, files);
  if (differences.length > 0) {
    console.error(
      `${folder} is not what the sources give: ${differences.join(', ')}. Run npm run action, and commit it.`,
    );
    process.exitCode = 1;
  }
} else {
  writeBundle(folder, files);
}
