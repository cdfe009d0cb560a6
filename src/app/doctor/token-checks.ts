import type { TokenHolder } from '../connect.js';
import { readScopes, writeScopes } from '../sign-in-scopes.js';
import type { TeamFile } from '../team-files.js';
import type { Check, Found, Unseen } from './check.js';

/** What a token is for; null where nobody says. */
export type TokenUse = 'plan' | 'apply' | null;

/** What Dropbox says to the token at hand. */
export type TokenFacts =
  | {
      readonly tag: 'accepted';
      readonly holder: TokenHolder;
      readonly use: TokenUse;
      readonly teams: readonly TeamFile[];
    }
  /** The token, the network or the API is of no use; two full sentences. */
  | { readonly tag: 'refused'; readonly message: string; readonly advice: string };

type Accepted = Extract<TokenFacts, { tag: 'accepted' }>;

/** What a Dropbox token has to be like. Nothing is written to find out. */
export const tokenChecks: readonly Check<TokenFacts>[] = [
  {
    id: 'token-accepted',
    good: 'Dropbox accepts the token.',
    why: 'Without it nothing can be read, and nothing be done.',
    mend: 'Get a new token: rollcall login.',
    look: (token) => (token.tag === 'refused' ? [{ found: token.message, mend: token.advice }] : []),
  },
  {
    id: 'token-reads',
    good: 'The Dropbox token can read all that a plan needs, and who made a change.',
    why: 'A plan is made from complete reads only, and drift is told with a name only where the team log may be read.',
    mend: 'Tick it in the App Console (Permissions), then get a new token: rollcall login.',
    look: whenAccepted(({ holder }) =>
      readScopes
        .filter((scope) => holder.scopes.missing.includes(scope))
        .map((scope) => ({
          status: scope === 'events.read' ? 'warning' : 'problem',
          found: `The Dropbox token lacks the scope ${scope}.`,
        })),
    ),
  },
  {
    id: 'token-writes',
    good: 'The Dropbox token can write what its use needs, and no more.',
    why: 'A pull request can change its own workflow: a token that it reaches must not be able to remove people.',
    mend: 'Use two apps: one with scopes for reading alone, one that may write too. Say which token this is: --token-for plan|apply.',
    look: whenAccepted(judgeWrites),
  },
  {
    id: 'token-team',
    good: 'The Dropbox token is for a team that a team file is pinned to.',
    why: 'A file without team: id: is planned against whatever team the token is for, also after a mix-up.',
    mend: 'Write the id of the team under team: of its file, or use the token of the team that the file names.',
    look: whenAccepted(judgeTeam),
  },
];

function whenAccepted(look: (token: Accepted) => readonly Found[]): (token: TokenFacts) => readonly Found[] | Unseen {
  return (token) =>
    token.tag === 'accepted' ? look(token) : { unseen: 'Not looked at, because of what token-accepted says.' };
}

function judgeWrites({ holder, use }: Accepted): readonly Found[] {
  const granted = writeScopes.filter((scope) => holder.scopes.granted.includes(scope));
  switch (use) {
    case 'apply':
      return writeScopes
        .filter((scope) => !granted.includes(scope))
        .map((scope) => ({ found: `The Dropbox token is for applying, and lacks the scope ${scope}.` }));
    case 'plan':
      return granted.length === 0
        ? []
        : [{ found: `The Dropbox token is for planning, and can write: ${granted.join(', ')}.` }];
    case null:
      return granted.length === 0
        ? []
        : [
            {
              status: 'warning',
              found: `The Dropbox token can write (${granted.join(', ')}): it is none for planning.`,
            },
          ];
  }
}

function judgeTeam({ holder: { team }, teams }: Accepted): readonly Found[] {
  if (team === null) return [];
  const pins = teams.flatMap(({ desired }) => (desired === null ? [] : [desired.team.id]));
  if (pins.includes(team.id)) return [];
  if (pins.includes(null)) {
    return [
      { status: 'warning', found: `No team file is pinned to ${team.name} (${team.id}), the team of the token.` },
    ];
  }
  return pins.length === 0 ? [] : [{ found: `The token is for ${team.name} (${team.id}), and no team file is.` }];
}
