import * as z from 'zod';
import type { Client } from './client.js';
import { unzip, type ZipLimits } from './zip.js';

export interface WorkflowRun {
  readonly id: number;
  readonly attempt: number;
  /** The file of the workflow: `.github/workflows/rollcall-plan.yml`. */
  readonly workflowPath: string;
  readonly event: string;
  readonly status: string;
  /** Null while it runs. */
  readonly conclusion: string | null;
  readonly headCommit: string;
  readonly headBranch: string | null;
  /** `owner/name` of where the commit comes from: another than this repository for a fork's pull request. */
  readonly headRepository: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly url: string;
}

/** What runs are looked for by; all that is given has to hold. */
export interface RunQuery {
  readonly headCommit?: string;
  readonly event?: string;
  readonly branch?: string;
  /** A status or a conclusion: `completed`, `success`, … */
  readonly status?: string;
  /** The file name of a workflow, without its folder. */
  readonly workflowFile?: string;
  /** ISO 8601: only runs created then or later. */
  readonly since?: string;
  /** Stops after at least so many, where not all are needed: they come by the hundred, and each is large. */
  readonly most?: number;
}

export interface Artefact {
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly isExpired: boolean;
  readonly createdAt: string | null;
}

/** Runs of workflows, and what they left. Artefacts are only ever looked up by their run: a name proves nothing. */
export interface WorkflowRuns {
  /** The newest first. */
  list(query: RunQuery): Promise<readonly WorkflowRun[]>;
  artefactsOf(run: Pick<WorkflowRun, 'id'>): Promise<readonly Artefact[]>;
  /** The files of an artefact, by path. Fails where they are more or larger than the limits. */
  download(artefact: Artefact, limits?: ZipLimits): Promise<ReadonlyMap<string, Uint8Array>>;
}

const runSchema = z.object({
  id: z.number(),
  run_attempt: z.number().nullish(),
  path: z.string().default(''),
  event: z.string(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  head_sha: z.string(),
  head_branch: z.string().nullish(),
  head_repository: z.object({ full_name: z.string() }).nullish(),
  created_at: z.string().default(''),
  html_url: z.string().default(''),
});
const artefactSchema = z.object({
  id: z.number(),
  name: z.string(),
  size_in_bytes: z.number(),
  expired: z.boolean(),
  created_at: z.string().nullish(),
});

const DEFAULT_LIMITS: ZipLimits = { zipBytes: 64 * 1024 * 1024, fileBytes: 256 * 1024 * 1024, files: 100 };

export function makeWorkflowRuns(client: Client): WorkflowRuns {
  return {
    list: async ({ headCommit, event, branch, status, workflowFile, since, most }) => {
      const runs = await client.pages(
        runSchema,
        workflowFile === undefined
          ? 'GET /repos/{owner}/{repo}/actions/runs'
          : 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
        {
          ...(workflowFile !== undefined && { workflow_id: workflowFile }),
          ...(headCommit !== undefined && { head_sha: headCommit }),
          ...(event !== undefined && { event }),
          ...(branch !== undefined && { branch }),
          ...(status !== undefined && { status }),
          ...(since !== undefined && { created: `>=${since}` }),
        },
        { doing: 'list workflow runs', permission: 'actions: read' },
        most,
      );
      return runs.map(runFromWire).sort((a, b) => b.id - a.id);
    },
    artefactsOf: async ({ id }) => {
      const artefacts = await client.pages(
        artefactSchema,
        'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
        { run_id: id },
        { doing: `list the artefacts of run ${id}`, permission: 'actions: read' },
      );
      return artefacts.map((artefact) => ({
        id: artefact.id,
        name: artefact.name,
        sizeBytes: artefact.size_in_bytes,
        isExpired: artefact.expired,
        createdAt: artefact.created_at ?? null,
      }));
    },
    download: async ({ id, name }, limits = DEFAULT_LIMITS) => {
      const purpose = { doing: `download the artefact ${name}`, permission: 'actions: read' };
      const route = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}';
      const parameters = { artifact_id: id, archive_format: 'zip' };
      return unzip(await client.bytes(route, parameters, limits.zipBytes, purpose), limits, purpose.doing);
    },
  };
}

function runFromWire(run: z.output<typeof runSchema>): WorkflowRun {
  return {
    id: run.id,
    attempt: run.run_attempt ?? 1,
    // GitHub writes `@` and a ref behind the path of a workflow that another repository requires.
    workflowPath: run.path.replace(/@.*$/, ''),
    event: run.event,
    status: run.status ?? '',
    conclusion: run.conclusion ?? null,
    headCommit: run.head_sha,
    headBranch: run.head_branch ?? null,
    headRepository: run.head_repository?.full_name ?? null,
    createdAt: run.created_at,
    url: run.html_url,
  };
}
