import * as z from 'zod';
import type { Client } from './client.js';
import { orNull } from './or-null.js';

/** How one commit lies to another. */
export interface Comparison {
  readonly status: 'ahead' | 'behind' | 'identical' | 'diverged';
  /** The commits of the second that the first does not have, the oldest first. */
  readonly commits: readonly string[];
}

export interface Commits {
  /** What `head` has beyond `base`; null where either is unknown. */
  compare(base: string, head: string): Promise<Comparison | null>;
  /** The newest commit of a branch; null where there is no such branch. */
  tipOf(branch: string): Promise<string | null>;
}

const pageSchema = z.object({
  status: z.enum(['ahead', 'behind', 'identical', 'diverged']),
  total_commits: z.number(),
  commits: z.array(z.object({ sha: z.string() })),
});
const PAGE = 100;

export function makeCommits(client: Client): Commits {
  return {
    compare: (base, head) =>
      orNull(async () => {
        const purpose = { doing: `compare commits ${base} and ${head}`, permission: 'contents: read' };
        const readPage = (page: number) =>
          client.call(
            pageSchema,
            'GET /repos/{owner}/{repo}/compare/{basehead}',
            { basehead: `${base}...${head}`, per_page: PAGE, page },
            purpose,
          );
        const first = await readPage(1);
        const commits = [...first.commits];
        // An answer is no plain page of a list, so octokit cannot gather its pages.
        for (let page = 2; commits.length < first.total_commits; page += 1) {
          const next = await readPage(page);
          if (next.commits.length === 0) break;
          commits.push(...next.commits);
        }
        return { status: first.status, commits: commits.map(({ sha }) => sha) };
      }),
    tipOf: (branch) =>
      orNull(async () => {
        const { commit } = await client.call(
          z.object({ commit: z.object({ sha: z.string() }) }),
          'GET /repos/{owner}/{repo}/branches/{branch}',
          { branch },
          { doing: `read the branch ${branch}`, permission: 'contents: read' },
        );
        return commit.sha;
      }),
  };
}
