import type { FailureReason } from '../provider.js';

/** What a tag means for an admin, and what to do about it. */
export interface Explanation {
  readonly message: string;
  readonly advice: string;
}

const again = 'Run apply again.';
const planAgain = 'Run plan again to see how things are now, then apply.';
const changedMeanwhile = 'It was changed by somebody else since the plan was made. Run plan again.';
const buyOrFree = 'Buy licences or remove somebody who no longer needs one, then run apply again.';
const fixOffboarding =
  "Change offboarding in the team file (the member's own, or under settings), then run apply again.";
const askSupport = 'Run apply again; if it stays, ask Dropbox support and name the request id.';

/**
 * Every error tag that the write routes in scope and the team log declare, in an admin's words. Tags that Dropbox may add later are
 * explained by {@link explainTag} in general words.
 * @see Dropbox API specification, team namespace, as of 2026-08.
 */
const explanations: Readonly<Record<string, Explanation>> = {
  // Who the call is about
  user_not_found: { message: 'Dropbox knows nobody by this id on the team.', advice: changedMeanwhile },
  user_not_in_team: { message: 'This person is no longer a member of the team.', advice: changedMeanwhile },
  id_not_found: { message: 'Dropbox knows nobody by this id on the team.', advice: changedMeanwhile },
  invalid_user: { message: 'Dropbox knows nobody by this id on the team.', advice: changedMeanwhile },
  users_not_found: { message: 'Dropbox does not know this person.', advice: changedMeanwhile },
  members_not_in_team: { message: 'This person is not a member of the team.', advice: changedMeanwhile },
  users_not_in_team: { message: 'This person is not a member of the team.', advice: changedMeanwhile },

  // Adding members
  team_license_limit: { message: 'No licence is free on this team.', advice: buyOrFree },
  free_team_member_limit_reached: {
    message: 'A free team cannot have more members.',
    advice: 'Upgrade the team or remove somebody, then run apply again.',
  },
  user_already_on_team: {
    message:
      'The address belongs to somebody who was on the team and can still be recovered, or is a secondary address.',
    advice: 'Run plan again: it recovers people removed less than seven days ago. Else look up who has the address.',
  },
  user_on_another_team: {
    message: 'The address belongs to a member of another Dropbox team, or is invited to one.',
    advice: 'Ask the person to leave that team or decline its invitation, or use another address.',
  },
  user_already_paired: {
    message: 'The account is already paired with a work account.',
    advice: "Ask the person to unpair the account in Dropbox's settings, or use another address.",
  },
  user_migration_failed: {
    message: "Dropbox could not move the person's own account into the team.",
    advice: askSupport,
  },
  duplicate_external_member_id: {
    message: 'Another member has this external id, or somebody removed in the last seven days still holds it.',
    advice: "Give the member another external_id, clear the other's, or wait until the removal is seven days old.",
  },
  duplicate_member_persistent_id: {
    message: 'Another member has this persistent id, or somebody removed in the last seven days still holds it.',
    advice: 'Correct persistent_id in the team file, or wait until the removal is seven days old.',
  },
  user_creation_failed: { message: 'Dropbox could not make the account.', advice: askSupport },
  'job-failed': { message: 'Dropbox gave up on the job.', advice: askSupport },

  // Profiles
  external_id_and_new_external_id_unsafe: {
    message: 'Dropbox refused to change an external id that also named the member.',
    advice: 'This is a fault in Rollcall: please report it.',
  },
  no_new_data_specified: { message: 'Dropbox saw nothing to change.', advice: planAgain },
  email_reserved_for_other_user: {
    message: 'The new address belongs to another Dropbox account.',
    advice: 'Use another address, or have the other account give it up, then run apply again.',
  },
  external_id_used_by_other_user: {
    message: 'Another member has this external id, or somebody removed in the last seven days still holds it.',
    advice: "Give the member another external_id, clear the other's, or wait until the removal is seven days old.",
  },
  set_profile_disallowed: {
    message: "Dropbox does not allow a change to this member's profile now.",
    advice: 'Somebody invited may have to accept first; a removed member cannot be changed. Run plan again later.',
  },
  param_cannot_be_empty: {
    message: 'Dropbox does not accept an empty address.',
    advice: 'Give the member an address in the team file.',
  },
  persistent_id_disabled: {
    message: "The team's single sign-on does not use persistent ids.",
    advice: 'Take persistent_id out of the team file, or set up SAML with persistent ids.',
  },
  persistent_id_used_by_other_user: {
    message: 'Another member has this persistent id.',
    advice: 'Correct persistent_id in the team file, then run apply again.',
  },
  directory_restricted_off: {
    message: "The team's plan does not offer directory restrictions.",
    advice: 'Take directory_restricted out of the team file.',
  },

  // Roles
  last_admin: {
    message: "The member is the team's last admin.",
    advice: 'Make somebody else a team_admin first, then run apply again.',
  },
  cannot_set_permissions: {
    message: "Dropbox does not allow this member's role to be changed now; suspended members' roles cannot be.",
    advice: 'Unsuspend the member first (status: active), or leave the role as it is.',
  },
  role_not_found: {
    message: 'The team does not offer this role.',
    advice: 'Use one of the roles that `rollcall plan` names for this team.',
  },

  // Leaving and coming back
  suspend_inactive_user: {
    message: 'Only active members can be suspended, and this one is not active.',
    advice: changedMeanwhile,
  },
  suspend_last_admin: {
    message: "The member is the team's last admin.",
    advice: 'Make somebody else a team_admin first, then run apply again.',
  },
  unsuspend_non_suspended_member: { message: 'The member is not suspended.', advice: changedMeanwhile },
  user_unrecoverable: {
    message: 'The member can no longer be recovered.',
    advice: 'Run plan again: once Dropbox has let go of the old membership, the person can be invited anew.',
  },
  remove_last_admin: {
    message: "The member is the team's last admin.",
    advice: 'Make somebody else a team_admin first, then run apply again.',
  },
  transfer_in_progress: {
    message: "A transfer of this member's files is running.",
    advice: 'Wait until it is done, then run apply again.',
  },
  already_transferred: { message: "The member's files were transferred before.", advice: planAgain },
  already_transferred_or_deleted: {
    message: "The member's files were transferred or deleted before.",
    advice: planAgain,
  },
  removed_and_transfer_dest_should_differ: {
    message: "A leaving member's files cannot be transferred to the same member.",
    advice: fixOffboarding,
  },
  removed_and_transfer_admin_should_differ: {
    message: 'A leaving member cannot be the admin who is told about the transfer.',
    advice: fixOffboarding,
  },
  transfer_dest_user_not_found: {
    message: 'Dropbox does not know the member who is to get the files.',
    advice: fixOffboarding,
  },
  transfer_dest_user_not_in_team: {
    message: 'The person who is to get the files is not on the team.',
    advice: fixOffboarding,
  },
  transfer_admin_user_not_found: { message: 'Dropbox does not know the transfer admin.', advice: fixOffboarding },
  transfer_admin_user_not_in_team: { message: 'The transfer admin is not on the team.', advice: fixOffboarding },
  unspecified_transfer_admin_id: {
    message: 'A transfer of files needs a transfer_admin.',
    advice: 'Add offboarding.transfer_admin to the team file, then run apply again.',
  },
  transfer_admin_is_not_admin: {
    message: 'The transfer admin is not a team admin.',
    advice: 'Name a team admin as offboarding.transfer_admin, then run apply again.',
  },
  recipient_not_verified: {
    message: 'The member who is to get the files has no verified address.',
    advice: 'Have them verify it, or name another in offboarding.transfer_files_to, then run apply again.',
  },
  cannot_keep_account_and_transfer: {
    message: 'Dropbox cannot both let the person keep the account and transfer its files.',
    advice: fixOffboarding,
  },
  cannot_keep_account_and_delete_data: {
    message: 'Dropbox cannot both let the person keep the account and wipe the devices.',
    advice: fixOffboarding,
  },
  cannot_keep_account_and_permanently_delete: {
    message: 'Dropbox cannot both let the person keep the account and delete its files for good.',
    advice: fixOffboarding,
  },
  email_address_too_long_to_be_disabled: {
    message: 'The address is too long for Dropbox to disable the account.',
    advice: "Change the member's address to a shorter one first, then run apply again.",
  },
  cannot_keep_invited_user_account: {
    message: 'Somebody who has not accepted the invitation has no account to keep.',
    advice: 'Set offboarding.keep_account to false for this member, then run apply again.',
  },
  cannot_retain_shares_when_data_wiped: {
    message: 'Team shares cannot be kept while the devices are wiped.',
    advice: fixOffboarding,
  },
  cannot_retain_shares_when_no_account_kept: {
    message: 'Team shares can only be kept together with the account.',
    advice: fixOffboarding,
  },
  cannot_retain_shares_when_team_external_sharing_off: {
    message: 'Team shares cannot be kept while the team does not share with outsiders.',
    advice: fixOffboarding,
  },
  cannot_keep_account: {
    message: 'Only a full team admin may let somebody keep the account.',
    advice: 'Use a token of a team admin, or set offboarding.keep_account to false.',
  },
  cannot_keep_account_under_legal_hold: {
    message: 'The member is under a legal hold, so the account cannot be let go.',
    advice: 'Set offboarding.keep_account to false, or end the hold.',
  },
  cannot_keep_account_required_to_sign_tos: {
    message: "The member has not agreed to Dropbox's terms of service, so the account cannot be kept.",
    advice: 'Have them sign in and agree first, or set offboarding.keep_account to false.',
  },
  cannot_permanently_delete_and_transfer: {
    message: 'Dropbox cannot both transfer the files and delete them for good.',
    advice: fixOffboarding,
  },
  member_is_transfer_destination: {
    message: 'The member is still receiving files of somebody who left.',
    advice: 'Wait until that transfer is done, then run apply again.',
  },

  // Secondary addresses
  secondary_emails_disabled: {
    message: "The team's plan does not offer secondary addresses.",
    advice: 'Take secondary_emails out of the team file.',
  },
  too_many_emails: {
    message: 'Too many addresses were sent in one call.',
    advice: 'This is a fault in Rollcall: please report it.',
  },
  unverified: {
    message: "The member's own address is not verified, so no secondary one can be added.",
    advice: 'Have the member verify the address or accept the invitation, then run apply again.',
  },
  placeholder_user: {
    message: 'The member has not accepted the invitation, so no secondary address can be added.',
    advice: 'Run apply again after the member has joined.',
  },
  unavailable: {
    message: 'The address belongs to another Dropbox account.',
    advice: 'Take it out of secondary_emails, or have the other account give it up.',
  },
  already_pending: { message: 'The address already waits to be verified.', advice: planAgain },
  already_owned_by_user: { message: 'The member already has this address.', advice: planAgain },
  reached_limit: {
    message: 'The member has as many secondary addresses as Dropbox allows.',
    advice: 'Take some out of secondary_emails, then run apply again.',
  },
  transient_error: { message: 'Dropbox had a passing fault.', advice: again },
  too_many_updates: { message: 'The addresses were being changed by somebody else at the same moment.', advice: again },
  unknown_error: { message: 'Dropbox could not add the address and does not say why.', advice: askSupport },
  rate_limited: {
    message: 'Too many mails were sent to this address lately.',
    advice: 'Wait an hour, then run apply again.',
  },
  not_found: { message: 'The member does not have this address.', advice: planAgain },
  cannot_remove_primary: {
    message: "The address is the member's primary one.",
    advice: 'Change email in the team file instead.',
  },

  // Quotas
  too_many_users: {
    message: 'Too many members were sent in one call.',
    advice: 'This is a fault in Rollcall: please report it.',
  },
  some_users_are_excluded: {
    message: 'The member is excluded from space limits.',
    advice: 'Take space_quota_gb out of the team file for this member, or end the exclusion in the admin console.',
  },

  // Groups
  group_not_found: { message: 'The group no longer exists.', advice: changedMeanwhile },
  group_not_on_team: { message: 'The group does not belong to this team.', advice: changedMeanwhile },
  group_not_in_team: { message: 'The group does not belong to this team.', advice: changedMeanwhile },
  group_already_deleted: { message: 'The group was already deleted.', advice: planAgain },
  group_name_already_used: {
    message: 'Another group has this name.',
    advice: 'Run plan again: it adopts the group if it is the one you mean. Else choose another name.',
  },
  group_name_invalid: {
    message: 'Dropbox does not accept this group name.',
    advice: 'Choose another name in the team file, then run apply again.',
  },
  external_id_already_in_use: {
    message: 'Another group has this external id.',
    advice: "Correct external_id in the team file, or clear the other group's.",
  },
  system_managed_group_disallowed: {
    message: 'Dropbox manages this group itself; nobody can change it.',
    advice: 'Take the group out of the team file, or give it a name that no such group has.',
  },
  duplicate_user: { message: 'The member is already in the group.', advice: planAgain },
  member_not_in_group: { message: 'The member is not in the group.', advice: planAgain },
  user_must_be_active_to_be_owner: {
    message: 'Only active members can own a group.',
    advice: 'Make the access member for now, and owner after the person has joined or is unsuspended.',
  },
  user_cannot_be_manager_of_company_managed_group: {
    message: 'A company-managed group has no owners.',
    advice: "Set the group's management to user_managed, or the access to member.",
  },

  // The team log
  account_id_not_found: {
    message: 'Dropbox knows no account by this id, so its log cannot be asked about it.',
    advice: 'Run the command again; if it stays, this is a fault in Rollcall: please report it.',
  },
  invalid_time_range: {
    message: "Dropbox does not take this time for the start of a search in the team's log.",
    advice: 'Ask for another time with --since, one that is past and that the log reaches back to.',
  },
  invalid_filters: {
    message:
      'Dropbox does not take these filters of its log together: a category and a kind of event exclude each other.',
    advice: 'This is a fault in Rollcall: please report it.',
  },
  bad_cursor: {
    message: "Dropbox can no longer go on with this search of the team's log.",
    advice: 'Run the command again, or ask for less with --since.',
  },
  reset: {
    message: 'Dropbox has put its log together anew, and a search begins again from a later time.',
    advice: 'Nothing; if it stays, run the command again.',
  },

  // Jobs
  invalid_async_job_id: { message: 'Dropbox no longer knows the job it started.', advice: planAgain },
  internal_error: { message: "Dropbox's job broke on its side.", advice: planAgain },
  access_denied: { message: 'Dropbox did not let this token follow the job.', advice: planAgain },

  // Ours
  'precondition-missing': {
    message: 'Its member or group was not made, so there is no id to act on.',
    advice: 'See why that failed, then run apply again.',
  },
  'transfer-unconfirmed': {
    message: "The member is removed, but Dropbox's job ended without confirming the transfer of the files.",
    advice: 'Ask the member who was to get the files; if they are missing, transfer them in the admin console.',
  },
  interrupted: { message: 'The run was interrupted before this call was made.', advice: again },
};

/** Explains an error tag of Dropbox's, or one of ours; in general words when it is not known. */
export function explainTag(tag: string): Explanation {
  return Object.hasOwn(explanations, tag) ? (explanations[tag] as Explanation) : unknownTag(tag);
}

/** Every tag that {@link explainTag} knows, sorted. */
export function knownTags(): readonly string[] {
  return Object.keys(explanations).sort();
}

function unknownTag(tag: string): Explanation {
  const message =
    tag === 'other'
      ? 'Dropbox refused without saying why.'
      : `Dropbox refused with ${tag}, which Rollcall does not know.`;
  return { message, advice: askSupport };
}

/** The failure of an operation that Dropbox refused with `tag`; `userMessage` is Dropbox's own sentence, if it sent one. */
export function refusalReason(tag: string, requestId: string | null, userMessage: string | null = null): FailureReason {
  const { message, advice } = explainTag(tag);
  const isVague = !Object.hasOwn(explanations, tag) && userMessage !== null;
  return { tag, message: isVague ? `${message} It says: ${userMessage}` : message, advice, requestId };
}
