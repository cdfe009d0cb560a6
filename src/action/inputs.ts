import * as z from 'zod';

/** What the Action can be asked to do; each is one job's work, with the credentials that this job holds. */
export const modes = ['teams', 'validate', 'plan', 'report', 'apply', 'report-apply', 'drift', 'report-drift'] as const;
export type Mode = (typeof modes)[number];

/** Whether a mode tells on GitHub what another job did, and holds no Dropbox token. */
export function isReport(mode: Mode): boolean {
  return mode.startsWith('report');
}

/** An input that may be left out. */
const optional = z.string().transform((text) => text || null);
const matching = (pattern: RegExp, words: string) =>
  z
    .string()
    .refine((text) => text === '' || pattern.test(text), words)
    .transform((text) => text || null);
const flag = z.enum(['', 'true', 'false'], 'write true or false').transform((text) => text === 'true');

/** The inputs of action.yml, by their names there. */
const inputSchema = z.object({
  mode: z.enum(modes, `it is one of: ${modes.join(', ')}`),
  config: optional,
  'pull-request': matching(/^[1-9]\d{0,8}$/, 'write the number of a pull request').transform((text) =>
    text === null ? null : Number(text),
  ),
  'expected-head': matching(/^[0-9a-f]{40,64}$/, 'write the full hash of a commit'),
  reviewed: z
    .enum(['', 'only', 'strict', 'off'], 'it is one of: only, strict, off')
    .transform((text) => text || 'only'),
  'plan-workflow': matching(
    /^[\w.-]+\.ya?ml$/,
    'write the file name of the workflow that plans, without its folder',
  ).transform((text) => text ?? 'rollcall-plan.yml'),
  privacy: z.enum(['', 'full', 'masked', 'hash'], 'it is one of: full, masked, hash').transform((text) => text || null),
  'read-only-token': flag,
  'report-dir': optional,
  'job-result': matching(/^(success|failure|cancelled|skipped)$/, 'it is one of: success, failure, cancelled, skipped'),
  'github-token': optional,
});

export type Inputs = z.infer<typeof inputSchema>;

/** The names of all inputs, as action.yml has them. */
export const inputNames = Object.keys(inputSchema.shape) as readonly (keyof Inputs)[];

/** The inputs, or everything that is wrong with them. */
export type ParsedInputs =
  | { readonly ok: true; readonly value: Inputs }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads the inputs of one step. The runner enforces nothing, not even what action.yml calls required.
 * @param read answers with the text of an input, empty where it was left out.
 */
export function parseInputs(read: (name: string) => string): ParsedInputs {
  const texts = Object.fromEntries(inputNames.map((name) => [name, read(name)]));
  const parsed = inputSchema.safeParse(texts);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map((issue) => describe(issue, texts)) };
  const problems = findContradictions(parsed.data);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: parsed.data };
}

function describe({ path, message }: z.core.$ZodIssue, texts: Readonly<Record<string, string>>): string {
  const name = String(path[0]);
  const found = texts[name] ?? '';
  return `Input ${name} is ${found === '' ? 'missing' : JSON.stringify(found.slice(0, 80))}: ${message}.`;
}

function findContradictions(inputs: Inputs): readonly string[] {
  const { mode } = inputs;
  const problems: string[] = [];
  if (isReport(mode) && inputs['report-dir'] === null) {
    problems.push(`Input report-dir is missing: mode ${mode} reads the folder that the job before wrote.`);
  }
  if (mode === 'plan' && (inputs['pull-request'] === null) !== (inputs['expected-head'] === null)) {
    problems.push(
      'Inputs pull-request and expected-head go together: name both, or neither to plan what is checked out.',
    );
  }
  return problems;
}
