/** What each exit code of `rollcall` means. Part of the contract with users: scripts and CI decide by it. */
export const exitCodes = {
  /** Done, or nothing to do. */
  done: 0,
  /** The file, the token, the network or the API; or an apply that nobody approved. */
  error: 1,
  /** `plan --detailed-exitcode` and `drift`: there is something to change. */
  changesPending: 2,
  /** A guard refuses the plan. */
  refused: 3,
  /** Some operations failed or were skipped. */
  appliedInPart: 4,
  /** The team no longer matches the saved plan or the expected digest. */
  stale: 5,
  /** Interrupted; calls in flight were finished and reported first. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
