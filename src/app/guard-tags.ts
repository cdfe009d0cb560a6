import { type GuardName, guardNames } from '../model/policy.js';
import type { ExplainedTag } from './explain-tag.js';

interface GuardWords {
  readonly meaning: string;
  readonly advice: string;
}

const REFUSES = 'Refuses the plan before anything is changed, with exit code 3, and names everybody concerned.';

const liftable = {
  max_removals: {
    meaning: 'The plan would suspend or remove more members than one run may; 25% unless the file says otherwise.',
    advice: 'Look at who leaves. If it is meant',
  },
  max_membership_removals: {
    meaning: 'The plan would take more people out of one group than a run may; 50% of a group of ten or more.',
    advice: 'Look at who leaves the group; membership: additive never takes anybody out. If it is meant',
  },
  max_group_deletions: {
    meaning: 'The plan would delete more groups than one run may; 25% unless the file says otherwise.',
    advice: 'Look at which groups go. If it is meant',
  },
  min_team_admins: {
    meaning: 'Fewer active team admins would be left than the team wants. Invited and suspended ones do not count.',
    advice: 'Make another active member a team_admin in the same file. If it is meant',
  },
  protected_members: {
    meaning: 'Somebody whom the file protects would be suspended, removed, demoted or stripped of an address.',
    advice: 'Look at what is to happen to whom. If it is meant',
  },
} as const satisfies Record<GuardName, GuardWords>;

/** Refusals that no option lifts: what they refuse would lock the team out, or cannot be done at all. */
const absolute: Readonly<Record<string, GuardWords>> = {
  acting_admin: {
    meaning:
      'The admin whose token runs Rollcall would be suspended, removed or demoted: the run would cut itself off.',
    advice: 'Use the token of another team admin for this, or leave this member as they are.',
  },
  empty_members: {
    meaning: 'The file declares no members, and its settings would have everybody suspended or removed.',
    advice: 'Declare at least the people who stay; an empty list never means everybody.',
  },
  empty_groups: {
    meaning: 'The file declares no groups, and its settings would have all groups deleted.',
    advice: 'Declare at least one group that stays; an empty list never means all of them.',
  },
  licences: {
    meaning: 'The plan needs more licences than the team has.',
    advice: 'Buy licences, or remove as many people in the same file.',
  },
  group_size: {
    meaning: 'A group would have more members than Dropbox allows.',
    advice: 'Split the group.',
  },
  role_of_suspended: {
    meaning: 'Somebody who is suspended would get another role, which Dropbox does not allow.',
    advice: 'Set status: active, or leave the role out.',
  },
  owner_suspended: {
    meaning: 'Somebody who is suspended would become the owner of a group, which Dropbox does not allow.',
    advice: 'Set status: active, or access: member.',
  },
  offboarding: {
    meaning: 'Somebody cannot be removed as asked: whoever is to get the files, or to be told of errors, cannot.',
    advice: 'Name an active member with a verified address in transfer_files_to, and a team admin in transfer_admin.',
  },
  order: {
    meaning: 'Steps of the plan wait for each other in a circle, so that none can be first.',
    advice: 'Carry them out in two runs.',
  },
};

/** Every guard, those included that nothing lifts. `last_admin` is told with the tag that Dropbox has of that name. */
export const guardTags: readonly ExplainedTag[] = [
  ...guardNames.map((name) => ({
    tag: name,
    origin: 'guard' as const,
    meaning: liftable[name].meaning,
    handling: REFUSES,
    advice: `${liftable[name].advice}: --override-guard ${name} lifts it for one run, and ${name} under guards: in the team file changes it.`,
  })),
  ...Object.entries(absolute).map(([tag, { meaning, advice }]) => ({
    tag,
    origin: 'guard' as const,
    meaning,
    handling: `${REFUSES} No option lifts this.`,
    advice,
  })),
];
