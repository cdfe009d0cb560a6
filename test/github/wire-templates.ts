import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Any object of GitHub's. */
export type Wire = Readonly<Record<string, unknown>>;

interface Event {
  readonly name: string;
  readonly examples: readonly Wire[];
}

let events: readonly Event[] | null = null;

/** A real payload of a webhook, as GitHub publishes them. */
export function eventExample(name: string): Wire {
  const path = require.resolve('@octokit/webhooks-examples/api.github.com/index.json');
  events ??= JSON.parse(readFileSync(path, 'utf8')) as Event[];
  const example = events.find((event) => event.name === name)?.examples[0];
  if (example === undefined) throw new Error(`no example of the event ${name}`);
  return example;
}

/** An object as GitHub sends it, taken from a real payload, with all the fields that nobody here looks at. */
function template(event: string, ...path: readonly string[]): Wire {
  return path.reduce<Wire>((found, name) => found[name] as Wire, eventExample(event));
}

const DAY = '2026-11-22T12:00:00Z';

export const wire = {
  user: (login: string) => ({ ...template('issue_comment', 'comment', 'user'), login }),
  comment: (own: Wire) => ({ ...template('issue_comment', 'comment'), ...own }),
  issue: (own: Wire) => ({ ...template('issues', 'issue'), ...own }),
  check: (own: Wire) => ({ ...template('check_run', 'check_run'), ...own }),
  run: (own: Wire) => ({
    ...template('workflow_run', 'workflow_run'),
    display_title: 'A run',
    pull_requests: [],
    ...own,
  }),
  repository: (own: Wire) => ({
    ...template('pull_request', 'repository'),
    license: null,
    has_discussions: false,
    subscribers_count: 0,
    network_count: 0,
    ...own,
  }),
  pull: (own: Wire & { readonly head: Wire; readonly base: Wire }) => {
    const pull = template('pull_request', 'pull_request');
    return {
      ...pull,
      auto_merge: null,
      ...own,
      head: { ...(pull.head as Wire), ...own.head },
      base: { ...(pull.base as Wire), ...own.base },
    };
  },
  commit: (sha: string) => {
    const person = { name: 'Ada', email: 'ada@acme.example', date: DAY };
    const url = `https://api.github.com/repos/acme/team/commits/${sha}`;
    const commit = {
      author: person,
      committer: person,
      message: 'A commit',
      comment_count: 0,
      url,
      tree: { sha, url },
    };
    const author = wire.user('ada');
    return { sha, node_id: sha, url, html_url: url, comments_url: url, commit, author, committer: author, parents: [] };
  },
  /** When everything here happened. */
  day: DAY,
};
