import type { Diagnostic, Severity } from '../../model/diagnostic.js';
import type { Finding } from '../../model/plan.js';
import type { SourcePosition } from '../../model/source-position.js';
import { countOf } from '../prose.js';
import type { Section } from './budget.js';
import { codeSpan } from './code-span.js';
import { details, fixed } from './document.js';

/** What is wrong with a file or a plan, in one line. */
export interface Problem {
  readonly sign: string;
  /** The guard or the rule. */
  readonly name: string;
  readonly source: SourcePosition | null;
  readonly message: string;
  readonly advice?: string | undefined;
}

/** Messages are whole, or cut, or only counted. Whoever loses something is named in a table as well. */
export function problemSection(problems: readonly Problem[], noun: string, rank: number | null): Section {
  if (problems.length === 0) return fixed('');
  const forms = [list(problems), list(problems, 300), firstOf(problems, noun)] as const;
  return { forms: [...forms, `**${countOf(problems.length, noun)}**, not listed here.`], rank };
}

/** The same, folded at first. */
export function foldedProblems(problems: readonly Problem[], noun: string, rank: number): Section {
  if (problems.length === 0) return fixed('');
  const count = countOf(problems.length, noun);
  return { forms: [details(count, list(problems)), `${count}, not listed here.`], rank };
}

const signs = { error: '⛔', warning: '⚠️', note: 'ℹ️' } as const satisfies Record<Severity, string>;

export function problemOfFinding({ guard, severity, message, source }: Finding): Problem {
  return { sign: signs[severity], name: guard, source, message };
}

export function problemOfDiagnostic({ code, severity, message, advice, position }: Diagnostic): Problem {
  return { sign: severity === 'error' ? '❌' : signs[severity], name: code, source: position, message, advice };
}

/** So many are listed where all are too many. */
const FEW = 20;

function firstOf(problems: readonly Problem[], noun: string): string {
  const more = problems.length - FEW;
  const rest = more > 0 ? `\n\n**And ${countOf(more, `more ${noun}`)}, not listed here.**` : '';
  return `${list(problems.slice(0, FEW), 300)}${rest}`;
}

function list(problems: readonly Problem[], most = Number.POSITIVE_INFINITY): string {
  return problems
    .map(({ sign, name, source, message, advice }) => {
      const place = source === null ? '' : ` (${codeSpan(`${source.file}:${source.line}`)})`;
      const end = advice === undefined ? '' : `<br>${codeSpan(advice, most)}`;
      return `- ${sign} ${codeSpan(name)}${place}: ${codeSpan(message, most)}${end}`;
    })
    .join('\n');
}
