/** The two environments of a GitHub repository that hold a team's Dropbox tokens. */
export interface TeamEnvironments {
  /** Holds the token that can only read. */
  readonly plan: string;
  /** Holds the token that can write. */
  readonly apply: string;
}

/** Names a team's environments. The team of `team.yaml` at the root, as a rule the only one, has the plain names. */
export function teamEnvironments(slug: string): TeamEnvironments {
  const suffix = slug === 'team' ? '' : `-${slug}`;
  return { plan: `dropbox-plan${suffix}`, apply: `dropbox-apply${suffix}` };
}
