import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '..', 'src');

/** Who may import whom, and why: a folder not listed for another may not be imported by it. */
const mayImport: Record<
  string,
  { readonly folders: readonly string[]; readonly packages: readonly string[]; readonly why: string }
> = {
  model: { folders: [], packages: ['zod'], why: 'the words everything else is said in depend on nothing' },
  config: { folders: ['model'], packages: ['zod', 'yaml'], why: 'what a file means does not depend on any team' },
  plan: {
    folders: ['model'],
    packages: ['zod', 'fast-json-patch'],
    why: 'planning is pure: it cannot hold anything that acts',
  },
  provider: { folders: ['model', 'plan'], packages: [], why: 'the port names what the core needs, not how it is done' },
  apply: { folders: ['model', 'plan', 'provider'], packages: [], why: 'execution knows the port, not Dropbox' },
  render: {
    folders: ['model', 'plan', 'apply', 'provider'],
    packages: ['chalk', 'diff'],
    why: 'rendering shows data and does nothing',
  },
  dropbox: { folders: ['model', 'provider'], packages: ['undici', 'zod'], why: 'the provider is replaceable' },
  simulator: {
    folders: [],
    packages: ['zod'],
    why: 'one misreading of the API must not be shared by client and simulator',
  },
  app: {
    folders: ['model', 'config', 'plan', 'provider', 'apply', 'render', 'dropbox'],
    packages: ['zod', 'tinyglobby', 'oauth4webapi', 'csv-parse', 'age-encryption'],
    why: 'use-cases join the parts, without the simulator',
  },
  cli: {
    folders: ['app', 'render', 'model', 'provider', 'github'],
    packages: ['commander', 'chalk'],
    why: 'the command line turns arguments into use-cases and outcomes into text',
  },
  github: {
    folders: ['model'],
    packages: [
      '@octokit/core',
      '@octokit/plugin-paginate-rest',
      '@octokit/plugin-retry',
      '@octokit/plugin-throttling',
      'fflate',
      'undici',
      'zod',
    ],
    why: 'GitHub is told what happened; it knows nothing of Dropbox',
  },
  action: {
    folders: ['cli', 'app', 'github', 'render', 'model', 'provider'],
    packages: ['@actions/core', 'zod'],
    why: 'the Action turns inputs into command lines and their outcomes into outputs',
  },
  index: {
    folders: ['model', 'config', 'plan', 'provider', 'apply', 'render', 'dropbox', 'app'],
    packages: [],
    why: 'the library entry only re-exports',
  },
};

/** The only files of the command line that may start a simulator. */
const simulatorUsers = [join('cli', 'commands', 'demo.ts'), join('cli', 'commands', 'simulator.ts')];
const pureFolders = ['model', 'config', 'plan', 'render'];
const forbiddenNames = /(^|[-.])(utils?|helpers?|common|misc)\.ts$/;

interface Import {
  readonly file: string;
  readonly from: string;
  readonly target: string;
  readonly isPackage: boolean;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const texts = new Map(files.map((file) => [file, readFileSync(join(SOURCE, file), 'utf8')]));
const imports = files.flatMap(importsOf);

function folderOf(file: string): string {
  const [first = ''] = file.split(sep);
  return first.replace(/\.ts$/, '');
}

function importsOf(file: string): Import[] {
  const text = texts.get(file) ?? '';
  const specifiers = [...text.matchAll(/(?<!')\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g)].map(
    (match) => match[1] as string,
  );
  return specifiers
    .filter((specifier) => !specifier.startsWith('node:'))
    .map((specifier) => {
      if (!specifier.startsWith('.')) {
        const [scope = '', name = ''] = specifier.split('/');
        return {
          file,
          from: folderOf(file),
          target: scope.startsWith('@') ? `${scope}/${name}` : scope,
          isPackage: true,
        };
      }
      const target = relative(SOURCE, normalize(join(SOURCE, dirname(file), specifier)));
      return { file, from: folderOf(file), target, isPackage: false };
    });
}

describe('the architecture', () => {
  it('has a rule for every folder', () => {
    const folders = new Set(files.map(folderOf));
    expect([...folders].filter((folder) => !(folder in mayImport))).toEqual([]);
    expect(imports.length).toBeGreaterThan(200);
  });

  it('lets every folder import only what its place allows', () => {
    const offences = imports.flatMap(({ file, from, target, isPackage }) => {
      const rule = mayImport[from];
      if (rule === undefined) return [`${file}: no rule`];
      if (isPackage) return rule.packages.includes(target) ? [] : [`${file} imports ${target}: ${rule.why}`];
      const folder = folderOf(target.replace(/\.js$/, '.ts'));
      if (folder === from || rule.folders.includes(folder)) return [];
      if (folder === 'simulator' && simulatorUsers.includes(file)) return [];
      return [`${file} imports ${target}: ${rule.why}`];
    });
    expect(offences).toEqual([]);
  });

  it('keeps the core pure: no waiting, no clock, no chance, no process', () => {
    const impure = /\basync\s|\bawait\s|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(/;
    const offences = files
      .filter((file) => pureFolders.includes(folderOf(file)))
      .flatMap((file) =>
        withoutComments(texts.get(file) ?? '')
          .split('\n')
          .flatMap((line, index) => (impure.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
      );
    expect(offences).toEqual([]);
  });

  it('names no file after what it is not', () => {
    expect(files.filter((file) => forbiddenNames.test(file))).toEqual([]);
  });

  it('does not import in circles', () => {
    expect(findCircles()).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '');
}

/** Circles of imports that run at load time; types alone are erased. */
function findCircles(): string[] {
  const edges = new Map<string, string[]>();
  for (const file of files) {
    const text = (texts.get(file) ?? '').replace(/import type [\s\S]*?;/g, '').replace(/import\(/g, '');
    const targets = [...text.matchAll(/(?:from|import)\s*'(\.[^']+)'/g)].map((match) =>
      normalize(join(dirname(file), match[1] as string)).replace(/\.js$/, '.ts'),
    );
    edges.set(file, targets);
  }
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) {
      circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of edges.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return circles;
}
