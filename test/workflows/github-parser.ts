import type * as WorkflowParser from '@actions/workflow-parser';
import { loadForBundlers } from './github-bundle.js';

let parser: Promise<typeof WorkflowParser> | null = null;

/** What GitHub's own parser says against a workflow file: nothing, as a rule. */
export async function findGitHubErrors(name: string, content: string): Promise<readonly string[]> {
  parser ??= loadForBundlers('@actions/workflow-parser');
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await parser;
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}
