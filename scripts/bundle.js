// @ts-check
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { describeLicences } from './licences.js';

const root = join(import.meta.dirname, '..');

// Some packages are CommonJS, and require what Node has built in; an ES module has no `require` of its own. The odd name
// is one that no bundled module uses.
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);";

/**
 * @typedef {object} BundleOptions
 * @property {string} entry the module to start with, from the root of the repository
 * @property {string} name what its file is called, like `main.js`
 * @property {string | null} parts the folder, beside that file, for what it loads later; null puts everything in one file
 * @property {readonly Substitute[]} [substitutes]
 * @property {readonly LatePackage[]} [late]
 *
 * @typedef {object} Substitute a module to take instead of a package of which a part is enough
 * @property {string} from the module that imports the package; others get the whole of it
 * @property {string} name of the package
 * @property {string} path of what is taken
 *
 * @typedef {object} LatePackage a package that most runs do without, loaded when the first of its exports is called
 * @property {readonly string[]} from the modules that import it
 * @property {string} name
 * @property {readonly string[]} exports the functions and classes that they import
 */

/**
 * Bundles a module with everything it imports, for Node. The same sources give the same bytes on every machine.
 * @param {BundleOptions} options
 * @returns {Promise<ReadonlyMap<string, string>>} texts by their paths in the bundle's folder, the licences among them
 */
export async function makeBundle({ entry, name, parts, substitutes = [], late = [] }) {
  const [stem = name, extension = ''] = name.split(/(?=\.[^.]*$)/);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { [stem]: entry },
    outdir: 'bundle',
    outExtension: { '.js': extension },
    chunkNames: `${parts ?? ''}/[name]-[hash]`,
    splitting: parts !== null,
    plugins: [substitution(substitutes), lateLoading(late)],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    banner: { js: REQUIRE },
    // People read what they are asked to run: nothing is renamed or squeezed. Licences are in a file of their own.
    legalComments: 'none',
    logLevel: 'silent',
  });
  const folder = join(root, 'bundle');
  const files = outputFiles.map(({ path, text }) => /** @type {const} */ ([relative(folder, path), text]));
  return new Map([...files, ['THIRD_PARTY_LICENSES', describeLicences(root, metafile)]]);
}

/**
 * @param {readonly Substitute[]} substitutes
 * @returns {import('esbuild').Plugin}
 */
function substitution(substitutes) {
  return {
    name: 'substitution',
    setup({ onResolve }) {
      for (const { from, name, path } of substitutes) {
        onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer }) =>
          importer === join(root, from) ? { path: join(root, path) } : undefined,
        );
      }
    },
  };
}

/**
 * Where a promise cannot be waited for, `import()` is no help: what is `require`d is bundled as well, and runs when it is
 * asked for.
 * @param {readonly LatePackage[]} packages
 * @returns {import('esbuild').Plugin}
 */
function lateLoading(packages) {
  return {
    name: 'late-loading',
    setup({ onResolve, onLoad }) {
      for (const { from, name, exports } of packages) {
        const importers = new Set(from.map((path) => join(root, path)));
        onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer }) =>
          importers.has(importer) ? { path: name, namespace: 'late' } : undefined,
        );
        onLoad({ filter: new RegExp(`^${name}$`), namespace: 'late' }, () => ({
          resolveDir: root,
          contents: exports.map((one) => lateExport(name, one)).join('\n'),
        }));
      }
    },
  };
}

/**
 * @param {string} name of the package
 * @param {string} one of its functions or classes
 */
function lateExport(name, one) {
  return `export function ${one}(...args) {
  const late = require('${name}').${one};
  return new.target === undefined ? late(...args) : new late(...args);
}`;
}

/**
 * Makes a folder hold exactly a bundle.
 * @param {string} folder absolute
 * @param {ReadonlyMap<string, string>} files
 */
export function writeBundle(folder, files) {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const path of pathsIn(folder)) if (!files.has(path)) rmSync(join(folder, path));
}

/**
 * Compares a folder with a bundle.
 * @param {string} folder absolute
 * @param {ReadonlyMap<string, string>} files
 * @returns {string[]} the paths that are missing, too many, or not the same byte for byte
 */
export function differencesFromBundle(folder, files) {
  const inFolder = new Set(pathsIn(folder));
  const differs = [...files].filter(
    ([path, text]) => !inFolder.has(path) || readFileSync(join(folder, path), 'utf8') !== text,
  );
  return [...differs.map(([path]) => path), ...[...inFolder].filter((path) => !files.has(path))].sort();
}

/** @param {string} folder */
function pathsIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
