import { foldEmail } from '../model/fold.js';
import type { Offboarding } from '../model/policy.js';
import type { FieldReader } from './field-reader.js';
import { offboardingFields } from './schema.js';
import type { SourceEntry } from './source.js';
import { withoutUndefined } from './without-undefined.js';
import type { WrittenOffboarding } from './written.js';

/** The file's word for each field of {@link Offboarding}. */
export const offboardingKeys = {
  gracePeriodHours: 'grace_period',
  wipeDevices: 'wipe_devices',
  transferFilesTo: 'transfer_files_to',
  transferAdmin: 'transfer_admin',
  keepAccount: 'keep_account',
  retainTeamShares: 'retain_team_shares',
  permanentlyDeleteFiles: 'permanently_delete_files',
} as const satisfies Record<keyof Offboarding, keyof typeof offboardingFields>;

/** Reads an `offboarding:`; undefined where nothing is written in it. */
export function readOffboarding(
  reader: FieldReader,
  entry: SourceEntry,
  owner: string,
): WrittenOffboarding | undefined {
  const node = reader.readMapping(entry, 'offboarding', owner);
  if (node === null) return undefined;
  const subject = `${owner}, offboarding`;
  const section = reader.readKeys(node, offboardingFields, subject);
  const read = <Key extends keyof typeof offboardingFields>(key: Key) =>
    reader.readField(section, offboardingFields, key, subject);
  const period = read('grace_period');
  const destination = read('transfer_files_to');
  const admin = read('transfer_admin');
  const values = withoutUndefined<Offboarding>({
    gracePeriodHours: period === undefined ? undefined : parseHours(period),
    wipeDevices: read('wipe_devices'),
    transferFilesTo: typeof destination === 'string' ? foldEmail(destination) : destination,
    transferAdmin: typeof admin === 'string' ? foldEmail(admin) : admin,
    keepAccount: read('keep_account'),
    retainTeamShares: read('retain_team_shares'),
    permanentlyDeleteFiles: read('permanently_delete_files'),
  });
  return { values, node, reader };
}

function parseHours(period: string): number {
  return Number.parseInt(period, 10) * (period.endsWith('d') ? 24 : 1);
}

/** Two offboarding keys that Dropbox refuses together, with the sentence that says why. */
interface OffboardingRule {
  readonly isBroken: (offboarding: Offboarding) => boolean;
  readonly keys: readonly (keyof Offboarding)[];
  readonly message: string;
  readonly advice: string;
}

/** What Dropbox refuses, by the option matrix of team/members/remove. */
const offboardingRules: readonly OffboardingRule[] = [
  {
    isBroken: ({ keepAccount, transferFilesTo }) => keepAccount && transferFilesTo !== null,
    keys: ['keepAccount', 'transferFilesTo'],
    message: 'keep_account leaves the files with the person, so transfer_files_to cannot be set too.',
    advice: 'Write keep_account: false, or transfer_files_to: null.',
  },
  {
    isBroken: ({ keepAccount, wipeDevices }) => keepAccount && wipeDevices,
    keys: ['keepAccount', 'wipeDevices'],
    message: 'keep_account leaves the files with the person, so wipe_devices cannot be true.',
    advice: 'Write keep_account: false, or wipe_devices: false.',
  },
  {
    isBroken: ({ keepAccount, permanentlyDeleteFiles }) => keepAccount && permanentlyDeleteFiles,
    keys: ['keepAccount', 'permanentlyDeleteFiles'],
    message: 'keep_account leaves the files with the person, so permanently_delete_files cannot be true.',
    advice: 'Write keep_account: false, or permanently_delete_files: false.',
  },
  {
    isBroken: ({ retainTeamShares, keepAccount }) => retainTeamShares && !keepAccount,
    keys: ['retainTeamShares', 'keepAccount'],
    message: 'retain_team_shares has a meaning only together with keep_account: true.',
    advice: 'Write keep_account: true, or retain_team_shares: false.',
  },
  {
    isBroken: ({ retainTeamShares, keepAccount, wipeDevices }) => retainTeamShares && keepAccount && wipeDevices,
    keys: ['retainTeamShares', 'wipeDevices'],
    message: 'retain_team_shares cannot be combined with wipe_devices.',
    advice: 'Write retain_team_shares: false, or wipe_devices: false.',
  },
  {
    isBroken: ({ permanentlyDeleteFiles, transferFilesTo }) => permanentlyDeleteFiles && transferFilesTo !== null,
    keys: ['permanentlyDeleteFiles', 'transferFilesTo'],
    message: 'permanently_delete_files destroys what transfer_files_to would hand over.',
    advice: 'Write permanently_delete_files: false, or transfer_files_to: null.',
  },
  {
    isBroken: ({ transferFilesTo, transferAdmin }) => transferFilesTo !== null && transferAdmin === null,
    keys: ['transferFilesTo', 'transferAdmin'],
    message: 'transfer_files_to needs a transfer_admin, the team admin who is told of transfer errors.',
    advice: 'Add transfer_admin: with the address of a team admin.',
  },
];

/**
 * Tells the combinations that Dropbox refuses.
 * @param settled all keys, inherited ones included.
 * @param written where the innermost keys stand, which the diagnostics point at.
 */
export function checkOffboarding(settled: Offboarding, written: WrittenOffboarding, subject: string): void {
  for (const { isBroken, keys, message, advice } of offboardingRules) {
    if (!isBroken(settled)) continue;
    const names: readonly string[] = keys.map((key) => offboardingKeys[key]);
    // Whose keys take no part in the conflict inherited it: told where it was written.
    const entry = written.node.entries.find(({ key }) => names.includes(key));
    if (entry === undefined) continue;
    const range = { start: entry.keyStart, end: Math.max(entry.keyEnd, entry.value.end) };
    written.reader.error(range, subject, { code: 'offboarding-conflict', message, advice });
  }
}
