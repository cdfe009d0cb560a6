import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

type Json = Record<string, unknown>;

/** The part of GitHub's own description that Rollcall uses: the whole takes a validator half a minute to load. */
const paths: readonly string[] = [
  '/user',
  '/repos/{owner}/{repo}',
  '/repos/{owner}/{repo}/issues',
  '/repos/{owner}/{repo}/issues/{issue_number}',
  '/repos/{owner}/{repo}/issues/{issue_number}/comments',
  '/repos/{owner}/{repo}/issues/comments/{comment_id}',
  '/repos/{owner}/{repo}/pulls/{pull_number}',
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls',
  '/repos/{owner}/{repo}/check-runs',
  '/repos/{owner}/{repo}/check-runs/{check_run_id}',
  '/repos/{owner}/{repo}/git/trees/{tree_sha}',
  '/repos/{owner}/{repo}/git/blobs/{file_sha}',
  '/repos/{owner}/{repo}/compare/{basehead}',
  '/repos/{owner}/{repo}/branches/{branch}',
  '/repos/{owner}/{repo}/branches/{branch}/protection',
  '/repos/{owner}/{repo}/rules/branches/{branch}',
  '/repos/{owner}/{repo}/actions/runs',
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
  '/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
  '/repos/{owner}/{repo}/actions/permissions/workflow',
  '/repos/{owner}/{repo}/environments/{environment_name}',
  '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
  '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
];

/** Cuts GitHub's description to those paths, and to what they refer to. */
export function cutOpenApi(): Json {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const whole = JSON.parse(readFileSync(file, 'utf8')) as Json & { readonly paths: Json };
  const missing = paths.filter((path) => !(path in whole.paths));
  if (missing.length > 0) throw new Error(`GitHub describes no ${missing.join(', ')}`);
  const cut: Json = {
    openapi: whole.openapi,
    info: whole.info,
    paths: Object.fromEntries(paths.map((path) => [path, whole.paths[path]])),
  };
  const seen = new Set<string>();
  const open = refsOf(cut.paths);
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (seen.has(ref)) continue;
    seen.add(ref);
    open.push(...copy(whole, cut, ref.replace('#/', '').split('/')));
  }
  return cut;
}

function refsOf(part: unknown): string[] {
  return [...JSON.stringify(part).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
}

/** Copies what a reference leads to, and answers with the references in it. */
function copy(whole: Json, cut: Json, way: readonly string[]): string[] {
  let [from, to] = [whole, cut];
  for (const name of way.slice(0, -1)) {
    to[name] ??= {};
    [from, to] = [from[name] as Json, to[name] as Json];
  }
  const last = way.at(-1) ?? '';
  to[last] = from[last];
  return refsOf(from[last]);
}
