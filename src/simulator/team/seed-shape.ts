import type { SimulatorSeed } from './seed.js';
import {
  hasKeys,
  isAddress,
  isEither,
  isFlag,
  isListOf,
  isMoment,
  isNumber,
  isOneOf,
  isRecord,
  isText,
  ShapeError,
} from './shape.js';

const isWord = (value: unknown): boolean => typeof value === 'string';

const member = hasKeys(
  {
    email: isAddress,
    team_member_id: isText,
    account_id: (value, where) => {
      if (typeof value !== 'string' || value.length !== 40) {
        throw new ShapeError(where, 'expected exactly 40 characters, as every Dropbox account id has');
      }
    },
    status: isOneOf('active', 'invited', 'suspended', 'removed'),
    given_name: isText,
    surname: isText,
    external_id: isText,
    persistent_id: isText,
    role: isText,
    groups: isListOf(isText),
    owner_of: isListOf(isText),
    membership_type: isOneOf('full', 'limited'),
    email_verified: isFlag,
    invited_on: isMoment,
    joined_on: isMoment,
    suspended_on: isMoment,
    removed_on: isMoment,
    is_recoverable: isFlag,
    is_disconnected: isFlag,
    files: isOneOf('held', 'transferring', 'transferred', 'deleted', 'kept_by_person'),
    secondary_emails: isListOf(
      isEither(isWord, isAddress, hasKeys({ email: isAddress, is_verified: isFlag }, ['email', 'is_verified'])),
    ),
    space_quota_gb: isNumber(2),
    excluded_from_space_limits: isFlag,
    directory_restricted: isFlag,
    profile_photo_url: isText,
    legal_hold: isFlag,
    accepted_terms: isFlag,
    member_folder_id: isText,
    root_folder_id: isText,
  },
  ['email'],
);

const group = hasKeys(
  {
    name: isText,
    group_id: isText,
    external_id: isText,
    management: isOneOf('company_managed', 'user_managed', 'system_managed'),
    created_on: isMoment,
    members: isListOf(
      isEither(
        isWord,
        isAddress,
        hasKeys({ email: isAddress, access: isOneOf('member', 'owner') }, ['email', 'access']),
      ),
    ),
  },
  ['name'],
);

const seed = hasKeys({
  team: hasKeys({
    id: isText,
    name: isText,
    licences: isNumber(0),
    features: hasKeys({
      secondary_emails: isFlag,
      persistent_ids: isFlag,
      directory_restriction: isFlag,
      space_limits: isFlag,
      external_sharing: isFlag,
    }),
    verified_domains: isListOf(isText),
    everyone_group_id: isText,
  }),
  roles: isListOf(hasKeys({ role_id: isText, name: isText, description: isText }, ['role_id', 'name'])),
  acting_admin: isAddress,
  members: isListOf(member),
  groups: isListOf(group),
  outside_accounts: isListOf(
    hasKeys(
      {
        email: isAddress,
        on_another_team: isFlag,
        invitation_fails_with: isOneOf(
          'user_already_paired',
          'user_migration_failed',
          'user_creation_failed',
          'free_team_member_limit_reached',
        ),
      },
      ['email'],
    ),
  ),
  outside_groups: isListOf(isText),
  events: isListOf(isRecord),
});

/**
 * Checks that a JSON document is a seed.
 * @throws Error that names the place and says what would be right.
 */
export function parseSeed(document: unknown): SimulatorSeed {
  seed(document, 'seed');
  return document as SimulatorSeed;
}
