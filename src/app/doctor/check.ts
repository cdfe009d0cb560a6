import type { CheckFinding, CheckResult } from '../../model/check-result.js';
import type { SourcePosition } from '../../model/source-position.js';

/** One line of a table of checks: what has to be so of some facts, why, and how to mend it. */
export interface Check<Facts> {
  /** Stable kebab-case name. */
  readonly id: string;
  /** What is so when nothing is found; a full sentence. */
  readonly good: string;
  /** Why it matters; a full sentence. */
  readonly why: string;
  /** What to do, where a finding does not say something more exact; a full sentence. */
  readonly mend: string;
  readonly look: (facts: Facts) => readonly Found[] | Unseen;
}

/** What a check found, before the table's words are added to it. */
export interface Found {
  /** Left out: a problem. */
  readonly status?: CheckFinding['status'];
  readonly found: string;
  readonly mend?: string;
  readonly position?: SourcePosition | null;
}

/** Something that could not be looked at, and why; a full sentence. */
export interface Unseen {
  readonly unseen: string;
}

/** Something that was looked at, or why it could not be. */
export type Seen<Value> = { readonly value: Value } | Unseen;

/** Goes through a table of checks. Where the facts could not be seen, each check says so. */
export function runChecks<Facts>(checks: readonly Check<Facts>[], facts: Seen<Facts>): readonly CheckResult[] {
  return checks.map(({ id, good, why, mend, look }) => {
    const answer = 'unseen' in facts ? facts : look(facts.value);
    if ('unseen' in answer) return { id, status: 'unseen', summary: answer.unseen, why, findings: [] };
    const findings = answer.map(({ status = 'problem', found, mend: special, position = null }) => ({
      status,
      found,
      mend: special ?? mend,
      position,
    }));
    const [first] = findings;
    if (first === undefined) return { id, status: 'ok', summary: good, why, findings };
    const worst = findings.find(({ status }) => status === 'problem') ?? first;
    return { id, status: worst.status, summary: worst.found, why, findings };
  });
}
