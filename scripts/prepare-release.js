// Puts what a release offers into a folder: the workflow files to copy, pinned to its commit, and what is new.
// node scripts/prepare-release.js OWNER/NAME COMMIT TAG FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const [repository = '', commit = '', tag = '', folder = ''] = process.argv.slice(2);

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
demand(/^[\w.-]+\/[\w.-]+$/.test(repository), `${repository} is no repository: write owner/name.`);
demand(/^[0-9a-f]{40}$/.test(commit), `${commit} is no commit: write all 40 digits.`);
demand(tag === `v${version}`, `The tag is ${tag}, but package.json says ${version}.`);
const [, notes] = new RegExp(`^## ${version.replaceAll('.', '\\.')} - \\d{4}-.*\\n([^]*?)(?=^## |$(?![^]))`, 'm').exec(
  readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
) ?? [null, ''];
demand(notes.trim() !== '', `CHANGELOG.md has no section "## ${version} - " with a date.`);

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'notes.md'), `${notes.trim()}\n`);
const workflows = join(root, '.github', 'workflows');
for (const name of readdirSync(workflows).filter((file) => /^rollcall-.*\.yml$/.test(file))) {
  const text = readFileSync(join(workflows, name), 'utf8')
    .replaceAll(`OWNER/rollcall@${'0'.repeat(40)} # vX.Y.Z`, `${repository}@${commit} # ${tag}`)
    .replaceAll("'OWNER/rollcall'", `'${repository}'`);
  demand(!/OWNER|0{40}|X\.Y\.Z/.test(text), `${name} holds a placeholder that is written otherwise than the others.`);
  writeFileSync(join(folder, name), text);
}

function demand(isSo, message) {
  if (isSo) return;
  console.error(message);
  process.exit(1);
}
