import { describe, expect, it } from 'vitest';
import { codesOf, problemsOf, readTeam } from './memory-tree.js';

describe('a key', () => {
  it('that is misspelt is told what was meant, wherever it stands', () => {
    expect(
      problemsOf(`version: 1
setings: {}
settings: {unmanaged_member: report}
guards: {maxRemovals: 3}
defaults: {members: {}}
team: {nme: Acme}
members:
  - email: ada@acme.com
    externalId: E1
    offboarding: {graceperiod: 3d}
groups:
  - name: Engineering
    manangement: user_managed
    members:
      - {email: ada@acme.com, acess: owner}
`).map((line) => line.replace(/^team.yaml:(\d+):\d+ .*the key (".*") is not known here\. /i, '$1 $2 ')),
    ).toEqual([
      '2 "setings" Did you mean settings, which stands here already?',
      '3 "unmanaged_member" Did you mean unmanaged_members?',
      '4 "maxRemovals" Did you mean max_removals?',
      '5 "members" Did you mean member?',
      '6 "nme" Did you mean name?',
      '9 "externalId" Did you mean external_id?',
      '10 "graceperiod" Did you mean grace_period?',
      '13 "manangement" Did you mean management?',
      '15 "acess" Did you mean access?',
    ]);
  });

  it('that other tools use is told by our word', () => {
    expect(problemsOf('version: 1\nmembers:\n  - email: ada@acme.com\n    first_name: Ada\n')).toEqual([
      'team.yaml:4:5 member ada@acme.com: the key "first_name" is not known here. Did you mean given_name?',
    ]);
  });

  it('that stands in the wrong place is told where it belongs', () => {
    expect(problemsOf('version: 1\nsettings: {max_removals: 3}\n')).toEqual([
      'team.yaml:2:12 settings: the key "max_removals" is not known here. It belongs under guards:.',
    ]);
  });

  it('that nobody knows is answered with those that are known', () => {
    expect(problemsOf('version: 1\nteam: {colour: red}\n')).toEqual([
      'team.yaml:2:8 team: the key "colour" is not known here. Known here: id, name.',
    ]);
  });

  it('that is misspelt and required is told once', () => {
    expect(problemsOf('version: 1\nmembers:\n  - emial: ada@acme.com\n')).toEqual([
      'team.yaml:3:5 member ada@acme.com: the key "emial" is not known here. Did you mean email?',
    ]);
  });

  it('that is required and missing is told', () => {
    expect(problemsOf('members:\n  - surname: L\ngroups:\n  - external_id: g\n')).toEqual([
      'team.yaml:1:1 version is missing. Begin the file with version: 1.',
      'team.yaml:2:5 member number 1: email is missing. Add email:.',
      'team.yaml:4:5 group number 1: name is missing. Add name:.',
    ]);
  });

  it('that is written twice is told with the line of the first', () => {
    expect(problemsOf('version: 1\nmembers: []\ngroups: []\nmembers:\n  - email: ada@acme.com\n')).toEqual([
      'team.yaml:4:1 members is written twice; first on line 2. Keep one of the two.',
    ]);
  });

  it('that JavaScript knows by itself is a key like any other', () => {
    const text =
      'version: 1\nmembers:\n  - email: ada@acme.com\n    __proto__: {role: team_admin}\n    constructor: x\n';
    expect(codesOf(text)).toEqual(['unknown-key', 'unknown-key']);
    expect(codesOf('version: 1\n__proto__: {members: []}\ntoString: 1\n')).toEqual(['unknown-key', 'unknown-key']);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  it('of a merge is not known, and told what to use instead', () => {
    const text = 'version: 1\nmembers:\n  - &a {email: ada@acme.com}\n  - {<<: *a, email: bob@acme.com}\n';
    expect(problemsOf(text)).toEqual([
      'team.yaml:4:6 member bob@acme.com: the key "<<" is not known here. Merge keys are not part of YAML 1.2; use defaults: for what members share.',
    ]);
  });

  it('may not say who somebody is for everybody', () => {
    expect(codesOf('version: 1\ndefaults: {member: {email: ada@acme.com, previous_emails: [b@acme.com]}}\n')).toEqual([
      'unknown-key',
      'unknown-key',
    ]);
    expect(problemsOf('version: 1\ndefaults: {member: {external_id: E1, secondary_emails: []}}\n')).toEqual([
      'team.yaml:2:34 defaults.member: external_id is different for everybody, so it cannot have a default value. Write it for each member; as a default it can only be cleared.',
    ]);
  });
});

describe('the version', () => {
  it('that is later than this Rollcall ends the reading, because everything else may mean something else', () => {
    expect(problemsOf('version: 2\nwhatever: 3\n')).toEqual([
      'team.yaml:1:10 The file is of version 2; this Rollcall reads version 1. Install a later Rollcall, or write version: 1.',
    ]);
  });

  it('is the number 1 and nothing else', () => {
    for (const version of ['"1"', '0', 'one', '[1]', '1.5', '']) {
      const parsed = readTeam(`version: ${version}\n`);
      expect(parsed.ok).toBe(false);
      expect(parsed.diagnostics).toHaveLength(1);
    }
  });
});

describe('an entry', () => {
  it('that is an address alone is told how to write it', () => {
    expect(problemsOf('version: 1\nmembers:\n  - ada@acme.com\n')).toEqual([
      'team.yaml:3:5 member number 1: the text "ada@acme.com" stands where a mapping belongs. Write "- email: ada@acme.com".',
    ]);
    expect(problemsOf('version: 1\ngroups:\n  - Engineering\n')).toEqual([
      'team.yaml:3:5 group number 1: the text "Engineering" stands where a mapping belongs. Write "- name: Engineering".',
    ]);
  });

  it('under members: or groups: stands in a list', () => {
    expect(problemsOf('version: 1\nmembers:\n  email: ada@acme.com\ngroups: none\n')).toEqual([
      'team.yaml:3:3 members is a mapping (key: value), not a list. Begin each element with a dash: "- ".',
      'team.yaml:4:9 groups is the text "none", not a list. Write a list: [none].',
    ]);
  });

  it('that is empty is told', () => {
    expect(codesOf('version: 1\nmembers:\n  -\ngroups: [~, []]\n')).toEqual(['wrong-type', 'wrong-type', 'wrong-type']);
  });

  it('whose address is not usable is not told again where a group lists it', () => {
    const text = 'version: 1\nmembers: [{email: ada@acme}]\ngroups: [{name: G, members: [ada@acme]}]\n';
    expect(codesOf(text)).toEqual(['invalid-value', 'invalid-value']);
    const typo = 'version: 1\nmembers: [{emial: ada@acme.com}]\ngroups: [{name: G, members: [ada@acme.com]}]\n';
    expect(codesOf(typo)).toEqual(['unknown-key']);
  });
});
