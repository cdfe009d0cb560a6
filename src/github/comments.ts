import * as z from 'zod';
import type { Client } from './client.js';
import { GitHubError } from './github-error.js';
import { orNull } from './or-null.js';

/** What somebody wrote below a pull request or an issue. */
export interface Comment {
  readonly id: number;
  /** Names it in GraphQL. */
  readonly nodeId: string;
  /** Null where the account was deleted. */
  readonly author: string | null;
  readonly body: string;
  readonly url: string;
  /** Whether it is folded away, as outdated or for another reason; older servers do not tell. */
  readonly isMinimised: boolean;
}

/** Comments of pull requests and of issues, which GitHub counts as one. */
export interface Comments {
  /** All pages, the oldest first. */
  list(number: number): Promise<readonly Comment[]>;
  create(number: number, body: string): Promise<Comment>;
  /** Null where the comment was deleted meanwhile. */
  update(comment: Comment, body: string): Promise<Comment | null>;
  /** Folds a comment away as outdated. */
  minimise(comment: Comment): Promise<void>;
}

const commentSchema = z.object({
  id: z.number(),
  node_id: z.string().default(''),
  user: z.object({ login: z.string() }).nullish(),
  body: z.string().nullish(),
  html_url: z.string().default(''),
  minimized: z.unknown().optional(),
});

const MINIMISE = `mutation ($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;
const minimisedSchema = z.object({
  minimizeComment: z.object({ minimizedComment: z.object({ isMinimized: z.boolean() }).nullish() }).nullish(),
});

export function makeComments(client: Client): Comments {
  const permission = 'pull-requests: write (issues: write for issues)';
  return {
    list: async (number) => {
      const purpose = { doing: `read the comments of #${number}`, permission: 'pull-requests: read' };
      const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
      const comments = await client.pages(commentSchema, route, { issue_number: number }, purpose);
      return comments.map(fromWire);
    },
    create: async (number, body) =>
      fromWire(
        await client.call(
          commentSchema,
          'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
          { issue_number: number, body },
          { doing: `write a comment on #${number}`, permission },
        ),
      ),
    update: ({ id }, body) =>
      orNull(async () =>
        fromWire(
          await client.call(
            commentSchema,
            'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
            { comment_id: id, body },
            { doing: `edit comment ${id}`, permission },
          ),
        ),
      ),
    minimise: async ({ id, nodeId }) => {
      const purpose = { doing: `fold comment ${id} away as outdated`, permission };
      const { minimizeComment } = await client.graphql(minimisedSchema, MINIMISE, { id: nodeId }, purpose);
      if (minimizeComment?.minimizedComment?.isMinimized === true) return;
      throw new GitHubError('refused', `GitHub did not ${purpose.doing}.`, 'Fold it away by hand: "…", Hide.');
    },
  };
}

function fromWire(comment: z.output<typeof commentSchema>): Comment {
  return {
    id: comment.id,
    nodeId: comment.node_id,
    author: comment.user?.login ?? null,
    body: comment.body ?? '',
    url: comment.html_url,
    isMinimised: comment.minimized != null,
  };
}
