import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSourceTree } from '../../src/app/source-tree.js';
import { parseTeamFile } from '../../src/config/parse.js';
import { lineOf } from './memory-tree.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  mkdirSync(join(folder, 'config/people/sales'), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, path), content);
}

function problems(path: string, standardInput?: string | Uint8Array): readonly string[] {
  const tree = makeSourceTree({ folder, ...(standardInput === undefined ? {} : { standardInput }) });
  return parseTeamFile(path, tree).diagnostics.map(lineOf);
}

function emails(path: string, standardInput?: string): readonly string[] {
  const tree = makeSourceTree({ folder, ...(standardInput === undefined ? {} : { standardInput }) });
  const parsed = parseTeamFile(path, tree);
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(lineOf).join('\n'));
  return parsed.value.members.map(({ email, source }) => `${email} ${source.file}`);
}

describe('files on disk', () => {
  it('are included by globs relative to the team file, sorted, and named as the team file was', () => {
    put('config/team.yaml', 'version: 1\ninclude: ["people/**/*.yaml"]\n');
    put('config/people/b.yaml', 'members: [{email: b@acme.com}]');
    put('config/people/a.yaml', 'members: [{email: a@acme.com}]');
    put('config/people/sales/c.yaml', 'members: [{email: c@acme.com}]');
    put('config/people/notes.txt', 'no YAML: [');
    expect(emails('config/team.yaml')).toEqual([
      'a@acme.com config/people/a.yaml',
      'b@acme.com config/people/b.yaml',
      'c@acme.com config/people/sales/c.yaml',
    ]);
    expect(emails(join(folder, 'config/team.yaml'))[0]).toBe(`a@acme.com ${join(folder, 'config/people/a.yaml')}`);
  });

  it('may be handed in on standard input, and include files beside the working folder', () => {
    put('a.yaml', 'members: [{email: a@acme.com}]');
    expect(emails('-', 'version: 1\ninclude: [a.yaml]\nmembers: [{email: b@acme.com}]\n')).toEqual([
      'b@acme.com <stdin>',
      'a@acme.com a.yaml',
    ]);
    expect(problems('-')).toEqual(['Nothing was handed in on standard input. Pipe a team file in, or name a file.']);
  });

  it('cannot be reached through links that lead out of the folder', () => {
    put('secret.yaml', 'members: [{email: eve@acme.com}]');
    put('config/team.yaml', 'version: 1\ninclude: ["people/*.yaml"]\n');
    symlinkSync(join(folder, 'secret.yaml'), join(folder, 'config/people/x.yaml'));
    expect(problems('config/team.yaml')).toEqual([
      'config/team.yaml:2:11 include "people/*.yaml" matches config/people/x.yaml, which lies outside the folder of this file. Put the file itself there instead of a link to it.',
    ]);
    rmSync(join(folder, 'config/people/x.yaml'));
    symlinkSync(folder, join(folder, 'config/people/out'));
    put('config/team.yaml', 'version: 1\ninclude: ["people/**/secret.yaml"]\n');
    expect(problems('config/team.yaml')).toEqual([expect.stringMatching(/lies outside the folder/)]);
  });

  it('are never left out in silence', () => {
    put('config/team.yaml', 'version: 1\ninclude: ["people/**/*.yaml"]\n');
    put('config/people/a.yaml', 'members: [{email: a@acme.com}]');
    symlinkSync('nowhere', join(folder, 'config/people/b.yaml'));
    expect(problems('config/team.yaml')).toEqual([
      'config/team.yaml:2:11 config/people/b.yaml does not exist. Check the path, and the link if it is one.',
    ]);
  });

  // The administrator of a machine may read everything.
  it.skipIf(process.getuid?.() === 0)('in a folder that may not be listed are not taken for absent', () => {
    put('config/team.yaml', 'version: 1\ninclude: ["people/**/*.yaml"]\n');
    put('config/people/a.yaml', 'members: [{email: a@acme.com}]');
    chmodSync(join(folder, 'config/people/sales'), 0);
    expect(problems('config/team.yaml')).toEqual([
      expect.stringMatching(/^config\/team.yaml:2:11 config\/people\/sales is a folder\. .* must be readable\./),
    ]);
    chmodSync(join(folder, 'config/people/sales'), 0o700);
  });

  it('include one another only once, and never themselves by another name', () => {
    put('config/team.yaml', 'version: 1\ninclude: ["people/*.yaml"]\n');
    put('config/people/a.yaml', 'members: [{email: a@acme.com}]');
    symlinkSync(join(folder, 'config/people/a.yaml'), join(folder, 'config/people/b.yaml'));
    expect(emails('config/team.yaml')).toEqual(['a@acme.com config/people/a.yaml']);
    symlinkSync(join(folder, 'config/team.yaml'), join(folder, 'config/people/c.yaml'));
    expect(problems('config/team.yaml')).toEqual([expect.stringMatching(/matches this file itself/)]);
  });

  it('that cannot be read are told, with what to do', () => {
    expect(problems('team.yaml')).toEqual(['team.yaml does not exist. Check the path, and the link if it is one.']);
    expect(problems('config')).toEqual([
      'config is a folder. Name a file in it; a folder whose files are included must be readable.',
    ]);
    put('latin.yaml', Uint8Array.from([0x76, 0xe9]));
    expect(problems('latin.yaml')).toEqual(['latin.yaml is not UTF-8 text. Save it as UTF-8.']);
    put('utf16.yaml', Uint8Array.from([0xff, 0xfe, 0x76, 0x00]));
    expect(problems('utf16.yaml')).toEqual(['utf16.yaml is UTF-16. Save it as UTF-8.']);
    expect(problems('-', Uint8Array.from([0xff]))).toEqual(['standard input is not UTF-8 text. Save it as UTF-8.']);
    put('broken.yaml', 'version: 1\ninclude: [dangling.yaml]\n');
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.yaml'));
    expect(problems('broken.yaml')).toEqual([expect.stringMatching(/^broken.yaml:2:11 /)]);
  });
});
