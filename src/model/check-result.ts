import type { SourcePosition } from './source-position.js';

/** How one check of a set-up ended; `unseen` where what it asks for could not be looked at. */
export type CheckStatus = 'ok' | 'warning' | 'problem' | 'unseen';

/** One thing that is not as it should be. */
export interface CheckFinding {
  readonly status: 'warning' | 'problem';
  /** A full sentence: what was found. */
  readonly found: string;
  /** What to do about it; a full sentence. */
  readonly mend: string;
  readonly position: SourcePosition | null;
}

/** What one check says of a set-up. */
export interface CheckResult {
  /** Stable kebab-case name. */
  readonly id: string;
  /** The worst of its findings. */
  readonly status: CheckStatus;
  /** A full sentence: what is right, what is not, or why it could not be seen. */
  readonly summary: string;
  /** Why it matters; a full sentence. */
  readonly why: string;
  readonly findings: readonly CheckFinding[];
}
