import { integerType, nullable, stringType, structType, unionType, voidType, withDefault } from './types.js';

/** The aliases, selectors and small unions that many routes take. */

export const emailAddress = stringType({
  maxLength: 255,
  pattern: "^['#&A-Za-z0-9._%+-]+@[A-Za-z0-9-][A-Za-z0-9.-]*\\.[A-Za-z]{2,15}$",
  isRedacted: true,
});
export const namePart = stringType({ maxLength: 50, pattern: '[^/:?*<>"|]*' });
export const externalId = stringType({ maxLength: 64 });
export const roleId = stringType({ maxLength: 128, pattern: 'pid_dbtmr:.*' });
export const accountId = stringType({ minLength: 40, maxLength: 40 });
export const jobId = stringType({ minLength: 1 });
export const quotaGb = integerType(2);
export const anyText = stringType();
export const pageLimit = withDefault(integerType(1, 1000), 1000);

export const userSelector = unionType(
  { team_member_id: anyText, external_id: externalId, email: emailAddress },
  'closed',
);
export const groupSelector = unionType({ group_id: anyText, group_external_id: anyText }, 'closed');
export const accessType = unionType({ member: voidType, owner: voidType }, 'closed');
export const managementType = unionType(
  { user_managed: voidType, company_managed: voidType, system_managed: voidType },
  'open',
);
export const adminTier = unionType(
  { team_admin: voidType, user_management_admin: voidType, support_admin: voidType, member_only: voidType },
  'closed',
);

export const pollArgument = structType({ async_job_id: jobId });
export const continueArgument = structType({ cursor: anyText });
export const optionalName = nullable(namePart);

/** How a caller points at one person. */
export type UserSelector = ReturnType<typeof userSelector.decode>;
/** How a caller points at one group. */
export type GroupSelector = ReturnType<typeof groupSelector.decode>;
