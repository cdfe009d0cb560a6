/** What a reviewer has to look at twice. The words are part of the plan format. */
export const hazards = [
  'grants_admin',
  'revokes_admin',
  'suspends_member',
  'removes_member',
  'wipes_devices',
  'permanently_deletes_files',
  'converts_account',
  'changes_email',
  'deletes_group',
  'shrinks_quota',
  'uses_licence',
] as const;

export type Hazard = (typeof hazards)[number];
