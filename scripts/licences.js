// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes down whose code is in a bundle, under which licence.
 * @param {string} root the folder that the paths in the metafile start from
 * @param {import('esbuild').Metafile} metafile
 * @returns {string}
 * @throws when a package comes without the text of its licence: then it may not be passed on like this.
 */
export function describeLicences(root, metafile) {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== null));
  const parts = [...folders].sort().map((folder) => describePackage(join(root, folder)));
  const heading = 'This folder holds code of others, bundled with ours. Each of them, and its licence:\n';
  return `${[heading, ...new Set(parts)].join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/**
 * @param {string} input like `node_modules/a/node_modules/@b/c/index.js`
 * @returns {string | null} like `node_modules/a/node_modules/@b/c`
 */
function packageFolder(input) {
  const [folder] = /^.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [null];
  return folder;
}

/** @param {string} folder */
function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} ${version} has no licence file, so it cannot be bundled`);
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name} ${version}, ${license}\n\n${text}\n`;
}
