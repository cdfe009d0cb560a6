// @ts-check
// Bundles the Action into action/: one file, which is committed, as GitHub runs an action from its repository. With
// --check it writes nothing, and fails where the folder is not what the sources give, byte for byte.
import { join } from 'node:path';
import { differencesFromBundle, makeBundle, writeBundle } from './bundle.js';

const folder = join(import.meta.dirname, '..', 'action');

const files = await makeBundle({
  entry: 'src/action/main.ts',
  name: 'index.mjs',
  parts: null,
  substitutes: [
    { from: 'node_modules/@actions/core/lib/core.js', name: './oidc-utils.js', path: 'scripts/no-oidc.js' },
  ],
});
if (process.argv.includes('--check')) {
  const differences = differencesFromBundle(folder, files);
  if (differences.length > 0) {
    console.error(
      `action/ is not what the sources give: ${differences.join(', ')}. Run npm run action, and commit it.`,
    );
    process.exitCode = 1;
  }
} else {
  writeBundle(folder, files);
}
