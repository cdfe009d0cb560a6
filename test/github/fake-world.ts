/** An account that a token writes as, and what it may do. */
export interface FakeToken {
  readonly login: string;
  /** A workflow's or an app's token may not ask `GET /user`. */
  readonly isApp: boolean;
  /** Like a job's `permissions:`, `pull-requests: write`; writing includes reading. */
  readonly permissions: ReadonlySet<string>;
}

export interface FakeComment {
  readonly id: number;
  readonly nodeId: string;
  readonly issue: number;
  readonly author: string;
  body: string;
  isMinimised: boolean;
  /** How often it was edited. */
  edits: number;
}

export interface FakeIssue {
  readonly number: number;
  readonly author: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  readonly labels: string[];
}

export interface FakePull {
  readonly number: number;
  head: string;
  /** `owner/name`; null where the fork is gone. */
  readonly headRepository: string | null;
  readonly base: string;
  readonly baseBranch: string;
  state: 'open' | 'closed';
  mergeCommit: string | null;
}

export interface FakeCheck {
  readonly id: number;
  readonly name: string;
  readonly commit: string;
  readonly conclusion: string;
  readonly title: string;
  readonly summary: string;
  readonly annotations: { readonly path: string; readonly start_line: number; readonly annotation_level: string }[];
}

export interface FakeRun {
  readonly id: number;
  readonly path: string;
  readonly event: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly headCommit: string;
  readonly headBranch: string;
  readonly headRepository: string;
}

export interface FakeArtefact {
  readonly id: number;
  readonly run: number;
  readonly name: string;
  readonly zip: Uint8Array;
  readonly isExpired: boolean;
}

export interface FakeEnvironment {
  readonly branches: readonly string[] | 'all' | 'protected';
  readonly reviewers: number;
  readonly secrets: readonly string[];
}

/** One repository, `acme/team`, with all that a test puts into it. Tests read and change it directly. */
export class FakeWorld {
  readonly owner = 'acme';
  readonly repo = 'team';
  visibility: 'public' | 'private' | 'internal' = 'private';
  hasIssues = true;
  readonly tokens = new Map<string, FakeToken>();
  readonly comments: FakeComment[] = [];
  readonly issues: FakeIssue[] = [];
  readonly pulls: FakePull[] = [];
  /** What merging an open pull request would make, by its number; GitHub keeps such a commit for a while. */
  readonly testMerges = new Map<number, string>();
  readonly checks: FakeCheck[] = [];
  readonly runs: FakeRun[] = [];
  readonly artefacts: FakeArtefact[] = [];
  readonly branches = new Map<string, string>();
  /** The commits of the default branch, the oldest first. */
  readonly history: string[] = [];
  /** What a repository holds at a commit, by path. */
  readonly files = new Map<string, ReadonlyMap<string, string>>();
  readonly environments = new Map<string, FakeEnvironment>();
  /** Rules of branches, as GitHub sends them. */
  readonly rules = new Map<string, readonly unknown[]>();
  readonly protections = new Map<string, unknown>();
  #lastId = 1000;

  get name(): string {
    return `${this.owner}/${this.repo}`;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Whom a workflow's own token writes as. */
  addWorkflowToken(token: string, permissions: readonly string[]): void {
    this.tokens.set(token, { login: 'github-actions[bot]', isApp: true, permissions: new Set(permissions) });
  }

  addComment(issue: number, author: string, body: string): FakeComment {
    const id = this.nextId();
    const comment = { id, nodeId: `IC_${id}`, issue, author, body, isMinimised: false, edits: 0 };
    this.comments.push(comment);
    return comment;
  }

  addPull(pull: Partial<FakePull> & Pick<FakePull, 'number' | 'head'>): FakePull {
    const made: FakePull = {
      headRepository: this.name,
      base: 'b'.repeat(40),
      baseBranch: 'main',
      state: 'open',
      mergeCommit: null,
      ...pull,
    };
    this.pulls.push(made);
    return made;
  }

  addRun(run: Partial<FakeRun> & Pick<FakeRun, 'headCommit'>): FakeRun {
    const made: FakeRun = {
      id: this.nextId(),
      path: '.github/workflows/rollcall-plan.yml',
      event: 'pull_request',
      status: 'completed',
      conclusion: 'success',
      headBranch: 'topic',
      headRepository: this.name,
      ...run,
    };
    this.runs.push(made);
    return made;
  }

  addArtefact(run: number, name: string, zip: Uint8Array, isExpired = false): FakeArtefact {
    const artefact = { id: this.nextId(), run, name, zip, isExpired };
    this.artefacts.push(artefact);
    return artefact;
  }

  /** What is shown on a pull request or an issue: comments that nobody folded away. */
  shown(issue: number): readonly FakeComment[] {
    return this.comments.filter((comment) => comment.issue === issue && !comment.isMinimised);
  }
}
