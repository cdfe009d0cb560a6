import type { AttributeValue } from '../model/attribute.js';
import type { DesiredMember } from '../model/desired-state.js';
import type { LiveMember } from '../model/live-state.js';
import { type MemberAttributeName, memberAttributeNames } from '../model/member.js';
import type { Change, ChangeAction, JsonObject } from '../model/plan.js';
import { defaultOffboarding } from '../model/policy.js';
import type { SourcePosition } from '../model/source-position.js';
import { isSame } from './member-plan.js';
import { asTheyAre, type UndoPeople } from './undo-people.js';
import type { UndoRemarks } from './undo-remarks.js';

/** What undoing works on: the team as it is now, and what is gathered on the way. */
export interface UndoContext {
  readonly people: UndoPeople;
  readonly remarks: UndoRemarks;
  readonly placeOf: (change: Change) => SourcePosition;
  /** Whether an operation of the run, by its kind and address, reached its goal. */
  readonly isDone: (kind: string, address: string) => boolean;
  /** Whether somebody else holds what this change took away, so that addresses and ids have to stay as they are. */
  readonly isHeld: (change: Change) => boolean;
}

/** No two people have the same. */
const uniqueNames: ReadonlySet<MemberAttributeName> = new Set([
  'email',
  'external_id',
  'persistent_id',
  'secondary_emails',
]);

/** Asks for the inverse of what one run did to one person: all its changes at one address. */
export function undoMember(changes: readonly Change[], context: UndoContext): void {
  const by = new Map<ChangeAction, Change>(changes.map((change) => [change.action, change]));
  const [created, recovered, removed] = [by.get('create'), by.get('recover'), by.get('remove')];
  if (created !== undefined) takeAway(created, 'member.add', context);
  else if (recovered !== undefined) takeAway(recovered, 'member.recover', context, by.get('update'));
  else if (removed !== undefined) bringBack(removed, context);
  else putBack(by, context);
}

/** Somebody whom the run invited or recovered leaves again. */
function takeAway(
  change: Change,
  kind: string,
  { people, remarks, placeOf, isDone }: UndoContext,
  update?: Change,
): void {
  if (!isDone(kind, change.address)) return;
  const { email, external_id: externalId } = update?.after ?? change.after ?? {};
  const live = people.present(String(email), externalId);
  if (live === undefined) return;
  const source = placeOf(change);
  people.ask(live, { ...asTheyAre(live, source), status: 'removed' });
  if (change.action === 'create') remarks.invitationSent(live, source);
}

/** Somebody whom the run removed comes back: recovered if that is still possible, else invited anew. */
function bringBack(change: Change, { people, remarks, placeOf, isDone, isHeld }: UndoContext): void {
  const before = change.before ?? {};
  const email = String(before.email);
  const source = placeOf(change);
  const present = people.present(email);
  if (present !== undefined) {
    // The suspension that came first, of a removal that did not happen.
    const isHalfWay =
      before.status === 'active' && present.status === 'suspended' && !isDone('member.remove', change.address);
    if (isHalfWay) people.ask(present, { ...asTheyAre(present, source), status: 'active' });
    if (isHalfWay) remarks.leftMarks(email, { ...change, action: 'suspend' }, source);
    return;
  }
  const live = people.recoverable(email);
  remarks.leftMarks(email, change, source);
  if (live === undefined && !remarks.mustBeInvited(email, change, source)) return;
  if (isHeld(change)) remarks.held(email, change, source);
  people.askBack({
    email,
    attributes: attributesOf(before, (name) => name === 'email' || !uniqueNames.has(name) || !isHeld(change)),
    status: before.status === 'suspended' ? 'suspended' : 'active',
    previousEmails: [],
    sendWelcomeEmail: true,
    until: null,
    offboarding: defaultOffboarding,
    source,
  });
}

/** Somebody who stayed gets status and attributes back, each unless somebody else has changed it since. */
function putBack(by: ReadonlyMap<ChangeAction, Change>, { people, remarks, placeOf, isHeld }: UndoContext): void {
  const [update, suspend, unsuspend] = [by.get('update'), by.get('suspend'), by.get('unsuspend')];
  const change = update ?? suspend ?? unsuspend;
  if (change === undefined) return;
  const source = placeOf(change);
  const [was, became] = [update?.before ?? change.before ?? {}, update?.after ?? change.after ?? {}];
  const live = people.present(String(became.email), became.external_id) ?? people.present(String(was.email));
  if (live === undefined) {
    remarks.say(
      'warning',
      `${String(became.email)} is no longer on the team: nothing about this person is undone.`,
      source,
    );
    return;
  }
  const member = asTheyAre(live, source);
  const former = formerValues(live, was, became, (name) => remarks.changedSince(live, name, source));
  if (isHeld(change)) remarks.held(live.attributes.email, change, source);
  const attributes = { ...member.attributes, ...(isHeld(change) ? withoutUnique(former) : former) };
  const email = attributes.email ?? member.email;
  people.ask(live, {
    ...member,
    email,
    attributes: { ...attributes, email },
    previousEmails: email === live.attributes.email ? [] : [live.attributes.email],
    status: formerStatus(live, suspend, unsuspend) ?? member.status,
  });
  if (suspend !== undefined) remarks.leftMarks(email, suspend, source);
}

function formerStatus(live: LiveMember, suspend?: Change, unsuspend?: Change): DesiredMember['status'] {
  if (suspend !== undefined && live.status === 'suspended') return 'active';
  return unsuspend !== undefined && live.status === 'active' ? 'suspended' : null;
}

/** The attributes that are still as the run left them, with the values of before. */
function formerValues(
  live: LiveMember,
  was: JsonObject,
  became: JsonObject,
  onChangedSince: (name: MemberAttributeName) => void,
): DesiredMember['attributes'] {
  const values: Partial<Record<MemberAttributeName, AttributeValue>> = {};
  for (const name of memberAttributeNames) {
    const [before, after] = [was[name], became[name]] as readonly (AttributeValue | undefined)[];
    if (before === undefined || after === undefined || isSame(name, before, after)) continue;
    const now = live.attributes[name];
    if (isSame(name, now, after)) values[name] = before;
    else if (!isSame(name, now, before)) onChangedSince(name);
  }
  return values as DesiredMember['attributes'];
}

function withoutUnique(attributes: DesiredMember['attributes']): DesiredMember['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !uniqueNames.has(name as MemberAttributeName)),
  );
}

function attributesOf(
  before: JsonObject,
  isWanted: (name: MemberAttributeName) => boolean,
): DesiredMember['attributes'] {
  const names = memberAttributeNames.filter((name) => before[name] !== undefined && isWanted(name));
  return Object.fromEntries(names.map((name) => [name, before[name]])) as DesiredMember['attributes'];
}
