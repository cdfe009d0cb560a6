import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainableTags, settledByReading } from '../../src/app/explain-tag.js';
import { guardNames } from '../../src/model/policy.js';
import { Workplace } from './command-line.js';

const root = join(import.meta.dirname, '..', '..');

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

describe('explain', () => {
  it('tells what a tag means, what Rollcall does and what to do, without a token or a file', async () => {
    const { code, stdout, stderr } = await workplace.run(['explain', 'team_license_limit']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`team_license_limit: an error tag of Dropbox

No licence is free on this team.

What Rollcall does:
Reports the operation as failed, skips what waits for it, and goes on with the
rest.

What to do:
Buy licences or remove somebody who no longer needs one, then run apply again.
`);
  });

  it('takes what the API answered as it stands, and capital letters', async () => {
    expect((await workplace.run(['explain', 'user_not_in_team/..'])).stdout).toMatch(/^user_not_in_team: /);
    expect((await workplace.run(['explain', 'LAST_ADMIN'])).stdout).toMatch(/^last_admin: /);
  });

  it.each(guardNames)('explains the guard %s, and how to lift it', async (name) => {
    const { stdout } = await workplace.run(['explain', name]);
    expect(stdout).toContain(`${name}: a guard of Rollcall`);
    expect(stdout.replaceAll('\n', ' ')).toContain(`--override-guard ${name} lifts it`);
  });

  it.each([
    ['team_licence_limit', 'team_license_limit'],
    ['max-removal', 'max_removals'],
    ['protected_member', 'protected_members'],
  ])('asks whether %s was meant as %s', async (wrong, meant) => {
    const { code, stdout, stderr } = await workplace.run(['explain', wrong]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Did you mean ${meant}?`);
  });

  it('says where all tags are when a word resembles none', async () => {
    const { code, stderr } = await workplace.run(['explain', 'pomegranate\u001b[2J']);
    expect(code).toBe(1);
    expect(stderr).toContain('rollcall explain without a tag lists all of them.');
    expect(stderr).not.toContain('Did you mean');
    expect(stderr).not.toContain('\u001b');
  });

  it('lists everything, within 80 columns', async () => {
    const { stdout } = await workplace.run(['explain']);
    const listed = stdout.split('\n').filter((line) => /^\S/.test(line));
    expect(listed).toEqual([...explainableTags().keys()]);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('refuses a second tag', async () => {
    const { code, stderr } = await workplace.run(['explain', 'last_admin', 'other']);
    expect(code).toBe(1);
    expect(stderr).toContain('Expected 1 argument but got 2');
  });

  it('knows every error tag of the routes that Rollcall calls', () => {
    const { routes } = JSON.parse(readFileSync(join(root, 'schemas/dropbox-routes.json'), 'utf8')) as {
      routes: { path: string; errors: string[] }[];
    };
    const called = readFileSync(join(root, 'src/dropbox/routes.ts'), 'utf8');
    const tags = routes
      .filter(({ path }) => called.includes(`'${path.slice('/2/'.length)}'`))
      .flatMap(({ errors }) => errors);
    expect(tags.length).toBeGreaterThan(100);
    expect([...new Set(tags)].filter((tag) => !explainableTags().has(tag))).toEqual([]);
  });

  it('knows every refusal of a plan', () => {
    const folder = join(root, 'src/plan');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const code = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    const names = [...code.matchAll(/\brefusal\(\s*'(\w+)'/g)].map(([, name = '']) => name);
    expect(new Set(names).size).toBeGreaterThan(10);
    expect(names.filter((name) => !explainableTags().has(name))).toEqual([]);
  });

  it('says of exactly those tags that they are settled by reading which are', () => {
    const folder = join(root, 'src/dropbox');
    const code = readdirSync(folder)
      .filter((name) => name.startsWith('perform-'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const lists = [...code.matchAll(/alreadyTags(?::| =) (?:new Set\()?\[([^\]]*)\]/g)];
    const tags = lists.flatMap(([, list = '']) => [...list.matchAll(/'(\w+)'/g)].map(([, tag = '']) => tag));
    expect([...new Set(tags)].sort()).toEqual([...settledByReading]);
  });
});
