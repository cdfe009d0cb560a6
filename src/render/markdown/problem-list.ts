import type { Diagnostic, Severity } from '../../model/diagnostic.js';
import type { Finding } from '../../model/plan.js';
import { formatPosition } from '../../model/source-position.js';
import { countOf } from '../prose.js';
import type { Section } from './budget.js';
import { codeSpan } from './code-span.js';
import { details, fixed } from './document.js';

/** What is wrong with a file or a plan, in one line. */
export interface Problem {
  readonly sign: string;
  /** The guard or the rule. */
  readonly name: string;
  /** `people.yaml:41`, where it has a place. */
  readonly place: string | null;
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
  const place = source === null ? null : `${source.file}:${source.line}`;
  return { sign: signs[severity], name: guard, place, message };
}

export function problemOfDiagnostic({ code, severity, message, advice, position }: Diagnostic): Problem {
  const place = position === null ? null : formatPosition(position);
  return { sign: severity === 'error' ? '❌' : signs[severity], name: code, place, message, advice };
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
    .map(({ sign, name, place, message, advice }) => {
      const where = place === null ? '' : ` (${codeSpan(place)})`;
      const end = advice === undefined ? '' : `<br>${codeSpan(advice, most)}`;
      return `- ${sign} ${codeSpan(name)}${where}: ${codeSpan(message, most)}${end}`;
    })
    .join('\n');
}
