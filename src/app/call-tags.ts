import type { ExplainedTag } from './explain-tag.js';

const ENDS_READING = 'While it reads the team, Rollcall ends the command and changes nothing';
const ENDS_WHOLE = `${ENDS_READING}.`;
const FAILS = 'In an apply it reports the operation as failed and goes on with what does not wait for it.';
const CALL_FAILS = `${ENDS_READING}. ${FAILS}`;

/** Tags of calls that no route had a say in: the token, the scope, the pace, the network. */
export const callTags: readonly ExplainedTag[] = [
  {
    tag: 'invalid_access_token',
    origin: 'dropbox',
    meaning: 'Dropbox does not accept the access token: it is revoked, mistyped, or one of a person and not of a team.',
    handling: CALL_FAILS,
    advice: 'Check DROPBOX_ACCESS_TOKEN, or sign in with rollcall login; a team admin has to do it.',
  },
  {
    tag: 'expired_access_token',
    origin: 'dropbox',
    meaning: 'The access token has expired. Those that the App Console makes work for four hours.',
    handling: `With a refresh token, gets a new access token and makes the call again. Without one: ${CALL_FAILS}`,
    advice: 'Sign in with rollcall login, or use DROPBOX_APP_KEY and DROPBOX_REFRESH_TOKEN: both renew themselves.',
  },
  {
    tag: 'missing_scope',
    origin: 'dropbox',
    meaning: 'The app, or the token made before the app got it, lacks a scope that the call needs.',
    handling: `Names the scope. ${CALL_FAILS}`,
    advice:
      "Tick the scope on the Permissions tab of the app in Dropbox's App Console, then sign in again: rollcall login.",
  },
  {
    tag: 'user_suspended',
    origin: 'dropbox',
    meaning: 'The admin who authorized the token is suspended.',
    handling: CALL_FAILS,
    advice: 'Have another team admin authorize the app: rollcall login.',
  },
  {
    tag: 'route_access_denied',
    origin: 'dropbox',
    meaning: 'Dropbox does not let this app make the call.',
    handling: CALL_FAILS,
    advice: 'Ask Dropbox support.',
  },
  {
    tag: 'too_many_requests',
    origin: 'dropbox',
    meaning: 'The team has made more calls than Dropbox allows for now; other tools on the same team count too.',
    handling:
      'Waits as long as Dropbox asks, makes fewer calls at once, and makes the call again, many times if need be.',
    advice: 'Nothing, as a rule. If it goes on, run with a smaller --parallelism, or stop the other tools.',
  },
  {
    tag: 'too_many_write_operations',
    origin: 'dropbox',
    meaning: 'Too many changes to the team were under way at the same moment.',
    handling:
      'Waits as long as Dropbox asks, makes fewer calls at once, and makes the call again, many times if need be.',
    advice: 'Nothing, as a rule. If it goes on, run with a smaller --parallelism, or stop the other tools.',
  },
  {
    tag: 'mapping_not_found',
    origin: 'dropbox',
    meaning: 'Dropbox cannot tell which admin authorized the token.',
    handling: ENDS_WHOLE,
    advice: 'Have a team admin authorize the app again: rollcall login.',
  },
  {
    tag: 'admin_not_active',
    origin: 'dropbox',
    meaning: 'The admin who authorized the token is no longer an active member of the team.',
    handling: ENDS_WHOLE,
    advice: 'Have another team admin authorize the app.',
  },
  {
    tag: 'invalid_cursor',
    origin: 'dropbox',
    meaning: 'A listing changed so much, or took so long, that Dropbox cannot go on with it.',
    handling: 'Begins the listing anew, up to three times. A part of a list never becomes a plan.',
    advice: 'If it stays, run it again when less is being changed on the team.',
  },
  {
    tag: 'access-denied',
    origin: 'rollcall',
    meaning: "The team's plan, or the admin who authorized the app, may not use this part of Dropbox.",
    handling: CALL_FAILS,
    advice: "Check that the team's Dropbox plan includes it, and that a team admin authorized the app.",
  },
  {
    tag: 'bad-request',
    origin: 'rollcall',
    meaning: 'Dropbox did not accept the form of the request, or a value in it.',
    handling: `Sends several operations of one call apart, so that the others may pass. ${FAILS}`,
    advice: 'If a value of the team file is at fault, correct it; else this is a fault in Rollcall: please report it.',
  },
  {
    tag: 'incomplete-read',
    origin: 'rollcall',
    meaning: 'A list could not be read to its end.',
    handling: 'Ends the command: nothing is planned from a part of a list.',
    advice: 'Wait a minute and run it again.',
  },
  {
    tag: 'precondition-changed',
    origin: 'rollcall',
    meaning: 'The member or group has been changed by somebody else since the plan was made.',
    handling: 'Leaves it alone, reports the operation as failed, and goes on with what does not wait for it.',
    advice: 'Run plan again to see how things are now, then apply.',
  },
  {
    tag: 'transport',
    origin: 'rollcall',
    meaning: 'Dropbox could not be reached, so the call was not made.',
    handling: `Tries again with growing waits. ${CALL_FAILS}`,
    advice: 'Check the network, a proxy in between, and --api-url, then run it again.',
  },
  {
    tag: 'unknown-outcome',
    origin: 'rollcall',
    meaning: 'The answer to a call was lost, or says nothing, so it may have been carried out.',
    handling:
      'Reads the team to see, and sends once more what is proved not to be done. What stays unclear is reported as failed.',
    advice: 'Run apply again: what was done is found done, and only the rest is repeated.',
  },
];
