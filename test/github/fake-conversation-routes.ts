import { type Answer, type Asked, answers, page, type Route } from './fake-route.js';
import type { FakeCheck, FakeComment, FakeIssue, FakePull, FakeToken, FakeWorld } from './fake-world.js';
import { type Wire, wire } from './wire-templates.js';

const LONGEST_BODY = 65_536;
const write = 'pull-requests: write or issues: write';
const read = 'pull-requests: read or issues: read';

/** Comments, issues, pull requests and checks: what people see. */
export const conversationRoutes: readonly Route[] = [
  { method: 'GET', path: /^!\/user$/, permission: null, answer: whoAmI },
  { method: 'POST', path: /^!\/graphql$/, permission: null, answer: graphql },
  { method: 'GET', path: /^\/issues\/(\d+)\/comments$/, permission: read, answer: listComments },
  { method: 'POST', path: /^\/issues\/(\d+)\/comments$/, permission: write, answer: createComment },
  { method: 'PATCH', path: /^\/issues\/comments\/(\d+)$/, permission: write, answer: editComment },
  { method: 'GET', path: /^\/issues$/, permission: 'issues: read', answer: listIssues },
  { method: 'POST', path: /^\/issues$/, permission: 'issues: write', answer: createIssue },
  { method: 'PATCH', path: /^\/issues\/(\d+)$/, permission: 'issues: write', answer: editIssue },
  { method: 'GET', path: /^\/pulls\/(\d+)$/, permission: 'pull-requests: read', answer: readPull },
  { method: 'GET', path: /^\/commits\/([^/]+)\/pulls$/, permission: 'pull-requests: read', answer: pullsOfCommit },
  { method: 'POST', path: /^\/check-runs$/, permission: 'checks: write', answer: createCheck },
  { method: 'PATCH', path: /^\/check-runs\/(\d+)$/, permission: 'checks: write', answer: editCheck },
];

function whoAmI({ token }: Asked): Answer {
  if (token.isApp) return answers.notAccessible;
  return answers.ok(personOf(token));
}

function personOf({ login }: FakeToken): Wire {
  const counts = { public_repos: 1, public_gists: 0, followers: 0, following: 0 };
  const words = { name: login, company: null, blog: null, location: null, email: null, hireable: null, bio: null };
  return { ...wire.user(login), ...words, ...counts, created_at: wire.day, updated_at: wire.day };
}

function graphql({ world, token, body }: Asked): Answer {
  const query = String(body.query);
  if (query.includes('viewer')) return answers.ok({ data: { viewer: { login: token.login } } });
  const { id } = (body.variables ?? {}) as { readonly id?: string };
  const comment = world.comments.find(({ nodeId }) => nodeId === id);
  const refuse = (type: string, message: string) => answers.ok({ data: null, errors: [{ type, message }] });
  if (!query.includes('minimizeComment(')) return refuse('undefinedField', 'the fake knows no such query');
  if (!['pull-requests: write', 'issues: write'].some((name) => token.permissions.has(name))) {
    return refuse('FORBIDDEN', 'Resource not accessible by integration');
  }
  if (comment === undefined) return refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  comment.isMinimised = true;
  return answers.ok({ data: { minimizeComment: { minimizedComment: { isMinimized: true } } } });
}

function listComments(asked: Asked): Answer {
  const number = Number(asked.parts[0]);
  if (!isThere(asked.world, number)) return answers.notFound;
  const comments = asked.world.comments.filter(({ issue }) => issue === number);
  return page(
    asked,
    comments.map((comment) => commentToWire(asked.world, comment)),
  );
}

function createComment({ world, token, parts, body }: Asked): Answer {
  const number = Number(parts[0]);
  if (!isThere(world, number)) return answers.notFound;
  const text = String(body.body);
  return refuseBody(text) ?? answers.created(commentToWire(world, world.addComment(number, token.login, text)));
}

function editComment({ world, parts, body }: Asked): Answer {
  const comment = world.comments.find(({ id }) => id === Number(parts[0]));
  if (comment === undefined) return answers.notFound;
  const refused = refuseBody(String(body.body));
  if (refused !== null) return refused;
  comment.body = String(body.body);
  comment.edits += 1;
  return answers.ok(commentToWire(world, comment));
}

function refuseBody(text: string): Answer | null {
  const message = `Body is too long (maximum is ${LONGEST_BODY} characters)`;
  return text.length > LONGEST_BODY ? answers.invalid('data', message) : null;
}

function isThere({ pulls, issues }: FakeWorld, wanted: number): boolean {
  return [...pulls, ...issues].some(({ number }) => number === wanted);
}

function listIssues(asked: Asked): Answer {
  const { world, url } = asked;
  if (!world.hasIssues) return answers.gone;
  const label = url.searchParams.get('labels');
  const state = url.searchParams.get('state') ?? 'open';
  const found = world.issues.filter(
    (issue) => (label === null || issue.labels.includes(label)) && (state === 'all' || issue.state === state),
  );
  return page(
    asked,
    found.toReversed().map((issue) => issueToWire(world, issue)),
  );
}

function createIssue({ world, token, body }: Asked): Answer {
  if (!world.hasIssues) return answers.gone;
  const refused = refuseBody(String(body.body));
  if (refused !== null) return refused;
  const issue: FakeIssue = {
    number: world.nextId(),
    author: token.login,
    title: String(body.title),
    body: String(body.body),
    state: 'open',
    stateReason: null,
    // GitHub drops them without a word where the token may not push.
    labels: token.permissions.has('labels: none') ? [] : ((body.labels as string[] | undefined) ?? []),
  };
  world.issues.push(issue);
  return answers.created(issueToWire(world, issue));
}

function editIssue({ world, parts, body }: Asked): Answer {
  const issue = world.issues.find(({ number }) => number === Number(parts[0]));
  if (issue === undefined) return answers.notFound;
  if (typeof body.title === 'string') issue.title = body.title;
  if (typeof body.body === 'string') issue.body = body.body;
  if (body.state === 'open' || body.state === 'closed') issue.state = body.state;
  if (typeof body.state_reason === 'string') issue.stateReason = body.state_reason;
  return answers.ok(issueToWire(world, issue));
}

function readPull({ world, parts }: Asked): Answer {
  const pull = world.pulls.find(({ number }) => number === Number(parts[0]));
  return pull === undefined ? answers.notFound : answers.ok(pullToWire(world, pull));
}

function pullsOfCommit(asked: Asked): Answer {
  const commit = asked.parts[0];
  const pulls = asked.world.pulls.filter(({ head, mergeCommit }) => head === commit || mergeCommit === commit);
  return page(
    asked,
    pulls.map((pull) => pullToWire(asked.world, pull)),
  );
}

interface CheckOutput {
  readonly title: string;
  readonly summary: string;
  readonly annotations?: FakeCheck['annotations'];
}

function createCheck({ world, body }: Asked): Answer {
  const { title, summary, annotations = [] } = body.output as CheckOutput;
  const refused = refuseAnnotations(annotations);
  if (refused !== null) return refused;
  const check: FakeCheck = {
    id: world.nextId(),
    name: String(body.name),
    commit: String(body.head_sha),
    conclusion: String(body.conclusion),
    title,
    summary,
    annotations: [...annotations],
  };
  world.checks.push(check);
  return answers.created(checkToWire(world, check));
}

function editCheck({ world, parts, body }: Asked): Answer {
  const check = world.checks.find(({ id }) => id === Number(parts[0]));
  if (check === undefined) return answers.notFound;
  const { annotations = [] } = body.output as CheckOutput;
  const refused = refuseAnnotations(annotations);
  if (refused !== null) return refused;
  check.annotations.push(...annotations);
  return answers.ok(checkToWire(world, check));
}

function refuseAnnotations(annotations: FakeCheck['annotations']): Answer | null {
  return annotations.length > 50
    ? answers.invalid('annotations', 'annotations exceeds a maximum quantity of 50')
    : null;
}

function commentToWire({ name }: FakeWorld, { id, nodeId, issue, author, body, isMinimised }: FakeComment): Wire {
  const html_url = `https://github.com/${name}/pull/${issue}#issuecomment-${id}`;
  const minimized = isMinimised ? { reason: 'outdated' } : null;
  return wire.comment({ id, node_id: nodeId, user: wire.user(author), body, html_url, minimized });
}

function issueToWire(
  { name }: FakeWorld,
  { number, author, title, body, state, stateReason, labels }: FakeIssue,
): Wire {
  const html_url = `https://github.com/${name}/issues/${number}`;
  const own = { number, user: wire.user(author), title, body, state, state_reason: stateReason, html_url };
  return wire.issue({ ...own, labels: labels.map((label) => ({ name: label })) });
}

function pullToWire({ name, testMerges }: FakeWorld, pull: FakePull): Wire {
  const isMerged = pull.mergeCommit !== null;
  const repository = (full: string) => wire.repository({ full_name: full });
  return wire.pull({
    number: pull.number,
    state: isMerged ? 'closed' : pull.state,
    merged: isMerged,
    merged_at: isMerged ? wire.day : null,
    merge_commit_sha: pull.mergeCommit ?? testMerges.get(pull.number) ?? null,
    head: { sha: pull.head, repo: pull.headRepository === null ? null : repository(pull.headRepository) },
    base: { sha: pull.base, ref: pull.baseBranch, repo: repository(name) },
  });
}

function checkToWire(
  { name: repository }: FakeWorld,
  { id, name, commit, conclusion, title, summary, annotations }: FakeCheck,
): Wire {
  const url = `https://api.github.com/repos/${repository}/check-runs/${id}`;
  const output = {
    title,
    summary,
    text: null,
    annotations_count: annotations.length,
    annotations_url: `${url}/annotations`,
  };
  const html_url = `https://github.com/${repository}/runs/${id}`;
  return wire.check({ id, name, head_sha: commit, status: 'completed', conclusion, output, html_url, url });
}
