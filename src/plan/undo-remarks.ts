import type { UndoRemark } from '../model/desired-state.js';
import type { LiveMember } from '../model/live-state.js';
import { type MemberAttributeName, memberAttributes } from '../model/member.js';
import type { Change } from '../model/plan.js';
import type { SourcePosition } from '../model/source-position.js';

const LATER = 'Undo the run again when that is gone.';

/** Gathers what an undo cannot bring back, in words for the one who is about to carry it out. */
export class UndoRemarks {
  readonly all: UndoRemark[] = [];

  say(severity: UndoRemark['severity'], message: string, source: SourcePosition): void {
    this.all.push({ severity, message, source });
  }

  changedSince({ attributes }: LiveMember, name: MemberAttributeName, source: SourcePosition): void {
    const { label } = memberAttributes[name];
    this.say(
      'warning',
      `${attributes.email}: the ${label} was changed again since that run, and stays as it is.`,
      source,
    );
  }

  held(email: string, { before }: Change, source: SourcePosition): void {
    const former = String(before?.email ?? email);
    const why = `of ${former === email ? 'before' : former} somebody else holds one now`;
    this.say('warning', `${email}: address, external id and persistent id stay as they are: ${why}. ${LATER}`, source);
  }

  heldByGroup(name: string, { before }: Change, source: SourcePosition): void {
    const why = `of ${String(before?.name ?? name)} another group holds one now`;
    this.say('warning', `The group ${name}: name and external id stay as they are: ${why}. ${LATER}`, source);
  }

  invitationSent({ attributes: { email }, status }: LiveMember, source: SourcePosition): void {
    if (status === 'invited') {
      this.say(
        'note',
        `${email}: the invitation is cancelled, but a mail that was sent cannot be called back.`,
        source,
      );
    } else {
      const fate = 'is removed with what they have stored since, and can be recovered for some days';
      this.say('warning', `${email} has accepted the invitation since, and ${fate}.`, source);
    }
  }

  /** What a suspension or removal did that no way back undoes. */
  leftMarks(email: string, { action, before, offboarding }: Change, source: SourcePosition): void {
    if (offboarding?.wipe_devices === true && before?.status !== 'invited') {
      this.say(
        'warning',
        `${email}: linked devices were told to delete their Dropbox files; that cannot be undone.`,
        source,
      );
    }
    // Whoever is only suspended, for a removal that comes later, still has everything else.
    if (action !== 'remove') return;
    const filesTo = offboarding?.transfer_files_to;
    if (typeof filesTo === 'string') {
      this.say('warning', `${email}: the files went to ${filesTo}, and stay there.`, source);
    }
    if (offboarding?.permanently_delete_files === true) {
      this.say('warning', `${email}: the files were permanently deleted; nobody can bring them back.`, source);
    }
  }

  /** Tells why somebody cannot be recovered. False where inviting would be no undoing either. */
  mustBeInvited(email: string, { before, offboarding }: Change, source: SourcePosition): boolean {
    if (before?.status === 'suspended') {
      const why = 'was suspended when removed, and cannot be recovered. An invitation would give more than there was';
      this.say('warning', `${email} ${why}, so nothing is done.`, source);
      return false;
    }
    if (before?.status === 'invited') {
      this.say('note', `${email}: the invitation was cancelled, so a new one is sent.`, source);
    } else if (offboarding?.keep_account === true) {
      this.say('warning', `${email} kept the account as a personal one, and is invited to bring it back.`, source);
    } else {
      const why = 'can no longer be recovered, and is invited anew: with an empty account, and only once accepted';
      this.say('warning', `${email} ${why}.`, source);
    }
    return true;
  }
}
