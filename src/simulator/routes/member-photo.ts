import { aboutMember } from '../happenings.js';
import { judgePhoto } from '../photo.js';
import { refuse } from '../refusals.js';
import { anyText, type UserSelector, userSelector } from '../stone/scalars.js';
import { structType, unionType } from '../stone/types.js';
import type { Member } from '../team/member.js';
import { defineRoute, log, type Route, type World } from '../world.js';
import { makeMemberAnswer } from './records.js';
import { requireMemberOrFormer } from './selectors.js';

const photoSource = unionType({ base64_data: anyText }, 'open');

function setPhoto(version: 1 | 2): Route {
  return defineRoute({
    path: `team/members/set_profile_photo${version === 2 ? '_v2' : ''}`,
    scope: 'members.write',
    arg: structType({ user: userSelector, photo: photoSource }),
    isMutation: true,
    errors: ['user_not_found', 'user_not_in_team', 'set_profile_disallowed', 'photo_error'],
    perform: (call) => {
      const member = requireOwnerOfPhoto(call.world, call.arg.user);
      const fault = judgePhoto(call.arg.photo.value);
      if (fault !== undefined) refuse('photo_error', { '.tag': fault });
      member.photoUrl = `https://photos.example.com/${member.accountId.slice(5)}/${call.caller.requestId}`;
      log(call, aboutMember('member_set_profile_photo', member));
      return makeMemberAnswer(call.world, member, version);
    },
  });
}

function deletePhoto(version: 1 | 2): Route {
  return defineRoute({
    path: `team/members/delete_profile_photo${version === 2 ? '_v2' : ''}`,
    scope: 'members.write',
    arg: structType({ user: userSelector }),
    isMutation: true,
    errors: ['user_not_found', 'user_not_in_team', 'set_profile_disallowed'],
    perform: (call) => {
      const member = requireOwnerOfPhoto(call.world, call.arg.user);
      member.photoUrl = undefined;
      log(call, aboutMember('member_delete_profile_photo', member));
      return makeMemberAnswer(call.world, member, version);
    },
  });
}

function requireOwnerOfPhoto(world: World, selector: UserSelector): Member {
  const member = requireMemberOrFormer(world.team, selector);
  return member.status === 'removed' ? refuse('set_profile_disallowed') : member;
}

/** Pictures of members. */
export const memberPhotoRoutes: readonly Route[] = [setPhoto(1), setPhoto(2), deletePhoto(1), deletePhoto(2)];
