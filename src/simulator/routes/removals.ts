import { aboutMember, statusChanged } from '../happenings.js';
import type { RemovalOrder } from '../jobs.js';
import type { FormerFiles } from '../team/member.js';
import { type Caller, log, type World } from '../world.js';

/** Takes somebody off the team; an invitation is withdrawn without a trace. Does nothing for who has left meanwhile. */
export function carryOutRemoval(world: World, caller: Caller, order: RemovalOrder): void {
  const member = world.team.find(order.memberId);
  if (member === undefined || member.status === 'removed') return;
  const previous = member.status;
  if (previous === 'invited') {
    world.team.forget(member);
  } else {
    const isLost = order.keepAccount || order.permanentlyDeleteFiles;
    world.team.remove(member, {
      atMs: world.now(),
      isRecoverable: !isLost,
      isDisconnected: order.keepAccount,
      files: chooseFate(order),
    });
  }
  log(
    { world, caller },
    statusChanged(member, previous, 'removed', {
      '.tag': 'remove_action',
      remove_action: { '.tag': order.keepAccount ? 'offboard' : 'delete' },
    }),
  );
  if (order.permanentlyDeleteFiles) {
    log({ world, caller }, aboutMember('member_permanently_delete_account_contents', member));
  }
}

function chooseFate(order: RemovalOrder): FormerFiles {
  if (order.keepAccount) return 'kept_by_person';
  if (order.permanentlyDeleteFiles) return 'deleted';
  return order.transferDestId === undefined ? 'held' : 'transferring';
}
