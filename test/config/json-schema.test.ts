import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { includedFileJsonSchema, teamFileJsonSchema } from '../../src/config/json-schema.js';

const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
const acceptsTeam = ajv.compile(teamFileJsonSchema());
const acceptsIncluded = ajv.compile(includedFileJsonSchema());

function fileOf(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8'));
}

describe('the JSON Schema', () => {
  it('in the repository is current', () => {
    expect(fileOf('team.schema.json')).toEqual(JSON.parse(JSON.stringify(teamFileJsonSchema())));
    expect(fileOf('team-include.schema.json')).toEqual(JSON.parse(JSON.stringify(includedFileJsonSchema())));
  });

  it('accepts the example', () => {
    const text = readFileSync(new URL('../../examples/team.yaml', import.meta.url), 'utf8');
    acceptsTeam(parse(text));
    expect(acceptsTeam.errors).toBeNull();
  });

  it('accepts what the reader accepts', () => {
    const texts = [
      'version: 1',
      'version: 1\nmembers:\ngroups:\nsettings:\nguards:\ndefaults:\nteam:\ninclude:',
      'version: 1\nmembers: [{email: a@b.cd, external_id: null, space_quota_gb: null, until: 2026-12-31, groups: }]',
      'version: 1\ngroups: [{name: G, members: [a@b.cd, {email: a@b.cd, access: owner, until: 2026-12-31}]}]',
      'version: 1\nguards: {max_removals: 25%, max_group_deletions: 0}',
    ];
    for (const text of texts) {
      acceptsTeam(parse(text));
      expect(acceptsTeam.errors).toBeNull();
    }
  });

  it.each([
    'members: []',
    'version: 2',
    'version: 1\nmember: []',
    'version: 1\nmembers: [ada@acme.com]',
    'version: 1\nmembers: [{surname: L}]',
    'version: 1\nmembers: [{email: ada}]',
    'version: 1\nmembers: [{email: a@b.cd, external_id: 1}]',
    'version: 1\nmembers: [{email: a@b.cd, role: Team Admin}]',
    'version: 1\nmembers: [{email: a@b.cd, role: null}]',
    'version: 1\nmembers: [{email: a@b.cd, space_quota_gb: 1}]',
    'version: 1\nmembers: [{email: a@b.cd, until: 2026-02-30}]',
    'version: 1\nmembers: [{email: a@b.cd, offboarding: {grace_period: 14}}]',
    'version: 1\ndefaults: {member: {email: a@b.cd}}',
    'version: 1\nguards: {max_removals: 120%}',
    'version: 1\ngroups: [{name: G, members: [{email: a@b.cd, access: admin}]}]',
    'version: 1\ngroups: [{}]',
  ])('refuses %j', (text) => {
    expect(acceptsTeam(parse(text))).toBe(false);
  });

  it('of an included file knows members and groups only', () => {
    expect(acceptsIncluded(parse('members: [{email: a@b.cd}]\ngroups: [{name: G}]'))).toBe(true);
    expect(acceptsIncluded(parse('version: 1'))).toBe(false);
  });

  it('describes every key, for people who read it in their editor', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, path: string) => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('properties' in schema) {
        for (const [key, property] of Object.entries(schema.properties as object)) {
          if (!('description' in property)) undescribed.push(`${path}.${key}`);
        }
      }
      for (const [key, child] of Object.entries(schema)) visit(child, `${path}.${key}`);
    };
    visit(teamFileJsonSchema(), '');
    expect(undescribed).toEqual([]);
  });
});
