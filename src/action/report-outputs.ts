import * as z from 'zod';
import type { Outputs } from './outputs.js';

/** What is taken of what `rollcall comment --format json` prints. */
const postedSchema = z.object({
  comments: z.array(z.object({ id: z.number().nullable(), url: z.string().nullable() })),
  issue: z.object({ number: z.number().nullable(), url: z.string().nullable() }).nullable(),
});

/** Where the news was put: the first comment, or the issue. None where the command ended before it put any. */
export function reportOutputs(printed: string): Outputs {
  const parsed = postedSchema.safeParse(parseJson(printed));
  if (!parsed.success) return {};
  const { comments, issue } = parsed.data;
  const [comment] = comments;
  return {
    'comment-id': String(comment?.id ?? issue?.number ?? ''),
    'comment-url': comment?.url ?? issue?.url ?? '',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
