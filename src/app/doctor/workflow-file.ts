import { readSource } from '../../config/read-source.js';
import { entryOf, type SourceEntry, type SourceNode, type SourceRange, type SourceText } from '../../config/source.js';
import type { Parsed } from '../../model/diagnostic.js';
import type { SourcePosition } from '../../model/source-position.js';

/** A text of a workflow, and where it stands. */
export interface Placed {
  readonly text: string;
  readonly position: SourcePosition;
}

/** What a workflow or a job may do to the repository; null where it does not say. */
export type Permissions = 'read-all' | 'write-all' | ReadonlyMap<string, string> | null;

export interface Concurrency {
  readonly group: string;
  readonly cancelInProgress: string;
  readonly queue: string;
  readonly position: SourcePosition;
}

export interface WorkflowStep {
  /** Null for a step that runs a script. */
  readonly uses: Placed | null;
  /** What the line says after the hash: the version, as a rule. */
  readonly usesComment: string;
  readonly run: Placed | null;
  readonly inputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  readonly position: SourcePosition;
}

export interface WorkflowJob {
  readonly id: string;
  readonly condition: string;
  readonly permissions: Permissions;
  readonly environment: string | null;
  readonly concurrency: Concurrency | null;
  readonly failFast: string;
  /** Whether it is run once for each entry of a matrix. */
  readonly isMatrix: boolean;
  readonly env: ReadonlyMap<string, string>;
  readonly steps: readonly WorkflowStep[];
  /** The workflow that the job calls, where it calls one instead of having steps. */
  readonly uses: Placed | null;
  readonly usesComment: string;
  readonly position: SourcePosition;
}

export interface WorkflowTrigger {
  readonly event: string;
  readonly pathFilter: SourcePosition | null;
  readonly position: SourcePosition;
}

/** A workflow file of GitHub Actions, as far as its safety depends on it. */
export interface WorkflowFile {
  readonly path: string;
  readonly triggers: readonly WorkflowTrigger[];
  readonly permissions: Permissions;
  readonly concurrency: Concurrency | null;
  readonly env: ReadonlyMap<string, string>;
  readonly jobs: readonly WorkflowJob[];
}

/**
 * Reads a workflow file. What is not as GitHub wants it is left out rather than told: GitHub refuses such a file itself,
 * and says where.
 */
export function parseWorkflowFile(path: string, text: string): Parsed<WorkflowFile> {
  const parsed = readSource(path, text);
  if (!parsed.ok) return parsed;
  const { source, root } = parsed.value;
  const reader = new WorkflowReader(source);
  return { ok: true, value: reader.readFile(root), diagnostics: [] };
}

class WorkflowReader {
  constructor(private readonly source: SourceText) {}

  readFile(root: SourceNode): WorkflowFile {
    return {
      path: this.source.file,
      triggers: this.#readTriggers(find(root, 'on')),
      permissions: readPermissions(find(root, 'permissions')),
      concurrency: this.#readConcurrency(root),
      env: readTexts(find(root, 'env')),
      jobs: entriesOf(find(root, 'jobs')).map((entry) => this.#readJob(entry)),
    };
  }

  #readTriggers(node: SourceNode | undefined): WorkflowTrigger[] {
    if (node === undefined) return [];
    if (node.kind === 'mapping') {
      return node.entries.map((entry) => {
        const filter = entriesOf(entry.value).find(({ key }) => key === 'paths' || key === 'paths-ignore');
        const pathFilter = filter === undefined ? null : this.#positionOf(keyOf(filter));
        return { event: entry.key, pathFilter, position: this.#positionOf(keyOf(entry)) };
      });
    }
    const events = node.kind === 'sequence' ? node.elements : [node];
    return events.map((event) => ({ event: textOf(event), pathFilter: null, position: this.#positionOf(event) }));
  }

  #readConcurrency(owner: SourceNode): Concurrency | null {
    const node = find(owner, 'concurrency');
    if (node === undefined) return null;
    const position = this.#positionOf(node);
    if (node.kind === 'scalar') return { group: textOf(node), cancelInProgress: '', queue: '', position };
    const settings = readTexts(node);
    return {
      group: settings.get('group') ?? '',
      cancelInProgress: settings.get('cancel-in-progress') ?? '',
      queue: settings.get('queue') ?? '',
      position,
    };
  }

  #readJob(entry: SourceEntry): WorkflowJob {
    const job = entry.value;
    const environment = find(job, 'environment');
    const strategy = find(job, 'strategy');
    const steps = find(job, 'steps');
    const uses = this.#readUses(job);
    return {
      id: entry.key,
      condition: textOf(find(job, 'if')),
      permissions: readPermissions(find(job, 'permissions')),
      environment:
        environment === undefined
          ? null
          : textOf(environment.kind === 'mapping' ? find(environment, 'name') : environment),
      concurrency: this.#readConcurrency(job),
      failFast: textOf(find(strategy, 'fail-fast')),
      isMatrix: find(strategy, 'matrix') !== undefined,
      env: readTexts(find(job, 'env')),
      steps: steps?.kind === 'sequence' ? steps.elements.map((step) => this.#readStep(step)) : [],
      ...uses,
      position: this.#positionOf(keyOf(entry)),
    };
  }

  #readStep(step: SourceNode): WorkflowStep {
    const run = find(step, 'run');
    return {
      ...this.#readUses(step),
      run: run === undefined ? null : { text: textOf(run), position: this.#positionOf(run) },
      inputs: readTexts(find(step, 'with')),
      env: readTexts(find(step, 'env')),
      position: this.#positionOf(step),
    };
  }

  #readUses(owner: SourceNode): { readonly uses: Placed | null; readonly usesComment: string } {
    const node = find(owner, 'uses');
    if (node === undefined) return { uses: null, usesComment: '' };
    const [rest = ''] = this.source.text.slice(node.end).split('\n', 1);
    const comment = /#\s*(.*)$/.exec(rest)?.[1] ?? '';
    return { uses: { text: textOf(node), position: this.#positionOf(node) }, usesComment: comment.trim() };
  }

  #positionOf({ start }: SourceRange): SourcePosition {
    return this.source.positionAt(start);
  }
}

function readPermissions(node: SourceNode | undefined): Permissions {
  if (node === undefined) return null;
  const word = textOf(node);
  return word === 'read-all' || word === 'write-all' ? word : readTexts(node);
}

function find(node: SourceNode | undefined, key: string): SourceNode | undefined {
  return node?.kind === 'mapping' ? entryOf(node, key)?.value : undefined;
}

function entriesOf(node: SourceNode | undefined): readonly SourceEntry[] {
  return node?.kind === 'mapping' ? node.entries : [];
}

function keyOf({ keyStart, keyEnd }: SourceEntry): SourceRange {
  return { start: keyStart, end: keyEnd };
}

/** A scalar as text; nothing for anything else. */
function textOf(node: SourceNode | undefined): string {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : '';
}

function readTexts(node: SourceNode | undefined): ReadonlyMap<string, string> {
  return new Map(entriesOf(node).map(({ key, value }) => [key, textOf(value)]));
}
