import * as z from 'zod';

/** What the Action can be asked to do; each is one job's work, with the credentials that this job holds. */
export const modes = ['teams', 'validate', 'plan', 'report', 'apply', 'report-apply', 'drift', 'report-drift'] as const;
export type Mode = (typeof modes)[number];

/** Whether a mode tells on GitHub what another job did, and holds no Dropbox token. */
export function isReport(mode: Mode): boolean {
  return mode.startsWith('report');
}

/** What an input that was left out holds. */
const nothing = z.literal('').transform(() => null);
const flag = z.enum(['', 'true', 'false'], { error: 'write true or false' }).transform((text) => text === 'true');

/** The inputs of action.yml, by their names there. */
const inputSchema = z.object({
  mode: z.enum(modes, { error: `it is one of: ${modes.join(', ')}` }),
  config: z.union([nothing, z.string()]),
  'pull-request': z.union(
    [
      nothing,
      z
        .string()
        .regex(/^[1-9]\d{0,8}$/)
        .transform(Number),
    ],
    {
      error: 'write the number of a pull request',
    },
  ),
  'expected-head': z.union([nothing, z.string().regex(/^[0-9a-f]{40,64}$/)], {
    error: 'write the full hash of a commit',
  }),
  reviewed: z
    .enum(['', 'only', 'strict', 'off'], { error: 'it is one of: only, strict, off' })
    .transform((text) => text || 'only'),
  'plan-workflow': z.union([nothing.transform(() => 'rollcall-plan.yml'), z.string().regex(/^[\w.-]+\.ya?ml$/)], {
    error: 'write the file name of the workflow that plans, without its folder',
  }),
  privacy: z.union([nothing, z.enum(['full', 'masked', 'hash'])], { error: 'it is one of: full, masked, hash' }),
  'read-only-token': flag,
  'report-dir': z.union([nothing, z.string()]),
  'job-result': z.union([nothing, z.enum(['success', 'failure', 'cancelled', 'skipped'])], {
    error: 'it is one of: success, failure, cancelled, skipped',
  }),
  'github-token': z.union([nothing, z.string()]),
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
