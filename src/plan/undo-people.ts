import type { DesiredMember } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import type { LiveMember, LiveState } from '../model/live-state.js';
import { defaultOffboarding } from '../model/policy.js';
import type { SourcePosition } from '../model/source-position.js';

/** The people of a team as an undo looks for them, and what it asks of those whom it concerns: one entry each. */
export class UndoPeople {
  readonly #byEmail = new Map<string, LiveMember>();
  readonly #byExternalId = new Map<string, LiveMember>();
  readonly #byId = new Map<string, LiveMember>();
  readonly #recoverable = new Map<string, LiveMember>();
  readonly #asked = new Map<LiveMember, DesiredMember>();
  readonly #arriving = new Map<string, DesiredMember>();

  constructor(live: LiveState) {
    for (const member of live.members) {
      const { email, external_id: externalId } = member.attributes;
      this.#byId.set(member.id, member);
      if (member.status !== 'removed') {
        this.#byEmail.set(email, member);
        if (externalId) this.#byExternalId.set(externalId, member);
      } else if (member.isRecoverable) this.#recoverable.set(email, member);
    }
  }

  /** Whoever is on the team under an address, or else under an external id. */
  present(email: string, externalId?: unknown): LiveMember | undefined {
    const byId = typeof externalId === 'string' ? this.#byExternalId.get(externalId) : undefined;
    return this.#byEmail.get(foldEmail(email)) ?? byId;
  }

  recoverable(email: string): LiveMember | undefined {
    return this.#recoverable.get(foldEmail(email));
  }

  ask(live: LiveMember, desired: DesiredMember): void {
    this.#asked.set(live, desired);
  }

  /** Somebody who is not on the team and is to be. */
  askBack(desired: DesiredMember): void {
    this.#arriving.set(desired.email, desired);
  }

  /** What is asked of somebody on the team: at least to stay as they are. */
  askedOf(live: LiveMember, source: SourcePosition): DesiredMember {
    const asked = this.#asked.get(live) ?? asTheyAre(live, source);
    this.#asked.set(live, asked);
    return asked;
  }

  /** The same by id; undefined for somebody whom the listing does not have. */
  askedOfId(id: string, source: SourcePosition): DesiredMember | undefined {
    const live = this.#byId.get(id);
    return live === undefined ? undefined : this.askedOf(live, source);
  }

  emailOf(id: string): string {
    return this.#byId.get(id)?.attributes.email ?? id;
  }

  arriving(email: string): DesiredMember | undefined {
    return this.#arriving.get(foldEmail(email));
  }

  all(): readonly DesiredMember[] {
    return [...this.#asked.values(), ...this.#arriving.values()];
  }
}

/** Somebody of whom nothing is asked but to stay. The external id, where there is one, says who is meant. */
export function asTheyAre(live: LiveMember, source: SourcePosition): DesiredMember {
  const { email, external_id: externalId } = live.attributes;
  return {
    email,
    attributes: { email, ...(externalId ? { external_id: externalId } : {}) },
    status: live.status === 'suspended' ? 'suspended' : 'active',
    previousEmails: [],
    sendWelcomeEmail: true,
    until: null,
    // What undoes is to be undone in its turn: nothing is wiped, handed on or destroyed.
    offboarding: defaultOffboarding,
    source,
  };
}
