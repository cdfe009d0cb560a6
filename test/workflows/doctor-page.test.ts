import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { setupChecks } from '../../src/app/doctor/examine-setup.js';
import { readText, root } from '../docs/document.js';

const PAGE = 'docs/commands/doctor.md';
const TABLE = /(?<=\| check \| .+ \|\n\|---\|---\|---\|\n)(?:\|.*\n)*/;

it('docs/commands/doctor.md lists every check, with what it wants and why', () => {
  const rows = setupChecks.map(({ id, good, why }) => `| \`${id}\` | ${good} | ${why} |\n`).join('');
  const page = readText(PAGE);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(root, PAGE), page.replace(TABLE, rows));
  else expect(TABLE.exec(page)?.[0]).toBe(rows);
});
