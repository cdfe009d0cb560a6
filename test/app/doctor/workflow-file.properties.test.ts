import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runChecks } from '../../../src/app/doctor/check.js';
import { rollcallWorkflowChecks } from '../../../src/app/doctor/rollcall-workflow-checks.js';
import { workflowChecks } from '../../../src/app/doctor/workflow-checks.js';
import { parseWorkflowFile } from '../../../src/app/doctor/workflow-file.js';

const words = ['on', 'jobs', 'steps', 'uses', 'with', 'env', 'permissions', 'concurrency', 'strategy', 'environment'];
const anything = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('write-all', 'acme/rollcall@v1', '${{', '', 'push'),
    fc.constantFrom(null, true, 1),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words, 'mode', 'a'), tie('node'), { maxKeys: 4 }),
  ),
})).node;

describe('a workflow file that is not as GitHub wants it', () => {
  it('is judged all the same, whatever stands where', () => {
    fc.assert(
      fc.property(anything, (content) => {
        const text = JSON.stringify({
          on: content,
          jobs: { a: content, b: { steps: [content] } },
          permissions: content,
        });
        const parsed = parseWorkflowFile('.github/workflows/odd.yml', text);
        if (!parsed.ok) throw new Error('JSON is YAML');
        const checks = [...workflowChecks, ...rollcallWorkflowChecks];
        expect(runChecks(checks, { value: [parsed.value] }).length).toBe(checks.length);
      }),
    );
  });
});
