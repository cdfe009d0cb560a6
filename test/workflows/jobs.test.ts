import { describe, expect, it } from 'vitest';
import type { JobResult } from './job-conditions.js';
import { type Happening, playWorkflow } from './play-workflow.js';
import { copied, readWorkflow } from './workflow-files.js';

type File = (typeof copied)[number];

const repository = 'acme/dropbox-team';
const main = { repository, ref: 'refs/heads/main', event: {} };
const pullRequest = (from: string) => ({
  repository,
  ref: 'refs/pull/12/merge',
  event_name: 'pull_request',
  event: { pull_request: { number: 12, head: { sha: '1'.repeat(40), repo: { full_name: from } } } },
});
const own = { github: pullRequest(repository) };
const fork = { github: pullRequest('stranger/dropbox-team') };
const byHand = { github: { ...main, event_name: 'workflow_dispatch', event: { inputs: { pr: '12' } } } };
const push = { github: { ...main, event_name: 'push' } };
const schedule = { github: { ...main, event_name: 'schedule' } };

const ran = 'success';
const stories: readonly (readonly [
  story: string,
  file: File,
  happening: Happening,
  results: Readonly<Record<string, JobResult>>,
])[] = [
  [
    'a pull request is planned and reported',
    'rollcall-plan.yml',
    own,
    { teams: ran, validate: 'skipped', plan: ran, report: ran, verdict: ran },
  ],
  [
    'a pull request from a fork is checked, and meets no token',
    'rollcall-plan.yml',
    fork,
    { teams: ran, validate: ran, plan: 'skipped', report: 'skipped', verdict: ran },
  ],
  [
    'a maintainer plans a fork by hand',
    'rollcall-plan.yml',
    byHand,
    { teams: ran, validate: 'skipped', plan: ran, report: ran, verdict: ran },
  ],
  [
    'a plan that fails is reported, and fails the required check',
    'rollcall-plan.yml',
    { ...own, ends: { plan: 'failure' } },
    { teams: ran, validate: 'skipped', plan: 'failure', report: ran, verdict: 'failure' },
  ],
  [
    'a report that fails fails the required check: nobody saw the plan',
    'rollcall-plan.yml',
    { ...own, ends: { report: 'failure' } },
    { teams: ran, validate: 'skipped', plan: ran, report: 'failure', verdict: 'failure' },
  ],
  [
    'errors in the file of a fork fail the required check',
    'rollcall-plan.yml',
    { ...fork, ends: { validate: 'failure' } },
    { teams: ran, validate: 'failure', plan: 'skipped', report: 'skipped', verdict: 'failure' },
  ],
  [
    'two files that cannot be told apart fail the required check',
    'rollcall-plan.yml',
    { ...own, ends: { teams: 'failure' } },
    { teams: 'failure', validate: 'skipped', plan: 'skipped', report: 'skipped', verdict: 'failure' },
  ],
  [
    'whoever cancels a plan does not get past the required check',
    'rollcall-plan.yml',
    { ...own, isCancelled: true, ends: { plan: 'cancelled' } },
    { teams: ran, validate: 'skipped', plan: 'cancelled', report: 'skipped', verdict: 'failure' },
  ],
  ['a merge is applied and reported', 'rollcall-apply.yml', push, { teams: ran, apply: ran, report: ran }],
  [
    'an apply that fails is reported',
    'rollcall-apply.yml',
    { ...push, ends: { apply: 'failure' } },
    { teams: ran, apply: 'failure', report: ran },
  ],
  [
    'an apply that is cancelled is reported',
    'rollcall-apply.yml',
    { ...push, isCancelled: true, ends: { apply: 'cancelled' } },
    { teams: ran, apply: 'cancelled', report: ran },
  ],
  [
    'nothing is applied from another branch',
    'rollcall-apply.yml',
    { github: { ...push.github, event_name: 'workflow_dispatch', ref: 'refs/heads/topic' } },
    { teams: 'skipped', apply: 'skipped', report: 'skipped' },
  ],
  ['drift is looked for and reported', 'rollcall-drift.yml', schedule, { teams: ran, drift: ran, report: ran }],
  [
    'a look for drift that fails is reported',
    'rollcall-drift.yml',
    { ...schedule, ends: { drift: 'failure' } },
    { teams: ran, drift: 'failure', report: ran },
  ],
];

describe('the workflow files', () => {
  it.each(stories)('%s', async (_, file, happening, results) => {
    expect(await playWorkflow(readWorkflow(file), happening)).toEqual(results);
  });

  it.each(copied)('%s does nothing in the repository that it is copied from', async (file) => {
    const event = { 'rollcall-plan.yml': own, 'rollcall-apply.yml': push, 'rollcall-drift.yml': schedule }[file];
    const results = await playWorkflow(readWorkflow(file), {
      github: { ...event.github, repository: 'OWNER/rollcall' },
    });
    expect(new Set(Object.values(results))).toEqual(new Set(['skipped']));
  });
});
