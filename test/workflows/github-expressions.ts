import { loadForBundlers } from './github-bundle.js';

/** What is used of `@actions/expressions`, GitHub's own evaluator, which its workflow parser builds on. */
interface Expressions {
  readonly Lexer: new (text: string) => { lex(): { readonly tokens: unknown } };
  readonly Parser: new (
    tokens: unknown,
    contexts: readonly string[],
    functions: readonly unknown[],
  ) => { parse(): unknown };
  readonly Evaluator: new (
    tree: unknown,
    context: unknown,
    functions: ReadonlyMap<string, unknown>,
  ) => { evaluate(): unknown };
  readonly data: {
    readonly reviver: (key: string, value: unknown) => unknown;
    readonly replacer: (key: string, value: unknown) => unknown;
    readonly BooleanData: new (value: boolean) => unknown;
  };
}

/** What an expression is about: contexts by name, and what `success()` and its like say. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<'success' | 'always' | 'cancelled' | 'failure', boolean>>;
}

let expressions: Promise<Expressions> | null = null;

/** What an expression comes to, to GitHub; with or without `${{ }}` around it. */
export async function evaluate(expression: string, { contexts, status }: Scope): Promise<unknown> {
  expressions ??= loadForBundlers('@actions/expressions');
  const { Lexer, Parser, Evaluator, data } = await expressions;
  const functions = Object.entries(status).map(([name, value]) => ({
    name,
    description: '',
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  }));
  const text = expression.replace(/^\s*\$\{\{|\}\}\s*$/g, '');
  const tree = new Parser(new Lexer(text).lex().tokens, Object.keys(contexts), functions).parse();
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as unknown;
  const found = new Evaluator(tree, context, new Map(functions.map((one) => [one.name, one]))).evaluate();
  return JSON.parse(JSON.stringify(found, data.replacer)) as unknown;
}

/** Whether an expression holds. */
export async function holds(expression: string, scope: Scope): Promise<boolean> {
  const value = await evaluate(expression, scope);
  return value !== null && value !== false && value !== '' && value !== 0;
}

/** A text with its expressions filled in. */
export async function fillIn(text: string, scope: Scope): Promise<string> {
  const parts = await Promise.all(
    text.split(/(\$\{\{.*?\}\})/).map(async (part) => {
      if (!part.startsWith('${{')) return part;
      const value = await evaluate(part, scope);
      return value === null ? '' : String(value);
    }),
  );
  return parts.join('');
}
