import { createHash } from 'node:crypto';
import { type Answer, type Asked, answers, page, type Route } from './fake-route.js';
import type { FakeRun, FakeWorld } from './fake-world.js';
import { type Wire, wire } from './wire-templates.js';

const contents = 'contents: read';
const actions = 'actions: read';

/** Files, commits, and runs of workflows with what they left. */
export const codeRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/git\/trees\/([^/]+)$/, permission: contents, answer: readTree },
  { method: 'GET', path: /^\/git\/blobs\/([^/]+)$/, permission: contents, answer: readBlob },
  { method: 'GET', path: /^\/compare\/([^/]+)$/, permission: contents, answer: compare },
  { method: 'GET', path: /^\/branches\/([^/]+)$/, permission: contents, answer: readBranch },
  { method: 'GET', path: /^\/actions\/runs$/, permission: actions, answer: listRuns },
  { method: 'GET', path: /^\/actions\/workflows\/([^/]+)\/runs$/, permission: actions, answer: listRuns },
  { method: 'GET', path: /^\/actions\/runs\/(\d+)\/artifacts$/, permission: actions, answer: listArtefacts },
  { method: 'GET', path: /^\/actions\/artifacts\/(\d+)\/zip$/, permission: actions, answer: redirectToZip },
  { method: 'GET', path: /^!\/storage\/(\d+)$/, permission: null, answer: readZip },
];

function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function readTree({ world, parts }: Asked): Answer {
  const files = world.files.get(parts[0] ?? '');
  if (files === undefined) return answers.notFound;
  const entries = [...files].map(([path, text]) => ({
    path,
    mode: '100644',
    type: 'blob',
    sha: hashOf(text),
    size: Buffer.byteLength(text),
  }));
  const folders = new Set(entries.flatMap(({ path }) => (path.includes('/') ? [path.replace(/\/[^/]*$/, '')] : [])));
  const trees = [...folders].map((path) => ({ path, mode: '040000', type: 'tree', sha: hashOf(path) }));
  return answers.ok({ sha: parts[0], truncated: false, tree: [...trees, ...entries] });
}

function readBlob({ world, parts }: Asked): Answer {
  const text = [...world.files.values()]
    .flatMap((files) => [...files.values()])
    .find((one) => hashOf(one) === parts[0]);
  if (text === undefined) return answers.notFound;
  // GitHub breaks base64 into lines.
  const content = `${Buffer.from(text)
    .toString('base64')
    .replace(/(.{60})/g, '$1\n')}\n`;
  const url = `https://api.github.com/repos/${world.name}/git/blobs/${parts[0]}`;
  return answers.ok({ sha: parts[0], node_id: 'B_1', size: Buffer.byteLength(text), url, content, encoding: 'base64' });
}

function compare(asked: Asked): Answer {
  const { world, parts } = asked;
  const [base = '', head = ''] = (parts[0] ?? '').split('...');
  const [from, to] = [world.history.indexOf(base), world.history.indexOf(head)];
  if (from === -1 || to === -1) return answers.notFound;
  const commits = world.history.slice(from + 1, to + 1);
  const url = `https://api.github.com/repos/${world.name}/compare/${parts[0]}`;
  return page(asked, commits, (some) => ({
    url,
    html_url: url,
    permalink_url: url,
    diff_url: url,
    patch_url: url,
    base_commit: wire.commit(base),
    merge_base_commit: wire.commit(base),
    status: from === to ? 'identical' : from < to ? 'ahead' : 'behind',
    ahead_by: commits.length,
    behind_by: 0,
    total_commits: commits.length,
    commits: some.map(wire.commit),
    files: [],
  }));
}

function readBranch({ world, parts }: Asked): Answer {
  const [name = ''] = parts;
  const tip = world.branches.get(name);
  if (tip === undefined) return answers.notFound;
  const url = `https://api.github.com/repos/${world.name}/branches/${name}`;
  const links = { html: `https://github.com/${world.name}/tree/${name}`, self: url };
  const isProtected = world.protections.has(name);
  const rest = { protected: isProtected, protection: { enabled: isProtected }, protection_url: `${url}/protection` };
  return answers.ok({ name, commit: wire.commit(tip), _links: links, ...rest });
}

function listRuns(asked: Asked): Answer {
  const { world, parts, url } = asked;
  const wanted = (name: string, value: string | null) => {
    const asks = url.searchParams.get(name);
    return asks === null || asks === value;
  };
  const found = world.runs.filter(
    (run) =>
      (parts[0] === undefined || run.path.endsWith(`/${parts[0]}`)) &&
      wanted('head_sha', run.headCommit) &&
      wanted('event', run.event) &&
      wanted('branch', run.headBranch) &&
      (wanted('status', run.status) || wanted('status', run.conclusion)),
  );
  return page(asked, found.toReversed(), (some) => ({
    total_count: found.length,
    workflow_runs: some.map((run) => runToWire(world, run)),
  }));
}

function runToWire({ name }: FakeWorld, run: FakeRun): Wire {
  const repository = wire.repository({ full_name: name });
  return wire.run({
    id: run.id,
    path: run.path,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_sha: run.headCommit,
    head_branch: run.headBranch,
    head_repository: wire.repository({ full_name: run.headRepository }),
    repository,
    html_url: `https://github.com/${name}/actions/runs/${run.id}`,
  });
}

function listArtefacts(asked: Asked): Answer {
  const { world, parts } = asked;
  const found = world.artefacts.filter(({ run }) => run === Number(parts[0]));
  return page(asked, found, (some) => ({
    total_count: found.length,
    artifacts: some.map(({ id, name, zip, isExpired }) => {
      const url = `https://api.github.com/repos/${world.name}/actions/artifacts/${id}`;
      const dates = { created_at: wire.day, expires_at: wire.day, updated_at: wire.day };
      const links = { node_id: `A_${id}`, url, archive_download_url: `${url}/zip` };
      return { id, name, size_in_bytes: zip.byteLength, expired: isExpired, ...links, ...dates };
    }),
  }));
}

/** GitHub keeps archives elsewhere, and sends there. */
function redirectToZip({ world, parts, url }: Asked): Answer {
  const artefact = world.artefacts.find(({ id }) => id === Number(parts[0]));
  if (artefact === undefined) return answers.notFound;
  if (artefact.isExpired) return { status: 410, body: { message: 'Artifact has expired' } };
  return { status: 302, headers: { location: `${url.origin}/storage/${artefact.id}` } };
}

function readZip({ world, parts }: Asked): Answer {
  const artefact = world.artefacts.find(({ id }) => id === Number(parts[0]));
  return artefact === undefined ? answers.notFound : { status: 200, body: artefact.zip };
}
