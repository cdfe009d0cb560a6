import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCodeSpans, findTableRows, listFiles, listPages, readText, root } from './document.js';

const decisions = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d{4}-.*\.md$/.test(name));
const pages = listPages();
const files = ['src', 'test', 'schemas', 'examples', 'docs'].flatMap(listFiles);
const code = files.filter((path) => path.endsWith('.ts')).map(readText);

/** Whether a path, perhaps with `*` in it, is there. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(join(root, path));
  const pattern = new RegExp(`^${path.replace(/[.+]/g, '\\$&').replace(/\*/g, '[^/]*')}$`);
  return files.some((file) => pattern.test(file));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...readText(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  );
}

describe.each(pages)('%s', (page) => {
  it('links only to what is there', () => {
    const links = [...readText(page).matchAll(/\[[^\]]+\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((link) => {
      if (link.startsWith('https://')) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names only files that are there', () => {
    const paths = findCodeSpans(page).filter((span) =>
      /^(src|test|schemas|examples|docs|\.ci)(\/[\w.*/-]+)?$/.test(span),
    );
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  it('names only things of the code that are there', () => {
    const isName = /^[a-z]+(?:[A-Z][a-z]+)+$|^[A-Z][a-z]+(?:[A-Z][a-z]+)+$/;
    // Not ours: Node's own.
    const others = new Set(['parseArgs']);
    const names = new Set(findCodeSpans(page).filter((span) => isName.test(span) && !others.has(span)));
    expect([...names].filter((name) => !code.some((text) => text.includes(name)))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  it('has a line for every folder of src', () => {
    const rows = findTableRows('ARCHITECTURE.md', /^`src\//).map(([folder = '']) => folder.slice(1, -1));
    const folders = readdirSync(join(root, 'src')).map((name) => `src/${name}`);
    expect(folders.filter((folder) => !rows.includes(folder))).toEqual([]);
  });

  it('tells the import rules as the test of the architecture has them', () => {
    const rules = /const mayImport[\s\S]*?\n};\n/.exec(readText('test/architecture.test.ts'))?.[0] ?? '';
    const quoted = (list: string) => [...list.matchAll(/'([^']+)'/g)].map(([, name = '']) => name);
    const enforced = [...rules.matchAll(/(\w+): \{\s*folders: \[([^\]]*)\],\s*packages: \[([^\]]*)\]/g)].map(
      ([, folder = '', folders = '', packages = '']) => [folder, quoted(folders), quoted(packages)],
    );
    const listed = (cell: string) => (cell === 'nothing' || cell === 'none' ? [] : cell.split(', '));
    const folders = enforced.map(([folder]) => folder);
    const told = findTableRows('ARCHITECTURE.md', /^`\w+`$/)
      .map(([folder = '', may = '', packages = '']) => [folder.slice(1, -1), listed(may), listed(packages)])
      .filter(([folder]) => folders.includes(folder as string));
    expect(enforced.length).toBeGreaterThan(10);
    expect(told).toEqual(enforced);
  });
});

describe('CONTRIBUTING.md', () => {
  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const named = [...readText('CONTRIBUTING.md').matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the decisions', () => {
  it('are numbered without a gap, and all in the list', () => {
    const numbers = decisions.map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    const list = readText('docs/decisions/README.md');
    expect(decisions.filter((name) => !list.includes(`](${name})`))).toEqual([]);
  });

  it.each(decisions)('%s says its context, what was decided and what it costs', (name) => {
    const text = readText(`docs/decisions/${name}`);
    expect(text).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `));
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'Context',
      'Decision',
      'What it costs',
    ]);
  });

  it('name every package that Rollcall runs with, is bundled with or is checked by, and no other', () => {
    const used = ['package.json', 'docs/package.json', 'test/peers/package.json'].flatMap((path) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(readText(path)) as Record<string, object>;
      return Object.keys({ ...dependencies, ...devDependencies });
    });
    const rows = readText('docs/decisions/0014-dependencies.md').matchAll(/^\| ((?!package )[@a-z][^|]*) \|/gm);
    const named = [...rows].flatMap(([, names = '']) => names.split(', ').map((name) => name.replace(/ \d+$/, '')));
    expect(named.sort()).toEqual(used.sort());
  });
});

describe('CHANGELOG.md', () => {
  it('speaks of the version in package.json', () => {
    const { version } = JSON.parse(readText('package.json')) as { version: string };
    expect(readText('CHANGELOG.md')).toContain(`## ${version} - `);
  });
});
