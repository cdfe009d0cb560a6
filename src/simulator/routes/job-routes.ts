import { aboutMember, statusChanged } from '../happenings.js';
import type { Scope } from '../http/scopes.js';
import { type Job, type JobKind, type JobWork, UNPOLLED_JOB_MS } from '../jobs.js';
import { refuse, type Tagged } from '../refusals.js';
import { pollArgument } from '../stone/scalars.js';
import { type Call, type Caller, defineRoute, log, type Route, type World } from '../world.js';
import { inviteMembers } from './invitations.js';
import { nest } from './records.js';
import { carryOutRemoval } from './removals.js';

/** How a launching route wants its job. */
export interface Launch {
  readonly kind: JobKind;
  readonly work: JobWork;
  /** Carry the work out now; what the job answers is then settled, but told only when it is finished. */
  readonly takesEffect: 'launch' | 'completion';
  readonly isForced: boolean;
  readonly transferDestId?: string | undefined;
  /** What remains for the end of the job when the work itself is done at launch. */
  readonly afterwards?: JobWork;
}

/** Does the work at once or makes a job of it, as the server may choose. */
export function launch(call: Call<unknown>, wish: Launch): Tagged {
  const { world, caller, wishes } = call;
  const { asyncJobs } = world.choices;
  const isJob =
    wish.isForced ||
    wishes.jobFault !== undefined ||
    asyncJobs === 'always' ||
    (asyncJobs === 'random' && world.random.chance(0.5));
  const whole: JobWork =
    wish.afterwards === undefined ? wish.work : { tag: 'sequence', steps: [wish.work, wish.afterwards] };
  if (!isJob) return performWork(world, caller, whole);
  const job = world.jobs.launch({
    kind: wish.kind,
    launchedAtMs: world.now(),
    adminId: caller.admin?.id,
    requestId: caller.requestId,
    work: beginWork(call, wish, whole),
    fault: wishes.jobFault,
    transferDestId: wish.transferDestId,
  });
  return nest('async_job_id', job.id);
}

/** Does at launch what takes effect at launch, and tells what remains for the job. */
function beginWork(call: Call<unknown>, wish: Launch, whole: JobWork): JobWork | undefined {
  if (isUnapplied(call)) return undefined;
  if (wish.takesEffect === 'completion') return whole;
  const answer = performWork(call.world, call.caller, wish.work);
  return wish.afterwards ?? { tag: 'answer', answer };
}

/** Whether the fault script wants this call's job to end without having done anything. */
export function isUnapplied({ wishes }: Call<unknown>): boolean {
  return wishes.jobFault === 'job_internal_error_unapplied' || wishes.jobFault === 'job_failed';
}

/** A poll route: in progress for a while, then what the job came to. */
export function definePoll(path: string, scope: Scope, kind: JobKind, errors: readonly string[] = []): Route {
  return defineRoute({
    path,
    scope,
    arg: pollArgument,
    errors: ['invalid_async_job_id', 'internal_error', ...errors],
    perform: (call) => {
      const job = call.world.jobs.find(call.arg.async_job_id, kind) ?? refuse('invalid_async_job_id');
      if (call.wishes.jobFault !== undefined) breakJob(job, call.wishes.jobFault);
      return pollJob(call.world, job);
    },
  });
}

function breakJob(job: Job, fault: NonNullable<Job['fault']>): void {
  job.fault = fault;
  job.pollsLeft = 0;
  if (fault === 'job_internal_error_unapplied' || fault === 'job_failed') job.work = undefined;
}

function pollJob(world: World, job: Job): Tagged {
  if (job.fault === 'job_never_ends') return { '.tag': 'in_progress' };
  if (job.answer === undefined && job.pollsLeft > 0) {
    job.pollsLeft -= 1;
    return { '.tag': 'in_progress' };
  }
  finishJob(world, job);
  if (job.fault === 'job_failed' && (job.kind === 'members/add' || job.kind === 'members/add_v2')) {
    return nest('failed', 'The batch could not be processed.');
  }
  if (job.fault === 'job_failed' && job.kind === 'members/bulk_suspend') {
    return nest('failed', { '.tag': 'unusable_result' });
  }
  if (job.fault !== undefined) refuse('internal_error');
  return job.answer ?? { '.tag': 'complete' };
}

function finishJob(world: World, job: Job): void {
  if (job.answer !== undefined) return;
  const admin = job.adminId === undefined ? undefined : world.team.find(job.adminId);
  const caller: Caller = { requestId: job.requestId, admin, token: undefined, isConsole: false };
  world.jobs.finish(job, job.work === undefined ? { '.tag': 'complete' } : performWork(world, caller, job.work));
}

/** Ends the jobs that nobody polled for a minute: at Dropbox they run on by themselves. */
export function settleJobs(world: World): boolean {
  let hasSettled = false;
  for (const job of [...world.jobs.unfinishedJobs()]) {
    if (job.fault === 'job_never_ends' || world.now() - job.launchedAtMs < UNPOLLED_JOB_MS) continue;
    finishJob(world, job);
    job.pollsLeft = 0;
    hasSettled = true;
  }
  return hasSettled;
}

function performWork(world: World, caller: Caller, work: JobWork): Tagged {
  switch (work.tag) {
    case 'nothing':
      return { '.tag': 'complete' };
    case 'answer':
      return work.answer;
    case 'sequence': {
      const answers = work.steps.map((step) => performWork(world, caller, step));
      return answers.at(-1) ?? { '.tag': 'complete' };
    }
    case 'invite':
      return nest('complete', inviteMembers(world, caller, work.invitations, work.version));
    case 'remove':
      carryOutRemoval(world, caller, work.order);
      return { '.tag': 'complete' };
    case 'finish_transfer':
      return finishTransfer(world, caller, work.memberId);
    case 'suspend':
      return suspendMany(world, caller, work.memberIds, work.requested);
  }
}

function finishTransfer(world: World, caller: Caller, memberId: string): Tagged {
  const member = world.team.find(memberId);
  if (member?.removal?.files === 'transferring') {
    member.removal.files = 'transferred';
    world.team.endRecovery(member);
    log({ world, caller }, aboutMember('member_transfer_account_contents', member));
  }
  return { '.tag': 'complete' };
}

function suspendMany(world: World, caller: Caller, memberIds: readonly string[], requested: number): Tagged {
  let suspended = 0;
  for (const id of memberIds) {
    const member = world.team.find(id);
    if (member === undefined || member.status !== 'active' || world.team.isLastAdmin(member)) continue;
    world.team.changeStatus(member, 'suspended');
    member.suspendedOnMs = world.now();
    log({ world, caller }, statusChanged(member, 'active', 'suspended'));
    suspended += 1;
  }
  return {
    '.tag': 'complete',
    requested,
    suspended,
    failed: requested - suspended,
    unknown: 0,
    report_delivery: { '.tag': 'bulk_suspend_report_delivery_status_pending' },
  };
}
