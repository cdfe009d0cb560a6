import type { SourceTree } from '../config/source-tree.js';
import { readWrittenTeam } from '../config/written-team.js';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { foldEmail, foldGroupName } from '../model/fold.js';
import type { LiveState } from '../model/live-state.js';
import type { Change } from '../model/plan.js';
import { type Difference, findDifferences } from '../plan/drift.js';
import { type Identity, identify } from '../plan/identity.js';
import { makePlan } from '../plan/plan.js';
import type { AdoptionInput } from './adoption-context.js';
import { type AdoptionStep, makeAdoptionSteps } from './drift-edits.js';
import { type EditedFile, editFiles, withTexts } from './edited-files.js';
import { type Rejected, reject } from './outcome.js';
import { type Validated, validateTeam } from './validate-team.js';

export interface AdoptDriftOptions {
  /** The team file. */
  readonly path: string;
  readonly tree: SourceTree;
  /** The team as it is. */
  readonly live: LiveState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Addresses and names of groups; null for everything that differs. */
  readonly names: readonly string[] | null;
  /** Whether everything means people and groups that no file names, too. */
  readonly takesUnmanaged?: boolean;
}

/** The files as they would have to read; nothing is written yet. */
export interface Adopted {
  readonly tag: 'adopted';
  /** Only those that change. */
  readonly files: readonly EditedFile[];
  /** What still differs of all that was to be adopted, because a file cannot say it. */
  readonly left: readonly Difference[];
  /** Why it is so, where an edit was refused. */
  readonly problems: readonly Diagnostic[];
  /** Names of whom or what nothing differs. */
  readonly unknown: readonly string[];
}

/** Mostly one is enough; whoever comes into the file with it may need another. */
const MOST_ROUNDS = 5;

/**
 * Edits a team file and what it includes so that they say what the team is: the answer to drift that keeps it. Comments,
 * order and spelling of all else stay. Each step is read and planned again before the next, so what comes out is a file
 * that can be used, and of which planning asks for nothing but what is told as left.
 */
export function adoptDrift(options: AdoptDriftOptions): Adopted | Rejected {
  const adoption = new Adoption(options);
  const first = adoption.read();
  return 'tag' in first && first.tag === 'rejected' ? first : adoption.run(first as Reading);
}

/** One state of the files, and what is planned from it. */
interface Reading {
  readonly validated: Validated;
  readonly identity: Identity;
  readonly changes: readonly Change[];
}

/** By the names of files. */
type Texts = ReadonlyMap<string, string>;

class Adoption {
  private texts: Texts = new Map();
  private readonly wanted: Wanted | null;

  constructor(private readonly options: AdoptDriftOptions) {
    this.wanted = options.names === null ? null : new Wanted(options.names);
  }

  read(): Reading | Rejected {
    const { path, tree, live, now } = this.options;
    const validated = validateTeam(path, withTexts(tree, this.texts));
    if (validated.tag === 'rejected') return validated;
    const { desired, sources } = validated;
    const planned = makePlan({ desired, live, now });
    if (!planned.ok) return reject(planned.diagnostics, sources);
    return { validated, identity: identify(desired, live), changes: planned.value.changes };
  }

  run(first: Reading): Adopted {
    const unknown = this.wanted?.findUnknown(first) ?? [];
    let reading = first;
    let problems: readonly Diagnostic[] = [];
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const edited = this.edit(reading, round === 0);
      if (!edited.ok) problems = edited.diagnostics;
      if (!edited.ok || edited.value === this.texts) break;
      const before = this.texts;
      this.texts = edited.value;
      const next = this.read();
      if ('tag' in next) {
        // What leads to a file that cannot be used is not done.
        this.texts = before;
        problems = next.diagnostics.filter(({ severity }) => severity === 'error');
        break;
      }
      reading = next;
    }
    return { tag: 'adopted', files: this.files(first), left: this.leftOf(reading), problems, unknown };
  }

  /** The texts after one more round. People and groups that no file names are taken in only where they are named. */
  private edit({ validated, identity, changes }: Reading, isFirst: boolean): Parsed<Texts> {
    const { wanted } = this;
    wanted?.follow(changes);
    const isWanted: AdoptionInput['isWanted'] = (kind, name, member) => wanted?.has(kind, name, member) ?? true;
    const takesAll = wanted === null && this.options.takesUnmanaged === true;
    const isNamed = (kind: Change['kind'], name: string) =>
      isFirst && (takesAll || wanted?.has(kind, name, null) === true);
    const newcomers = {
      members: identity.unmanagedMembers.filter(({ attributes }) => isNamed('member', attributes.email)),
      groups: identity.unmanagedGroups.filter(({ name }) => isNamed('group', name)),
    };
    const steps = makeAdoptionSteps({ ...this.options, desired: validated.desired, changes, isWanted }, newcomers);
    return this.take(steps, validated.sources);
  }

  private take(steps: readonly AdoptionStep[], sources: Texts): Parsed<Texts> {
    let texts = this.texts;
    let written = readWrittenTeam(sources);
    for (const step of steps) {
      const edited = editFiles(withTexts(this.options.tree, texts), step(written));
      if (!edited.ok) return edited;
      if (edited.value.size === 0) continue;
      texts = new Map([...texts, ...edited.value]);
      written = readWrittenTeam(new Map([...sources, ...texts]));
    }
    return { ok: true, value: texts, diagnostics: [] };
  }

  private leftOf({ changes }: Reading): readonly Difference[] {
    return findDifferences({ changes }).filter(
      ({ kind, address, member }) =>
        this.wanted === null || this.wanted.has(kind, address.slice(kind.length + 1), member),
    );
  }

  private files({ validated }: Reading): readonly EditedFile[] {
    return [...this.texts].flatMap(([path, after]) => {
      const before = validated.sources.get(path) ?? '';
      return before === after ? [] : [{ path, before, after }];
    });
  }
}

/** Whom and what somebody asked to adopt, by the names of the file and of the team. */
class Wanted {
  private readonly members = new Set<string>();
  private readonly groups = new Set<string>();

  constructor(private readonly names: readonly string[]) {
    for (const name of names) {
      this.members.add(foldEmail(name));
      this.groups.add(foldGroupName(name));
    }
  }

  /** A group counts wholly where it is named, and for one person where that person is. */
  has(kind: Change['kind'], name: string, member: string | null): boolean {
    if (kind === 'member') return this.members.has(foldEmail(name));
    return this.groups.has(foldGroupName(name)) || (member !== null && this.members.has(foldEmail(member)));
  }

  /** Keeps hold of those whose name the file takes from the team. */
  follow(changes: readonly Change[]): void {
    for (const { kind, address, before, after } of changes) {
      const [key, names] = kind === 'member' ? (['email', this.members] as const) : (['name', this.groups] as const);
      const fold = kind === 'member' ? foldEmail : foldGroupName;
      const known = [address.slice(kind.length + 1), before?.[key], after?.[key]]
        .filter((name) => typeof name === 'string')
        .map(fold);
      if (known.some((name) => names.has(name))) for (const name of known) names.add(name);
    }
  }

  findUnknown({ changes, identity }: Reading): readonly string[] {
    const known = new Set(
      [
        ...findDifferences({ changes }).flatMap(({ kind, address, member }) => [
          address.slice(kind.length + 1),
          ...(member === null ? [] : [member]),
        ]),
        ...changes.flatMap(({ before }) => [before?.email, before?.name].filter((name) => typeof name === 'string')),
        ...identity.unmanagedMembers.map(({ attributes }) => attributes.email),
        ...identity.unmanagedGroups.map(({ name }) => name),
      ].map(foldGroupName),
    );
    return this.names.filter((name) => !known.has(foldGroupName(name)));
  }
}
