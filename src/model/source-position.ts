/** Where in the user's files something was written. Lines and columns count from 1; `file` is as the user named it. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Writes a position the way editors and compilers do: `team.yaml:12:19`. */
export function formatPosition(position: SourcePosition): string {
  return `${position.file}:${position.line}:${position.column}`;
}
