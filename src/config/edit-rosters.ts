import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import type { Json } from '../model/plan.js';
import { jsonOf } from './edit-elements.js';
import type { ResourceEditor } from './edit-resources.js';
import { entryOf, type SourceNode } from './source.js';
import type { MembershipEntry } from './team-document.js';

/** Who goes from one group's own list, and who comes to it. */
interface RosterChanges {
  readonly name: string;
  readonly struck: Set<string>;
  readonly enlisted: Map<string, MembershipEntry>;
}

/** Gathers what is to become of the people whom groups list themselves. */
export class RosterEditor {
  readonly #changes = new Map<string, RosterChanges>();

  constructor(private readonly groups: ResourceEditor) {}

  enlist(name: string, membership: MembershipEntry): void {
    const email = addressOf(membership);
    const { struck, enlisted } = this.#of(name);
    struck.add(email);
    enlisted.set(email, membership);
  }

  strike(name: string, email: string): void {
    const { struck, enlisted } = this.#of(name);
    struck.add(foldEmail(email));
    enlisted.delete(foldEmail(email));
  }

  /** Hands everything to the groups; once, after the last edit. */
  settle(): void {
    for (const { name, struck, enlisted } of this.#changes.values()) {
      const list = this.groups.listOf(name, 'members')?.elements ?? [];
      const isRemoved = (node: SourceNode) => struck.has(listedAddress(node) ?? '');
      const added = [...enlisted.values()] as readonly Json[];
      const whole = [...list.filter((node) => !isRemoved(node)).map(jsonOf), ...added];
      this.groups.change(name, 'members', { tag: 'amend', elements: { isRemoved, added }, whole });
    }
  }

  #of(name: string): RosterChanges {
    const present = this.#changes.get(groupKey(name));
    if (present !== undefined) return present;
    const changes: RosterChanges = { name, struck: new Set(), enlisted: new Map() };
    this.#changes.set(groupKey(name), changes);
    return changes;
  }
}

function addressOf(membership: MembershipEntry): string {
  return foldEmail(typeof membership === 'string' ? membership : membership.email);
}

function listedAddress(node: SourceNode): string | null {
  const named = node.kind === 'mapping' ? entryOf(node, 'email')?.value : node;
  return named?.kind === 'scalar' && typeof named.value === 'string' ? foldEmail(named.value) : null;
}
