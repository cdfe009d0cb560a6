import type { DesiredMember, DesiredState } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import { formatPosition } from '../model/source-position.js';
import { type ReadRow, textIn } from './csv-import-row.js';

/** An address that a row changes. */
export interface CsvRename {
  readonly row: ReadRow;
  readonly member: DesiredMember;
  /** Folded. */
  readonly to: string;
}

/** What rows ask of addresses: those that change, and those that cannot, with why. */
export interface CsvRenames {
  readonly renames: readonly CsvRename[];
  /** By the row's line. */
  readonly refused: ReadonlyMap<number, string>;
}

/**
 * Finds the rows that change an address: by `new_email`, or by an external id that is somebody else's address in the file.
 * Addresses may change places among people, as long as each is one person's in the end.
 */
export function findRenames(desired: DesiredState, rows: readonly ReadRow[]): CsvRenames {
  const byEmail = new Map(desired.members.map((member) => [member.email, member]));
  const byId = new Map(desired.members.map((member) => [member.attributes.external_id, member]));
  const renames: CsvRename[] = [];
  const refused = new Map<number, string>();
  for (const row of rows) {
    const [email, id, newEmail] = [textIn(row, 'email'), textIn(row, 'external_id'), textIn(row, 'new_email')];
    const to = newEmail ?? (id !== null && byId.has(id) ? email : null);
    if (to === null) continue;
    const holder = id === null ? undefined : byId.get(id);
    const member = holder ?? (email === null ? undefined : byEmail.get(foldEmail(email)));
    if (member !== undefined) {
      if (member.email !== foldEmail(to)) renames.push({ row, member, to: foldEmail(to) });
    } else if (!byEmail.has(foldEmail(to))) {
      refused.set(row.line, `nobody in ${desired.file} has the address ${email ?? '(none)'}, so it cannot be changed.`);
    }
  }
  refuseTaken(renames, byEmail, refused);
  return { renames: renames.filter(({ row }) => !refused.has(row.line)), refused };
}

function refuseTaken(
  renames: readonly CsvRename[],
  byEmail: ReadonlyMap<string, DesiredMember>,
  refused: Map<number, string>,
): void {
  const leaving = new Map<DesiredMember, CsvRename>();
  const taking = new Map<string, CsvRename>();
  for (const rename of renames) {
    const { row, member, to } = rename;
    const [earlier, other] = [leaving.get(member), taking.get(to)];
    if (earlier !== undefined && earlier.to !== to) {
      refused.set(row.line, `line ${earlier.row.line} changes ${member.email} to ${earlier.to} already.`);
    } else if (other !== undefined && other.member !== member) {
      refused.set(row.line, `line ${other.row.line} gives ${to} to ${other.member.email} already.`);
    } else {
      leaving.set(member, rename);
      taking.set(to, rename);
    }
  }
  for (const { row, member, to } of renames) {
    const holder = byEmail.get(to);
    if (holder === undefined || holder === member || leaving.has(holder)) continue;
    const where = `${to} is another person's at ${formatPosition(holder.source)}, who keeps it`;
    const advice =
      textIn(row, 'new_email') === null ? ' If it is the id that moves, call its column new_external_id.' : '';
    refused.set(row.line, `${member.email} cannot become ${to}: ${where}.${advice}`);
  }
}
