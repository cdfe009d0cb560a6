import { describe, expect, it } from 'vitest';
import { findGitHubErrors } from './github-parser.js';
import { copied, findWorkflowsInPages, own, readWorkflow } from './workflow-files.js';

const files = [...own, ...copied].map((name) => [name, readWorkflow(name)] as const);

describe.each([...files, ...findWorkflowsInPages()])('%s', (name, text) => {
  it('is a workflow to GitHub', async () => {
    expect(await findGitHubErrors(name, text)).toEqual([]);
  });
});

describe("GitHub's parser", () => {
  it.each([
    ['a key that does not exist', 'timeout-minutes: 5', 'timeout: 5'],
    ['a queue that does not exist', 'queue: max', 'queue: maximum'],
    ['a job that is needed and not there', 'needs: teams', 'needs: team'],
    ['a context that is not there', 'matrix.config', 'matrices.config'],
  ])('finds %s', async (_, right, wrong) => {
    const text = readWorkflow('rollcall-apply.yml');
    expect(text).toContain(right);
    expect(await findGitHubErrors('broken.yml', text.replace(right, wrong))).not.toEqual([]);
  });
});
