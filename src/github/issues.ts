import * as z from 'zod';
import type { Client } from './client.js';

export interface Issue {
  readonly number: number;
  readonly author: string | null;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  /** Whether somebody closed it as "not planned". */
  readonly isDeclined: boolean;
  readonly labels: readonly string[];
  readonly url: string;
}

export interface IssueText {
  readonly title: string;
  readonly body: string;
}

export interface Issues {
  /** Open and closed ones with a label, the newest first; no pull requests. */
  list(label: string): Promise<readonly Issue[]>;
  create(text: IssueText & { readonly label: string }): Promise<Issue>;
  update(number: number, change: Partial<IssueText> & { readonly state?: 'open' | 'closed' }): Promise<Issue>;
}

const issueSchema = z.object({
  number: z.number(),
  title: z.string().default(''),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).default('open'),
  state_reason: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).default([]),
  pull_request: z.unknown().optional(),
  html_url: z.string().default(''),
});

export function makeIssues(client: Client): Issues {
  return {
    list: async (label) => {
      const purpose = { doing: `read the issues with the label ${label}`, permission: 'issues: read' };
      const query = { labels: label, state: 'all', sort: 'created', direction: 'desc' };
      const issues = await client.pages(issueSchema, 'GET /repos/{owner}/{repo}/issues', query, purpose);
      return issues.filter(({ pull_request }) => pull_request == null).map(fromWire);
    },
    create: async ({ title, body, label }) =>
      fromWire(
        await client.call(
          issueSchema,
          'POST /repos/{owner}/{repo}/issues',
          { title, body, labels: [label] },
          { doing: 'open an issue', permission: 'issues: write' },
        ),
      ),
    update: async (number, change) => {
      const reason =
        change.state === undefined ? {} : { state_reason: change.state === 'open' ? 'reopened' : 'completed' };
      return fromWire(
        await client.call(
          issueSchema,
          'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
          { issue_number: number, ...change, ...reason },
          { doing: `change issue #${number}`, permission: 'issues: write' },
        ),
      );
    },
  };
}

function fromWire(issue: z.output<typeof issueSchema>): Issue {
  return {
    number: issue.number,
    author: issue.user?.login ?? null,
    title: issue.title,
    body: issue.body ?? '',
    state: issue.state,
    isDeclined: issue.state === 'closed' && issue.state_reason === 'not_planned',
    labels: issue.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
    url: issue.html_url,
  };
}
