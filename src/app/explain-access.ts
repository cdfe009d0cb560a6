import { nearest } from '../config/nearest.js';
import { readSource } from '../config/read-source.js';
import { entryOf, type MappingNode, type SourceDocument, type SourceNode } from '../config/source.js';
import type { SourceTree } from '../config/source-tree.js';
import type { DesiredGroup, DesiredMember, DesiredMembership, DesiredState } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import type { SourcePosition } from '../model/source-position.js';
import { isPastDay } from '../plan/dates.js';
import type { Rejected, Sources } from './outcome.js';
import { validateTeam } from './validate-team.js';

export interface AccessQuestion {
  /** The team file; `-` is the tree's standard input. */
  readonly path: string;
  readonly tree: SourceTree;
  /** Primary, secondary or former address of a declared member. */
  readonly address: string;
  /** Null asks for all that the file says about the person's access. */
  readonly group: string | null;
  /** Milliseconds since the epoch: what last days are read against. */
  readonly now: number;
}

/** One thing that the file gives or takes, and the line that does. */
export interface AccessFact {
  /** A full sentence. Holds names as the file has them. */
  readonly statement: string;
  /** Null where no line says anything about it. */
  readonly source: SourcePosition | null;
  /** The line itself, without blanks around it; empty without a source. */
  readonly line: string;
}

export type AccessAnswer =
  | Rejected
  | { readonly tag: 'answered'; readonly facts: readonly AccessFact[] }
  /** No line names the person or group; `meant` is the nearest that one does. */
  | {
      readonly tag: 'unknown';
      readonly what: 'member' | 'group';
      readonly file: string;
      readonly meant: string | null;
    };

/** Finds the lines of a team file that give somebody access. Reads no team: what is done by hand there, no line gives. */
export function explainAccess(question: AccessQuestion): AccessAnswer {
  const validated = validateTeam(question.path, question.tree);
  if (validated.tag === 'rejected') return validated;
  const { desired, sources } = validated;
  const member = findMember(desired, question.address);
  if (member === undefined) {
    const meant = nearest(
      foldEmail(question.address),
      desired.members.map(({ email }) => email),
    );
    return { tag: 'unknown', what: 'member', file: desired.file, meant };
  }
  const explainer = new Explainer(desired, sources, question.now);
  if (question.group === null) return { tag: 'answered', facts: explainer.everything(member) };
  const key = groupKey(question.group);
  const group = desired.groups.find(({ attributes }) => groupKey(attributes.name) === key);
  if (group === undefined) {
    const meant = nearest(
      question.group,
      desired.groups.map(({ attributes }) => attributes.name),
    );
    return { tag: 'unknown', what: 'group', file: desired.file, meant };
  }
  return { tag: 'answered', facts: [explainer.membership(member, group)] };
}

function findMember({ members }: DesiredState, address: string): DesiredMember | undefined {
  const email = foldEmail(address);
  return (
    members.find((member) => member.email === email) ??
    members.find(
      ({ attributes, previousEmails }) =>
        previousEmails.includes(email) || (attributes.secondary_emails ?? []).some((one) => foldEmail(one) === email),
    )
  );
}

class Explainer {
  readonly #documents = new Map<string, SourceDocument | null>();

  constructor(
    private readonly desired: DesiredState,
    private readonly sources: Sources,
    private readonly now: number,
  ) {}

  everything(member: DesiredMember): readonly AccessFact[] {
    const groups = this.desired.groups.filter((group) => membershipOf(member, group) !== undefined);
    return [
      this.#presence(member),
      ...(member.until === null ? [] : [this.#lastDay(member, member.until)]),
      ...this.#role(member),
      ...groups.map((group) => this.membership(member, group)),
    ];
  }

  /** Of somebody who leaves, no role is ever set. */
  #role(member: DesiredMember): readonly AccessFact[] {
    const { email, status } = member;
    const { role } = member.attributes;
    if (status === 'removed') return [];
    if (role !== undefined) return [this.#fact(`${email} has the role ${role}.`, this.#placeOf(member, 'role'))];
    return [this.#fact(`No line says which role ${email} has, so it stays as it is in Dropbox.`, null)];
  }

  membership(member: DesiredMember, group: DesiredGroup): AccessFact {
    const { name } = group.attributes;
    const found = membershipOf(member, group);
    if (found !== undefined) {
      const access = found.access === 'owner' ? 'an owner of' : 'in';
      return this.#fact(
        `${member.email} is ${access} the group ${name}${this.#untilWords(found.until)}.`,
        found.source,
      );
    }
    switch (group.membership) {
      case 'authoritative':
        return this.#fact(
          `No line puts ${member.email} into the group ${name}. Whoever is in it without one is taken out by an apply.`,
          null,
        );
      case 'additive':
        return this.#fact(
          `No line puts ${member.email} into the group ${name}. Its membership is additive: who was added in Dropbox stays.`,
          group.source,
        );
      case 'unmanaged':
        return this.#fact(
          `The file leaves to Dropbox who is in the group ${name}: its membership is unmanaged.`,
          group.source,
        );
    }
  }

  #presence(member: DesiredMember): AccessFact {
    const { email, status } = member;
    const source = status === null || status === 'active' ? member.source : this.#placeOf(member, 'status');
    switch (status) {
      case 'removed':
        return this.#fact(`${email} is to leave the team${graceWords(member)}.`, source);
      case 'suspended':
        return this.#fact(`${email} is on the team, and suspended.`, source);
      default:
        return this.#fact(`${email} is on the team.`, source);
    }
  }

  #lastDay(member: DesiredMember, until: string): AccessFact {
    const words = isPastDay(until, this.now) ? 'has passed, so they count as suspended' : 'is still to come';
    return this.#fact(`The last day of ${member.email}, ${until}, ${words}.`, this.#placeOf(member, 'until'));
  }

  #untilWords(until: string | null): string {
    if (until === null) return '';
    return isPastDay(until, this.now) ? ` until ${until}, which has passed` : ` until ${until}`;
  }

  #fact(statement: string, source: SourcePosition | null): AccessFact {
    const text = source === null ? undefined : this.sources.get(source.file);
    return { statement, source, line: text?.split('\n')[(source?.line ?? 0) - 1]?.trim() ?? '' };
  }

  /** Where a key of a member is written: at the member, else under `defaults.member`, else at least the member. */
  #placeOf(member: DesiredMember, key: 'role' | 'status' | 'until'): SourcePosition {
    const own = this.#read(member.source.file);
    const members = own === null ? undefined : childOf(own.root, 'members');
    const elements = members?.kind === 'sequence' ? members.elements : [];
    const node = elements.find((element) => {
      const place = own?.source.positionAt(element.start);
      return place?.line === member.source.line && place.column === member.source.column;
    });
    const written = keyPlace(own, node, key);
    if (written !== null) return written;
    const main = this.#read(this.desired.file);
    const defaults = main === null ? undefined : childOf(main.root, 'defaults');
    return keyPlace(main, defaults === undefined ? undefined : childOf(defaults, 'member'), key) ?? member.source;
  }

  #read(file: string): SourceDocument | null {
    let document = this.#documents.get(file);
    if (document === undefined) {
      const parsed = readSource(file, this.sources.get(file) ?? '');
      document = parsed.ok ? parsed.value : null;
      this.#documents.set(file, document);
    }
    return document;
  }
}

/** The file knows no day: the grace period is counted from the suspension, which the team knows. */
function graceWords({ offboarding: { gracePeriodHours: hours } }: DesiredMember): string {
  if (hours === 0) return '';
  const period = hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
  return `: suspended first, and removed ${period} later (rollcall report lapses tells the day)`;
}

function membershipOf(member: DesiredMember, group: DesiredGroup): DesiredMembership | undefined {
  return group.members.find(({ email }) => email === member.email);
}

function childOf(node: SourceNode, key: string): SourceNode | undefined {
  return node.kind === 'mapping' ? entryOf(node, key)?.value : undefined;
}

function keyPlace(document: SourceDocument | null, node: SourceNode | undefined, key: string): SourcePosition | null {
  const entry = node?.kind === 'mapping' ? entryOf(node as MappingNode, key) : undefined;
  return document === null || entry === undefined ? null : document.source.positionAt(entry.keyStart);
}
