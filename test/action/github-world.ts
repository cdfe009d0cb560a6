import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebhookDefinition } from '@octokit/webhooks-examples';
import { strToU8, zipSync } from 'fflate';
import { FakeWorld } from '../github/fake-world.js';

const require = createRequire(import.meta.url);

/** The token of a job, with the permissions that the workflow file gives it. */
export const tokens = {
  plan: 'ghs_plan',
  apply: 'ghs_apply',
  report: 'ghs_report',
} as const;

/** A private repository `acme/team` whose three kinds of job have the permissions of the workflow files. */
export function makeWorld(): FakeWorld {
  const world = new FakeWorld();
  world.addWorkflowToken(tokens.plan, ['contents: read', 'pull-requests: read']);
  world.addWorkflowToken(tokens.apply, ['contents: read', 'actions: read', 'pull-requests: read']);
  world.addWorkflowToken(tokens.report, ['contents: read', 'pull-requests: write', 'checks: write', 'issues: write']);
  return world;
}

/** A commit's hash that says what it is. */
export function commit(word: string): string {
  return Buffer.from(word).toString('hex').padEnd(40, '0').slice(0, 40);
}

/** Puts commits on main, the newest last. */
export function pushToMain(world: FakeWorld, ...commits: readonly string[]): void {
  world.history.push(...commits);
  const tip = commits.at(-1);
  if (tip !== undefined) world.branches.set('main', tip);
}

/** What upload-artifact keeps of a folder. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  return zipSync(Object.fromEntries(entries));
}

/** A real event that GitHub sent, with the commits of a test in it; answers with the path of its file. */
export function writePullRequestEvent(number: number, head: string, base: string): string {
  const definitions = require('@octokit/webhooks-examples/api.github.com/index.json') as WebhookDefinition[];
  const example = definitions.find(({ name }) => name === 'pull_request')?.examples[0] as unknown;
  const event = structuredClone(example) as {
    pull_request: { number: number; head: { sha: string }; base: { sha: string } };
    repository: { private: boolean; visibility?: string };
  };
  Object.assign(event.pull_request, { number });
  event.pull_request.head.sha = head;
  event.pull_request.base.sha = base;
  event.repository.private = true;
  event.repository.visibility = 'private';
  return writeEvent(event);
}

/** Writes what GITHUB_EVENT_PATH names. */
export function writeEvent(event: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'rollcall-event-')), 'event.json');
  writeFileSync(path, JSON.stringify(event));
  return path;
}
