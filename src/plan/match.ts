import type { Diagnostic } from '../model/diagnostic.js';
import type { SourcePosition } from '../model/source-position.js';
import { isTemporary } from './temporary-values.js';

/** How the resources of one kind are told apart: by a stable id, then by name, then by former names. */
export interface Names<Desired, Live> {
  readonly noun: string;
  readonly nameNoun: string;
  /** Undefined where the file does not mention it, null where it is cleared. */
  readonly desiredId: (desired: Desired) => string | null | undefined;
  readonly desiredName: (desired: Desired) => string;
  /** The name it has for a moment while names rotate; found on a team where a run was cut off. */
  readonly temporaryName: (desired: Desired) => string;
  readonly previousNames: (desired: Desired) => readonly string[];
  readonly previousNoun: string;
  /** Somebody leaving keeps name and id until gone, and after. */
  readonly isLeaving: (desired: Desired) => boolean;
  readonly liveId: (live: Live) => string | null;
  readonly liveName: (live: Live) => string;
  readonly describeLive: (live: Live) => string;
}

export interface Matches<Desired, Live> {
  /** In the order of the file. */
  readonly matches: ReadonlyMap<Desired, Live | null>;
  /** The other way round, without those that nobody declares. */
  readonly claimant: ReadonlyMap<Live, Desired>;
  readonly idTakenFrom: ReadonlySet<Live>;
  /** Those that a problem is about. */
  readonly troubled: ReadonlySet<Desired>;
  readonly problems: readonly Diagnostic[];
}

/**
 * Gives every declared resource a live one of its own, or none. `live` is searched in order: the first with a name or
 * an id holds it.
 */
export function matchAll<Desired extends { readonly source: SourcePosition }, Live>(
  desired: readonly Desired[],
  live: readonly Live[],
  names: Names<Desired, Live>,
): Matches<Desired, Live> {
  return new Matcher(desired, live, names).run();
}

class Matcher<Desired extends { readonly source: SourcePosition }, Live> {
  private readonly liveById = new Map<string, Live>();
  private readonly liveByName = new Map<string, Live>();
  /** Built at the first conflict: most teams have none. */
  private declared: { readonly byId: Map<string, Desired>; readonly byName: Map<string, Desired> } | null = null;
  private readonly matches = new Map<Desired, Live | null>();
  /** Those whose id and name do not lead to one and the same: few, on most teams. */
  private readonly open: Desired[] = [];
  private readonly claimant = new Map<Live, Desired>();
  private readonly inConflict = new Set<Desired>();
  private readonly troubled = new Set<Desired>();
  private readonly idTakenFrom = new Set<Live>();
  private readonly problems: Diagnostic[] = [];
  private hasTemporary = false;

  constructor(
    private readonly desired: readonly Desired[],
    live: readonly Live[],
    private readonly names: Names<Desired, Live>,
  ) {
    for (const one of live) {
      const id = names.liveId(one);
      if (id !== null && id !== '' && !this.liveById.has(id)) this.liveById.set(id, one);
      const name = names.liveName(one);
      if (!this.liveByName.has(name)) this.liveByName.set(name, one);
      this.hasTemporary ||= isTemporary(name);
    }
  }

  run(): Matches<Desired, Live> {
    for (const one of this.desired) {
      if (this.matchById(one)) continue;
      if (!this.matches.has(one)) this.matches.set(one, null);
      this.open.push(one);
    }
    if (this.hasTemporary) this.matchRest((one) => [this.names.temporaryName(one)]);
    this.matchRest((one) => [this.names.desiredName(one)]);
    this.matchRest((one) => this.names.previousNames(one));
    for (const one of this.open) {
      this.checkLeaver(one);
      this.checkTakings(one);
    }
    return {
      matches: this.matches,
      claimant: this.claimant,
      idTakenFrom: this.idTakenFrom,
      troubled: this.troubled,
      problems: this.problems,
    };
  }

  private claim(desired: Desired, live: Live): void {
    this.matches.set(desired, live);
    this.claimant.set(live, desired);
  }

  private matchOf(one: Desired): Live | null {
    return this.matches.get(one) ?? null;
  }

  /** Matches by id. True where the name leads to the same, so that nothing is left to match or to check. */
  private matchById(one: Desired): boolean {
    const id = this.names.desiredId(one);
    const withId = typeof id === 'string' ? this.liveById.get(id) : undefined;
    if (withId === undefined) return false;
    const atName = this.liveByName.get(this.names.desiredName(one));
    // Whoever is to leave is never found in somebody who is declared at another name and merely has the id now: not in
    // this run, and not in the next one, when whoever had the name is gone.
    if (atName !== withId && this.names.isLeaving(one) && this.isDeclaredByAnother(withId, one)) return false;
    const chosen = atName === undefined ? withId : this.choose(one, withId, atName);
    if (chosen !== null) this.claim(one, chosen);
    else if (atName !== undefined) this.conflict(one, withId, atName);
    return withId === atName && !this.names.isLeaving(one);
  }

  /** Where id and name point to two different live resources: the one that is meant, or null if that cannot be told. */
  private choose(one: Desired, withId: Live, atName: Live): Live | null {
    if (atName === withId) return withId;
    const idAtName = this.names.liveId(atName);
    const claimsAtName = idAtName === null ? undefined : this.declarations().byId.get(idAtName);
    const isRotation = claimsAtName !== undefined && claimsAtName !== one;
    // Two leavers that are crossed cannot be told apart once one of them is gone, and removing the wrong one cannot be
    // made good.
    if (this.names.isLeaving(one) && (!isRotation || this.names.isLeaving(claimsAtName))) return null;
    // Names rotate among resources with kept ids: the id is who they are.
    if (isRotation) return withId;
    // The one that has the id now is itself declared under its own name: so it is the id that moves.
    return this.isDeclaredByAnother(withId, one) ? atName : null;
  }

  /** Whether somebody else in the file is declared under the name that `live` has. */
  private isDeclaredByAnother(live: Live, one: Desired): boolean {
    const other = this.declarations().byName.get(this.names.liveName(live));
    return other !== undefined && other !== one;
  }

  private declarations() {
    if (this.declared !== null) return this.declared;
    const [byId, byName] = [new Map<string, Desired>(), new Map<string, Desired>()];
    for (const one of this.desired) {
      const id = this.names.desiredId(one);
      if (typeof id === 'string') byId.set(id, one);
      byName.set(this.names.desiredName(one), one);
    }
    this.declared = { byId, byName };
    return this.declared;
  }

  /** Matches those still without a live resource, by the first of the given names that nobody has claimed. */
  private matchRest(namesOf: (one: Desired) => readonly string[]): void {
    for (const one of this.open) {
      if (this.matchOf(one) !== null || this.inConflict.has(one)) continue;
      for (const name of namesOf(one)) {
        const found = this.liveByName.get(name);
        if (found === undefined || this.claimant.has(found)) continue;
        this.claim(one, found);
        break;
      }
    }
  }

  /**
   * Whoever leaves is one person: when they are gone for good, the next run would find another one under a former name
   * and remove that one too.
   */
  private checkLeaver(one: Desired): void {
    const matched = this.matchOf(one);
    if (matched === null || !this.names.isLeaving(one)) return;
    const { noun, nameNoun, previousNoun, desiredName, describeLive } = this.names;
    for (const former of this.names.previousNames(one)) {
      const other = this.liveByName.get(former);
      if (other === undefined || other === matched || this.claimant.has(other)) continue;
      this.troubled.add(one);
      this.problems.push({
        code: 'identity-conflict',
        severity: 'error',
        message:
          `${noun} ${desiredName(one)}: to be removed, and found as ${describeLive(matched)}, ` +
          `but ${previousNoun} also names ${describeLive(other)}. Which of the two is meant cannot be told.`,
        advice: `Take ${former} out of ${previousNoun}, or correct the ${nameNoun} or the external id here.`,
        position: one.source,
      });
    }
  }

  /** A name or id that is to be taken must be one that its holder gives up. */
  private checkTakings(one: Desired): void {
    if (this.inConflict.has(one) || this.names.isLeaving(one)) return;
    this.checkName(one);
    this.checkId(one);
  }

  private checkName(one: Desired): void {
    const holder = this.liveByName.get(this.names.desiredName(one));
    const matched = this.matchOf(one);
    if (holder === undefined || holder === matched) return;
    const keeper = this.claimant.get(holder);
    if (keeper !== undefined && !this.names.isLeaving(keeper)) return;
    if (matched !== null) this.conflict(one, matched, holder);
    else this.held(one, this.names.nameNoun, this.names.desiredName(one), holder);
  }

  private checkId(one: Desired): void {
    const id = this.names.desiredId(one);
    const holder = typeof id === 'string' ? this.liveById.get(id) : undefined;
    if (typeof id !== 'string' || holder === undefined || holder === this.matchOf(one)) return;
    const keeper = this.claimant.get(holder);
    // Its holder is declared under another id, or under none: either way it gives this one up.
    if (keeper === undefined || this.names.isLeaving(keeper)) this.held(one, 'external id', id, holder);
    else if (this.names.desiredId(keeper) === undefined) this.idTakenFrom.add(holder);
  }

  private conflict(one: Desired, withId: Live, atName: Live): void {
    const { noun, nameNoun, desiredName, desiredId, describeLive } = this.names;
    this.inConflict.add(one);
    this.troubled.add(one);
    this.problems.push({
      code: 'identity-conflict',
      severity: 'error',
      message:
        `${noun} ${desiredName(one)}: the external id ${String(desiredId(one))} belongs to ${describeLive(withId)}, ` +
        `but the ${nameNoun} belongs to ${describeLive(atName)}. Which of the two is meant cannot be told.`,
      advice: `Declare both, each with its own external id, or correct the ${nameNoun} or the external id here.`,
      position: one.source,
    });
  }

  private held(one: Desired, what: string, value: string, holder: Live): void {
    const { noun, desiredName, describeLive } = this.names;
    this.troubled.add(one);
    this.problems.push({
      code: 'value-held',
      severity: 'error',
      message: `${noun} ${desiredName(one)}: the ${what} ${value} is held by ${describeLive(holder)}, and nothing in the file frees it.`,
      advice: `Declare the holder with another ${what}, or choose another one here.`,
      position: one.source,
    });
  }
}
