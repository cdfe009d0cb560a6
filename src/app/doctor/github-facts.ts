import type { BranchFacts, EnvironmentFacts } from '../../model/repository-facts.js';
import type { Seen } from './check.js';

/** One of a team's two environments. */
export interface TeamEnvironment {
  readonly name: string;
  /** Null where there is none of that name. */
  readonly settings: Seen<EnvironmentFacts | null>;
  readonly secretNames: Seen<readonly string[]>;
}

/** What GitHub shows of a repository. */
export interface GitHubFacts {
  readonly visibility: 'public' | 'internal' | 'private';
  readonly defaultBranch: string;
  readonly plan: readonly TeamEnvironment[];
  readonly apply: readonly TeamEnvironment[];
  readonly branch: Seen<BranchFacts>;
  readonly defaultToken: Seen<'read' | 'write'>;
}
