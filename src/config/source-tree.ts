/** Why a file cannot be read, in words for the one who named it. */
export interface SourceProblem {
  /** Stable kebab-case name: `file-not-found`, `not-utf-8`, … */
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

/** A file's text, or why there is none. */
export type ReadText =
  | {
      readonly ok: true;
      readonly text: string;
      /** Tells files apart, however they are named. */
      readonly realPath: string;
    }
  | { readonly ok: false; readonly problem: SourceProblem };

/** A file that a pattern matches. */
export interface SourceMatch {
  /** As messages name it: relative like the file that includes it. */
  readonly path: string;
  readonly realPath: string;
  /** Whether it lies, links resolved, in or below the folder of the including file. */
  readonly isInside: boolean;
}

/** The files a team file may be made of. Synchronous, so that reading a team file stays a plain function. */
export interface SourceTree {
  readText(path: string): ReadText;
  /**
   * The files that match a glob relative to the folder of `fromFile`, sorted by path. Leaves none out in silence: what
   * cannot be looked at is among them, and then cannot be read.
   */
  expand(pattern: string, fromFile: string): readonly SourceMatch[];
}
