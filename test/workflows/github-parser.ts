import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as WorkflowParser from '@actions/workflow-parser';
import { build } from 'esbuild';

let parser: Promise<typeof WorkflowParser> | null = null;

/** What GitHub's own parser says against a workflow file: nothing, as a rule. */
export async function findGitHubErrors(name: string, content: string): Promise<readonly string[]> {
  parser ??= loadParser();
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await parser;
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** GitHub publishes its parser for bundlers: it imports JSON in a way that Node.js refuses. */
async function loadParser(): Promise<typeof WorkflowParser> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-workflow-parser-'));
  try {
    const outfile = join(folder, 'parser.mjs');
    await build({
      stdin: { contents: "export * from '@actions/workflow-parser'", resolveDir: import.meta.dirname },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    return (await import(pathToFileURL(outfile).href)) as typeof WorkflowParser;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
