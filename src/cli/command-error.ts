/** A command cannot go on, for a reason that the user can mend: ends it with exit code 1. Holds no secret. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  constructor(
    /** A full sentence: what was found. */
    message: string,
    /** What to do about it; a full sentence. */
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** There is no token that can be used. */
export class TokenError extends CommandError {}

/** What was to be worked on has been overtaken by something newer. */
export class OutdatedError extends CommandError {}

/** What the system says about a file that cannot be read or written, in words. */
export function describeFileFailure(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'this is not permitted';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of the path is not a folder';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
