import * as z from 'zod';
import type { Annotation } from '../model/run-summary.js';
import type { Client } from './client.js';

/** What a check run says of a commit. */
export interface CheckReport {
  readonly name: string;
  readonly commit: string;
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'cancelled';
  readonly title: string;
  /** Markdown, at most 65,535 characters. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Where it says "Details"; null leaves it to GitHub. */
  readonly detailsUrl: string | null;
}

export interface Checks {
  /** Answers with the address of the check run. A token that may not write checks is a GitHubError, `forbidden`. */
  create(report: CheckReport): Promise<string>;
}

/** As many as GitHub takes at once; more are added by changing the check run. */
const ANNOTATIONS_A_CALL = 50;
const SUMMARY_LIMIT = 65_535;

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const satisfies Record<
  Annotation['level'],
  string
>;
const checkSchema = z.object({ id: z.number(), html_url: z.string().nullish() });

export function makeChecks(client: Client): Checks {
  return {
    create: async ({ name, commit, conclusion, title, summary, annotations, detailsUrl }) => {
      const purpose = { doing: `write the check ${name}`, permission: 'checks: write' };
      const output = (some: readonly Annotation[]) => ({
        output: { title: title.slice(0, 255), summary: summary.slice(0, SUMMARY_LIMIT), annotations: some.map(toWire) },
      });
      const check = await client.call(
        checkSchema,
        'POST /repos/{owner}/{repo}/check-runs',
        {
          name,
          head_sha: commit,
          status: 'completed',
          conclusion,
          ...(detailsUrl !== null && { details_url: detailsUrl }),
          ...output(annotations.slice(0, ANNOTATIONS_A_CALL)),
        },
        purpose,
      );
      for (let at = ANNOTATIONS_A_CALL; at < annotations.length; at += ANNOTATIONS_A_CALL) {
        const more = output(annotations.slice(at, at + ANNOTATIONS_A_CALL));
        await client.call(
          checkSchema,
          'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
          { check_run_id: check.id, ...more },
          purpose,
        );
      }
      return check.html_url ?? '';
    },
  };
}

function toWire({ path, line, level, title, message }: Annotation) {
  return { path, start_line: line, end_line: line, annotation_level: levels[level], title, message };
}
