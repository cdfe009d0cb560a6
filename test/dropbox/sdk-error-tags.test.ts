import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookUpTag } from '../../src/app/explain-tag.js';
import { routes } from '../../src/dropbox/routes.js';

const types = join(dirname(createRequire(import.meta.url).resolve('dropbox/package.json')), 'types');
const read = (name: string) => readFileSync(join(types, name), 'utf8');

/** The declared types of Dropbox's own SDK: what each is made of, and the tag that it has. */
function readDeclarations() {
  const unions = new Map<string, readonly string[]>();
  const tags = new Map<string, string>();
  let namespace = '';
  let current = '';
  for (const line of read('dropbox_types.d.ts').split('\n')) {
    const [, opened] = /^\s*(?:export )?(?:declare )?namespace (\w+)/.exec(line) ?? [];
    if (opened !== undefined) namespace = opened;
    const [, name = '', parts] = /^\s*export (?:interface|type) (\w+)(?: = (.*);)?/.exec(line) ?? [];
    if (name !== '') current = `${namespace}.${name}`;
    const full = (part: string) => (part.includes('.') ? part : `${namespace}.${part}`);
    if (parts !== undefined)
      unions.set(
        current,
        parts.split('|').map((part) => full(part.trim())),
      );
    const [, tag] = /^\s*'\.tag': '(\w+)'/.exec(line) ?? [];
    if (tag !== undefined) tags.set(current, tag);
  }
  return { unions, tags };
}

const { unions, tags } = readDeclarations();

function tagsOf(type: string): readonly string[] {
  const own = tags.get(type);
  return [...(own === undefined ? [] : [own]), ...(unions.get(type) ?? []).flatMap(tagsOf)];
}

const methods = read('index.d.ts');

/** The type of a route's errors; null where it can only fail as every call can. */
function errorTypeOf(path: string): string | null {
  const method = path.replace(/[/_](\w)/g, (_, letter: string) => letter.toUpperCase());
  const at = methods.search(new RegExp(`public ${method}\\(`));
  const comment = methods.slice(methods.lastIndexOf('/**', at), at);
  expect(at, path).toBeGreaterThan(0);
  return /DropboxResponseError<([\w.]+)>/.exec(comment)?.[1] ?? null;
}

/** What is said of single people within an answer that as a whole went well. */
const entryResults = [
  'team.MemberAddV2Result',
  'team.AddSecondaryEmailResult',
  'team.UserAddResult',
  'team.UserDeleteResult',
  'team.DeleteSecondaryEmailResult',
  'team.CustomQuotaResult',
  'team.RemoveCustomQuotaResult',
];
const noFailure = new Set(['success', 'other']);

describe("every error tag of Dropbox's own SDK", () => {
  const ofRoutes = Object.values(routes).flatMap(({ path }) => {
    const type = errorTypeOf(path);
    return type === null || type === 'void' ? [] : tagsOf(type);
  });
  const all = [...new Set([...ofRoutes, ...entryResults.flatMap(tagsOf)])].filter((tag) => !noFailure.has(tag)).sort();

  it('is found by this test at all', () => {
    expect(all.length).toBeGreaterThan(60);
    expect(all).toEqual(
      expect.arrayContaining(['user_not_in_team', 'duplicate_user', 'team_license_limit', 'unverified']),
    );
  });

  it.each(all)('%s is explained, with what to do', (tag) => {
    const found = lookUpTag(tag);
    expect(found).toMatchObject({
      tag: 'known',
      explained: { meaning: expect.stringMatching(/\.$/), advice: expect.stringMatching(/\.$/) },
    });
  });
});
