import type { Comment } from './comments.js';
import type { Issue } from './issues.js';
import type { GitHubRepository } from './repository.js';

/** What a dry run would have written. */
export interface WithheldWrite {
  /** `comment on #12`, `issue`, `check Rollcall plan: team`. */
  readonly what: string;
  readonly text: string;
}

/** The same repository, of which everything is read and to which nothing is written. */
export function makeDryRun(github: GitHubRepository, tell: (write: WithheldWrite) => void): GitHubRepository {
  const comment = (what: string, body: string): Comment => {
    tell({ what, text: body });
    return { id: 0, nodeId: '', author: null, body, url: '', isMinimised: false };
  };
  const issue = (what: string, change: Partial<Issue>): Issue => {
    tell({ what, text: change.body ?? '' });
    const blank = { number: 0, author: null, title: '', body: '', state: 'open', isDeclined: false, url: '' } as const;
    return { ...blank, labels: [], ...change };
  };
  return {
    ...github,
    comments: {
      list: github.comments.list,
      create: async (number, body) => comment(`comment on #${number}`, body),
      update: async ({ url }, body) => ({ ...comment('edit of a comment', body), url }),
      minimise: async () => {},
    },
    issues: {
      list: github.issues.list,
      create: async ({ label, ...text }) => issue('issue', { ...text, labels: [label] }),
      update: async (number, change) => issue(`change of issue #${number}`, { number, ...change }),
    },
    checks: {
      create: async ({ name, summary }) => {
        tell({ what: `check ${name}`, text: summary });
        return '';
      },
    },
  };
}
