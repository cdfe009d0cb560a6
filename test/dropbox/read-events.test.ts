import { describe, expect, it } from 'vitest';
import type { CallAnswer } from '../../src/dropbox/call-answer.js';
import { readEvents } from '../../src/dropbox/read-events.js';
import type { Call } from '../../src/dropbox/read-route.js';

const since = '2026-01-01T00:00:00Z';

function event(timestamp: string, more: object = {}) {
  return {
    timestamp,
    event_category: { '.tag': 'members' },
    event_type: { '.tag': 'member_change_status', description: 'Changed member status' },
    details: { '.tag': 'member_change_status_details', new_value: { '.tag': 'suspended' } },
    ...more,
  };
}

const answered = (events: readonly unknown[], cursor = 'c', has_more = false): CallAnswer => ({
  tag: 'answered',
  body: { events, cursor, has_more },
  requestId: null,
});
const refused = (tag: string, body: object = {}): CallAnswer => ({
  tag: 'refused',
  error: { tag, body: { '.tag': tag, ...body }, userMessage: null },
  requestId: null,
});

interface Asked {
  readonly path: string;
  readonly argument: { readonly category?: string; readonly cursor?: string; readonly time?: object };
}

/** Answers the scan of members one by one, and that of groups with nothing. */
function scripted(...answers: readonly CallAnswer[]): { readonly call: Call; readonly asked: Asked[] } {
  const left = [...answers];
  const asked: Asked[] = [];
  const call: Call = async (route, argument) => {
    const arg = argument as Asked['argument'];
    if (arg.category === 'groups') return answered([]);
    asked.push({ path: route.path, argument: arg });
    return left.shift() ?? answered([]);
  };
  return { call, asked };
}

describe('the team log', () => {
  it('is read over all pages, empty ones too, each cursor being the newest, and sorted with the newest first', async () => {
    const { call, asked } = scripted(
      answered([event('2026-02-02T00:00:00Z')], 'one', true),
      answered([], 'two', true),
      answered([event('2026-02-03T00:00:00Z'), event('2026-02-01T00:00:00Z')], 'three'),
    );
    const events = await readEvents(call, { since });
    expect(events.map(({ at }) => at.slice(0, 10))).toEqual(['2026-02-03', '2026-02-02', '2026-02-01']);
    expect(asked.map(({ argument }) => argument.cursor)).toEqual([undefined, 'one', 'two']);
  });

  it('counts an event once that the log repeats, with its keys in another order', async () => {
    const one = event('2026-02-02T00:00:00Z');
    const same = Object.fromEntries(Object.entries(one).reverse());
    const { call } = scripted(answered([one], 'one', true), answered([same, event('2026-02-02T00:00:01Z')]));
    expect(await readEvents(call, { since })).toHaveLength(2);
  });

  it('begins anew when its cursor dies, and where it is told to after a reset, and forgets nothing', async () => {
    const { call, asked } = scripted(
      answered([event('2026-02-01T00:00:00Z')], 'one', true),
      refused('bad_cursor'),
      answered([event('2026-02-01T00:00:00Z'), event('2026-02-02T00:00:00Z')], 'two', true),
      refused('reset', { reset: '2026-02-02T12:00:00Z' }),
      answered([event('2026-02-03T00:00:00Z')]),
    );
    const events = await readEvents(call, { since });
    expect(events.map(({ at }) => at.slice(0, 10))).toEqual(['2026-02-03', '2026-02-02', '2026-02-01']);
    const starts = asked.flatMap(({ argument }) => (argument.time === undefined ? [] : [argument.time]));
    expect(starts).toEqual([{ start_time: since }, { start_time: since }, { start_time: '2026-02-02T12:00:00Z' }]);
  });

  it('is an error, and never a part, when its cursors die again and again or it has no end', async () => {
    const dying = Array.from({ length: 8 }, (_, index) =>
      index % 2 === 0 ? answered([], 'x', true) : refused('bad_cursor'),
    );
    await expect(readEvents(scripted(...dying).call, { since })).rejects.toThrow('its cursor died 4 times');
    const endless: Call = async () => answered([event('2026-02-01T00:00:00Z')], 'x', true);
    await expect(readEvents(endless, { since })).rejects.toThrow('it goes on and on');
  });

  it('tells who, how, whom and what, as far as the log does', async () => {
    const { call } = scripted(
      answered([
        event('2026-02-06T00:00:00Z', {
          actor: { '.tag': 'admin', admin: { '.tag': 'team_member', email: 'ada@acme.com', display_name: 'Ada' } },
          origin: { access_method: { '.tag': 'admin_console' } },
          context: { '.tag': 'team_member', email: 'bob@acme.com' },
          details: { previous_value: { '.tag': 'active' }, new_value: { '.tag': 'suspended' } },
        }),
        event('2026-02-05T00:00:00Z', {
          event_type: { '.tag': 'group_add_member' },
          actor: { '.tag': 'app', app: { '.tag': 'team_linked_app', display_name: 'Rollcall' } },
          origin: { access_method: { '.tag': 'api', request_id: 'dbarid:1' } },
          context: { '.tag': 'team' },
          participants: [
            { '.tag': 'group', display_name: 'Sales' },
            { '.tag': 'user', user: { '.tag': 'team_member', email: 'eve@acme.com' } },
          ],
          details: { is_group_owner: true },
        }),
        event('2026-02-04T00:00:00Z', {
          actor: { '.tag': 'reseller', reseller_name: 'Shop' },
          details: { new_value: { given_name: 'Ada', surname: 'Lovelace' }, previous_value: 7 },
        }),
        { timestamp: '2026-02-03T00:00:00Z' },
      ]),
    );
    const told = (await readEvents(call, { since })).map((one) => [one.type, one.actor, one.via, one.from, one.to]);
    expect(told).toEqual([
      ['member_change_status', 'ada@acme.com', 'admin_console', 'active', 'suspended'],
      ['group_add_member', 'Rollcall', 'api', null, 'owner'],
      ['member_change_status', 'Shop', 'other', '7', 'Ada Lovelace'],
      ['other', null, 'other', null, null],
    ]);
  });
});
