import type { WrittenTeam } from '../config/written-team.js';
import type { LiveGroup, LiveMember } from '../model/live-state.js';
import { GroupAdoption } from './adopt-groups.js';
import { MemberAdoption } from './adopt-members.js';
import { AdoptionContext, type AdoptionInput } from './adoption-context.js';
import { type FileEdits, TeamEdits } from './team-edits.js';

/** Works out some of the edits, from what the files hold by then. */
export type AdoptionStep = (written: WrittenTeam) => FileEdits;

/** People and groups that no file names, and that are to come into one. */
export interface Newcomers {
  readonly members: readonly LiveMember[];
  readonly groups: readonly LiveGroup[];
}

/**
 * Works out how the files have to read for changes not to be planned: the opposite of carrying them out. What a file
 * cannot say is passed over. One step after the other: whoever is not on the team goes first, because others may have
 * their names by now; then names change; all else uses the new ones.
 */
export function makeAdoptionSteps(input: AdoptionInput, newcomers: Newcomers): readonly AdoptionStep[] {
  const context = new AdoptionContext(input);
  const step =
    (edit: (edits: TeamEdits, members: MemberAdoption, groups: GroupAdoption) => void): AdoptionStep =>
    (written) => {
      const edits = new TeamEdits(written, input.desired.file);
      const members = new MemberAdoption(context, edits);
      edit(edits, members, new GroupAdoption(context, edits, members));
      return edits.finish();
    };
  return [
    step((_, members, groups) => {
      groups.dropMissing();
      members.dropMissing();
    }),
    step((edits) => {
      for (const { kind, from, to } of context.newNames) edits.rename(kind, from, to);
    }),
    step((_, members, groups) => {
      for (const change of input.changes) {
        if (change.kind === 'member') members.adopt(change);
        else groups.adopt(change);
      }
      for (const member of newcomers.members) members.add(member);
      for (const group of newcomers.groups) groups.add(group);
      members.yieldValues();
    }),
  ];
}
