import * as z from 'zod';
import type { Client } from './client.js';
import { orNull } from './or-null.js';

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly isMerged: boolean;
  readonly headCommit: string;
  /** `owner/name`; null where the fork was deleted. */
  readonly headRepository: string | null;
  readonly baseCommit: string;
  readonly baseBranch: string;
  /** The commit that merging made, or would make; null where none is known. */
  readonly mergeCommit: string | null;
}

export interface PullRequests {
  /** Null where there is none of this number. */
  find(number: number): Promise<PullRequest | null>;
  /** The pull requests that brought a commit, or that hold it. */
  ofCommit(commit: string): Promise<readonly PullRequest[]>;
}

const pullSchema = z.object({
  number: z.number(),
  state: z.enum(['open', 'closed']).default('open'),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
  base: z.object({ sha: z.string().default(''), ref: z.string().default('') }).prefault({}),
});

export function makePullRequests(client: Client): PullRequests {
  return {
    find: (number) =>
      orNull(async () => {
        const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
        const purpose = { doing: `read pull request #${number}`, permission: 'pull-requests: read' };
        return fromWire(await client.call(pullSchema, route, { pull_number: number }, purpose));
      }),
    ofCommit: async (commit) => {
      const pulls = await client.pages(
        pullSchema,
        'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
        { commit_sha: commit },
        { doing: `look up the pull requests of commit ${commit}`, permission: 'pull-requests: read' },
      );
      return pulls.map(fromWire);
    },
  };
}

function fromWire(pull: z.output<typeof pullSchema>): PullRequest {
  return {
    number: pull.number,
    state: pull.state,
    isMerged: pull.merged_at != null,
    headCommit: pull.head.sha,
    headRepository: pull.head.repo?.full_name ?? null,
    baseCommit: pull.base.sha,
    baseBranch: pull.base.ref,
    mergeCommit: pull.merge_commit_sha ?? null,
  };
}
