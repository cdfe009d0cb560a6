import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import { formatPosition } from '../model/source-position.js';
import type { FieldReader } from './field-reader.js';
import { lookOf, mixedScriptWord } from './look-alikes.js';
import { entryOf, type MappingNode, type SourceRange, valueRange } from './source.js';
import { show } from './value-words.js';
import type { WrittenGroup, WrittenMember } from './written.js';

/** Where something was first claimed, and by whom. The place is looked up only for a second claim. */
interface Claim {
  readonly owner: WrittenMember | WrittenGroup;
  readonly key: string;
  readonly index: number | undefined;
}

/** Who claimed which value of one key first, so that the second claim can name the first. */
class Claims {
  /** Without an object for each claim: a hundred thousand of them take as long to keep as to check. */
  readonly #owners = new Map<string, WrittenMember | WrittenGroup>();
  readonly #indexes = new Map<string, number>();

  constructor(private readonly key: string) {}

  get(value: string): Claim | undefined {
    const owner = this.#owners.get(value);
    return owner && { owner, key: this.key, index: this.#indexes.get(value) };
  }

  /** Records a claim; answers with the earlier one, which then stays. */
  claim(value: string, owner: WrittenMember | WrittenGroup, index?: number): Claim | null {
    const earlier = this.get(value);
    if (earlier !== undefined) return earlier;
    this.#owners.set(value, owner);
    if (index !== undefined) this.#indexes.set(value, index);
    return null;
  }
}

/** Tells members that are listed twice or claim the same id or address; answers with each member once. */
export function checkUniqueMembers(members: readonly WrittenMember[]): readonly WrittenMember[] {
  const emails = new Claims('email');
  const unique = members.filter((member) => {
    const earlier = emails.claim(member.email, member);
    if (earlier === null) return true;
    const range = rangeOf(member.node, 'email');
    const otherCase = writtenEmail(member) !== writtenEmail(earlier.owner as WrittenMember);
    member.reader.error(range, subjectOf(member), {
      code: 'duplicate-member',
      message: `this address is listed twice, first at ${placeOf(earlier)}${otherCase ? ' in another case, which is the same to Dropbox' : ''}.`,
      advice: 'Keep one entry and merge what the two say.',
    });
    return false;
  });
  checkIds(unique, 'external_id', 'duplicate-external-id', 'external id');
  checkIds(unique, 'persistent_id', 'duplicate-persistent-id', 'persistent id');
  checkSecondaryEmails(unique, emails);
  checkPreviousEmails(unique, emails);
  checkLookAlikes(unique);
  for (const member of unique) {
    for (const key of ['given_name', 'surname'] as const) tellMixedScripts(member, key, member.attributes[key]);
  }
  return unique;
}

/** Tells groups that share a name, an external id or a former name; answers with each group once. */
export function checkUniqueGroups(groups: readonly WrittenGroup[]): readonly WrittenGroup[] {
  const names = new Claims('name');
  const unique = groups.filter((group) => {
    const earlier = names.claim(groupKey(group.attributes.name), group);
    if (earlier === null) return true;
    const range = rangeOf(group.node, 'name');
    group.reader.error(range, subjectOf(group), {
      code: 'duplicate-group',
      message: `this name is declared twice, first at ${placeOf(earlier)}; case does not tell names apart.`,
      advice: 'Keep one entry and merge what the two say.',
    });
    return false;
  });
  checkIds(unique, 'external_id', 'duplicate-external-id', 'external id');
  for (const group of unique) tellMixedScripts(group, 'name', group.attributes.name);
  const formerNames = new Claims('previous_names');
  for (const group of unique) {
    for (const name of group.previousNames) {
      const range = rangeOf(group.node, 'previous_names');
      const holder = names.get(groupKey(name));
      if (holder !== undefined && holder.owner !== group) {
        group.reader.error(range, subjectOf(group), {
          code: 'previous-name-taken',
          message: `the previous name ${show(name)} is the name of a group declared at ${placeOf(holder)}.`,
          advice: 'Remove the previous name; one group cannot have become two.',
        });
      }
      const earlier = formerNames.claim(groupKey(name), group);
      if (earlier === null || earlier.owner === group) continue;
      group.reader.error(range, subjectOf(group), {
        code: 'previous-name-taken',
        message: `the previous name ${show(name)} is claimed by another group too, at ${placeOf(earlier)}.`,
        advice: 'Keep it with the group that was renamed.',
      });
    }
  }
  return unique;
}

function checkIds<Owner extends WrittenMember | WrittenGroup>(
  owners: readonly Owner[],
  name: 'external_id' | 'persistent_id',
  code: string,
  label: string,
): void {
  const claims = new Claims(name);
  for (const owner of owners) {
    const attributes: { readonly [key: string]: unknown } = owner.attributes;
    const id = attributes[name];
    if (typeof id !== 'string') continue;
    const earlier = claims.claim(id, owner);
    if (earlier === null) continue;
    const range = rangeOf(owner.node, name);
    owner.reader.error(range, subjectOf(owner), {
      code,
      message: `the ${label} ${show(id)} belongs to ${subjectOf(earlier.owner)} already (${placeOf(earlier)}).`,
      advice: `Give each its own ${label}.`,
    });
  }
}

function checkSecondaryEmails(members: readonly WrittenMember[], primaries: Claims): void {
  const secondaries = new Claims('secondary_emails');
  for (const member of members) {
    for (const [index, written] of (member.attributes.secondary_emails ?? []).entries()) {
      const email = foldEmail(written);
      const range = rangeOf(member.node, 'secondary_emails', index);
      const primary = primaries.get(email);
      const earlier = primary ?? secondaries.claim(email, member, index);
      if (earlier === null || earlier === undefined) continue;
      const isOwn = earlier.owner === member;
      const whose = isOwn ? 'the same member' : subjectOf(earlier.owner);
      member.reader.error(range, subjectOf(member), {
        code: 'duplicate-secondary-email',
        message: `the secondary address ${written} is ${primary === undefined ? 'a secondary' : 'the primary'} address of ${whose} too (${placeOf(earlier)}).`,
        advice: 'An address belongs to one person, once: remove it in one of the two places.',
      });
    }
  }
}

function checkPreviousEmails(members: readonly WrittenMember[], primaries: Claims): void {
  const formers = new Claims('previous_emails');
  for (const member of members) {
    for (const [index, email] of member.previousEmails.entries()) {
      const range = rangeOf(member.node, 'previous_emails', index);
      if (email === member.email) {
        member.reader.warn(range, subjectOf(member), {
          code: 'previous-email-taken',
          message: `the previous address ${email} is still the address.`,
          advice: 'Remove it.',
        });
        continue;
      }
      const claim = primaries.get(email) ?? formers.claim(email, member, index);
      if (claim === null || claim.owner === member) continue;
      member.reader.error(range, subjectOf(member), {
        code: 'previous-email-taken',
        message: `the previous address ${email} is claimed by ${subjectOf(claim.owner)} too (${placeOf(claim)}).`,
        advice: 'Keep it with the person who had it; to exchange addresses, give both people an external_id.',
      });
    }
  }
}

function checkLookAlikes(members: readonly WrittenMember[]): void {
  const claims = new Claims('email');
  for (const member of members) {
    const earlier = claims.claim(lookOf(member.email), member);
    if (earlier === null) continue;
    const range = rangeOf(member.node, 'email');
    member.reader.warn(range, subjectOf(member), {
      code: 'look-alike-address',
      message: `this address looks like ${(earlier.owner as WrittenMember).email} (${placeOf(earlier)}).`,
      advice: 'Make sure that these are two people.',
    });
  }
}

/** A letter of another alphabet that looks like ours: "Sаles" is not "Sales". */
function tellMixedScripts(owner: WrittenMember | WrittenGroup, key: string, text: string | null | undefined): void {
  const word = text == null ? null : mixedScriptWord(text);
  if (word === null) return;
  owner.reader.warn(rangeOf(owner.node, key), subjectOf(owner), {
    code: 'mixed-scripts',
    message: `the word ${show(word.word)} mixes alphabets: ${word.letter} (U+${word.codePoint}) is ${word.script}.`,
    advice: 'Type it anew, unless it is meant.',
  });
}

function subjectOf(owner: WrittenMember | WrittenGroup): string {
  return isMember(owner) ? `member ${writtenEmail(owner)}` : `group ${owner.attributes.name}`;
}

function isMember(owner: WrittenMember | WrittenGroup): owner is WrittenMember {
  return 'email' in owner;
}

function writtenEmail(member: WrittenMember): string {
  return member.attributes.email ?? member.email;
}

function placeOf({ owner, key, index }: Claim): string {
  const range = rangeOf(owner.node, key, index);
  return formatPosition((owner.reader satisfies FieldReader).source.positionAt(range.start));
}

/** Where a key's value stands, or one element of it; the whole mapping where the key is not written in it. */
function rangeOf(node: MappingNode, key: string, index?: number): SourceRange {
  const entry = entryOf(node, key);
  if (entry === undefined) return node;
  const element = index !== undefined && entry.value.kind === 'sequence' ? entry.value.elements[index] : undefined;
  return element ?? valueRange(entry);
}
