import { describe, expect, it } from 'vitest';
import { makePalette } from '../../src/render/colour.js';
import { renderYamlDiff } from '../../src/render/yaml-diff.js';
import { expectGolden } from './golden.js';

const plain = makePalette(0);
const before =
  'email: ada@acme.com\ngiven_name: Ada\nsurname: Byron\nrole: member_only\nstatus: active\nuntil: 2026-12-31\n';

describe('the YAML difference of a plan', () => {
  it('shows each changed resource with three lines around each change', () => {
    const after = before.replace('Byron', 'Lovelace').replace('member_only', 'team_admin');
    const entries = [
      { title: 'member.ada@acme.com', before, after },
      { title: 'member.same@acme.com', before, after: before },
      { title: 'member.new\u202e\n+++ forged', before: '', after: 'email: new@acme.com\nname: "\u001b[31m"\n' },
      { title: 'member.old@acme.com', before: 'email: old@acme.com', after: '' },
    ];
    expectGolden('yaml-diff.txt', renderYamlDiff(entries, plain));
    expectGolden('yaml-diff-with-colour.txt', renderYamlDiff(entries, makePalette(1)));
  });

  it('is nothing where nothing differs', () => {
    expect(renderYamlDiff([{ title: 'member.same@acme.com', before, after: before }], plain)).toBe('');
  });

  it('shows a resource that changed beyond recognition whole, and soon', () => {
    const lines = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word}${index}\n`).join('');
    const start = performance.now();
    const text = renderYamlDiff([{ title: 'group.Everybody', before: lines('a'), after: lines('b') }], plain);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(text.split('\n').filter((line) => /^[-+][ab]\d/.test(line))).toHaveLength(40_000);
  });
});
