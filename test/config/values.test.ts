import { describe, expect, it } from 'vitest';
import { codesOf, memberOf, problemsOf, stateOf } from './memory-tree.js';

/** What is said of one member's keys, without the place and the name. */
function aboutMember(...lines: readonly string[]): readonly string[] {
  const text = ['version: 1', 'members:', '  - email: ada@acme.com', ...lines.map((line) => `    ${line}`), ''];
  return problemsOf(text.join('\n')).map((problem) => problem.replace(/^team.yaml:\d+:\d+ member ada@acme.com: /, ''));
}

describe('a value', () => {
  it('that is a number where text belongs is to be quoted, as it was written', () => {
    expect(aboutMember('external_id: 001')).toEqual([
      "external id 001 is read by YAML as the number 1, not as text. Quote it: '001'.",
    ]);
    expect(aboutMember('given_name: true')).toEqual([
      "given name true is read by YAML as the truth value true, not as text. Quote it: 'true'.",
    ]);
  });

  it('that YAML 1.1 would take for true is told what to write', () => {
    expect(aboutMember('directory_restricted: yes')).toEqual([
      'directory restriction is the text "yes", not true or false. Write true, without quotes.',
    ]);
    expect(aboutMember('send_welcome_email: Off')).toEqual([
      'send_welcome_email is the text "Off", not true or false. Write false, without quotes.',
    ]);
    expect(aboutMember('send_welcome_email: 1')).toEqual([
      'send_welcome_email is the number 1, not true or false. Write true or false.',
    ]);
  });

  it('that is text where a number belongs is told the number in it', () => {
    expect(aboutMember('space_quota_gb: 100 GB')).toEqual([
      'space quota is the text "100 GB", not a whole number. Write only the number: 100.',
    ]);
    expect(aboutMember('space_quota_gb: lots')).toEqual([
      'space quota is the text "lots", not a whole number. Write a whole number.',
    ]);
    expect(aboutMember('space_quota_gb: 2.5')).toEqual([
      'space quota is the number 2.5, not a whole number. Write a whole number.',
    ]);
    expect(aboutMember('space_quota_gb: 99999999999')).toEqual([
      'space quota 99999999999 is above the maximum of 4294967295. Use 4294967295 or less.',
    ]);
  });

  it('that is too long, or holds what Dropbox forbids, is told so', () => {
    expect(aboutMember(`external_id: ${'x'.repeat(65)}`)).toEqual([
      `external id "${'x'.repeat(59)}…" is 65 characters long; the most is 64. Shorten it.`,
    ]);
    expect(aboutMember("surname: 'a/b'")).toEqual([
      'surname "a/b": Dropbox does not allow any of / : ? * < > " | in a name. Leave it out.',
    ]);
    expect(aboutMember("external_id: ''")).toEqual([
      'external id is empty text. Write null to clear it, or leave the key out.',
    ]);
  });

  it('that is null clears what can be cleared, and nothing else', () => {
    const cleared =
      'external_id: null\n    given_name: ~\n    surname:\n    persistent_id: null\n    space_quota_gb: null';
    expect(memberOf(`version: 1\nmembers:\n  - email: a@b.cd\n    ${cleared}\n`, 'a@b.cd').attributes).toEqual({
      email: 'a@b.cd',
      external_id: null,
      given_name: null,
      surname: null,
      persistent_id: null,
      space_quota_gb: null,
    });
    for (const key of ['role', 'directory_restricted', 'status', 'until', 'send_welcome_email']) {
      expect(aboutMember(`${key}: null`)).toEqual([
        expect.stringMatching(/ has no value\. It cannot be cleared: give it a value, or leave the key out/),
      ]);
    }
    expect(aboutMember('secondary_emails: null')).toEqual([
      'secondary addresses has no value. Write [] for none, or leave the key out to leave it as it is.',
    ]);
  });

  it('that is a list or a mapping where a word belongs is told so', () => {
    expect(aboutMember('role: [team_admin]')).toEqual([expect.stringMatching(/^role is a list where text belongs\./)]);
    expect(aboutMember('given_name: {a: b}')).toEqual([
      expect.stringMatching(/^given name is a mapping \(key: value\) where text belongs\./),
    ]);
    expect(aboutMember('secondary_emails: a@acme.com')).toEqual([
      'secondary addresses is the text "a@acme.com", not a list. Write a list: [a@acme.com].',
    ]);
    expect(aboutMember('groups: Engineering')).toEqual([
      'groups is the text "Engineering", not a list. Write a list: [Engineering].',
    ]);
  });

  it('in a list is told at its own place', () => {
    expect(
      problemsOf('version: 1\nmembers:\n  - email: ada@acme.com\n    secondary_emails: [a@acme.com, nobody, 3]\n'),
    ).toEqual([
      'team.yaml:4:36 member ada@acme.com: secondary address "nobody" is not an address that Dropbox accepts. Write one address, like ada@acme.com.',
      'team.yaml:4:44 member ada@acme.com: secondary address 3 is read by YAML as the number 3, not as text. Write text.',
    ]);
  });

  it('that is a date must be one of the calendar', () => {
    expect(memberOf('version: 1\nmembers: [{email: a@b.cd, until: 2028-02-29}]', 'a@b.cd').until).toBe('2028-02-29');
    expect(aboutMember('until: 2026-02-29')).toEqual([
      'until "2026-02-29" is not a day of the calendar. Write it like 2026-12-31.',
    ]);
    expect(aboutMember('until: 31.12.2026')).toHaveLength(1);
    expect(aboutMember('until: 2026')).toEqual([
      'until 2026 is read by YAML as the number 2026, not as text. Write it like 2026-12-31.',
    ]);
  });

  it('that is an address with a foreign letter is told which', () => {
    expect(problemsOf('version: 1\nmembers:\n  - email: аda@acme.com\n')).toEqual([
      'team.yaml:3:12 member аda@acme.com: address "аda@acme.com" is not an address that Dropbox accepts. It holds the character U+0430 (а), and Dropbox takes plain ASCII addresses only: type it anew.',
    ]);
  });

  it('of a guard is a count or a share', () => {
    expect(
      problemsOf('version: 1\nguards: {max_removals: 25 %, max_group_deletions: -1, min_team_admins: 0}\n'),
    ).toEqual([
      'team.yaml:2:24 guards: max_removals "25 %" is not a count or a share. Write it like 25%.',
      'team.yaml:2:51 guards: max_group_deletions -1 is below the minimum of 0. Use 0 or more.',
      'team.yaml:2:72 guards: min_team_admins 0 is below the minimum of 1. Use 1 or more.',
    ]);
    expect(codesOf('version: 1\nguards: {max_removals: 101%}\n')).toEqual(['invalid-value']);
  });

  it('of a grace period is a number of days or hours', () => {
    const text = (period: string) => `version: 1\nsettings: {offboarding: {grace_period: ${period}}}\n`;
    expect(stateOf(text('2d')).policy.offboarding.gracePeriodHours).toBe(48);
    expect(stateOf(text('0h')).policy.offboarding.gracePeriodHours).toBe(0);
    expect(problemsOf(text('14'))).toEqual([
      'team.yaml:2:40 settings, offboarding: grace_period 14 is read by YAML as the number 14, not as text. Write it like 14d.',
    ]);
    for (const wrong of ['2w', '1.5d', '-1d', '014d', 'd', '"2 d"']) {
      expect(codesOf(text(wrong))).toEqual(['invalid-value']);
    }
  });
});
