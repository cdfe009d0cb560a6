import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallAnswer } from '../../src/dropbox/call-answer.js';
import { groupListing } from '../../src/dropbox/listings.js';
import { readListing } from '../../src/dropbox/pages.js';
import { routes } from '../../src/dropbox/routes.js';

const group = (id: string) => ({ group_name: id, group_id: id, group_management_type: { '.tag': 'company_managed' } });
const page = (ids: readonly string[], cursor: string, has_more: boolean): CallAnswer => ({
  tag: 'answered',
  body: { groups: ids.map(group), cursor, has_more },
  requestId: null,
});
const deadCursor: CallAnswer = {
  tag: 'refused',
  error: { tag: 'invalid_cursor', body: null, userMessage: null },
  requestId: null,
};

describe('a listing', () => {
  it('is whole whatever its pages hold and wherever its cursor dies', async () => {
    const pages = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 5 }), { minLength: 1, maxLength: 8 });
    const deaths = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(pages, deaths, async (contents, deadAt) => {
        const left = [...deadAt];
        const result = await readListing(
          async (route, argument) => {
            const index = route === routes.listGroups ? 0 : Number((argument as { cursor: string }).cursor);
            if (index > 0 && left[0] === index) {
              left.shift();
              return deadCursor;
            }
            const ids = (contents[index] ?? []).map((number) => `g:${number}`);
            return page(ids, String(index + 1), index + 1 < contents.length);
          },
          groupListing,
          1000,
        );
        const expected = new Set(contents.flat().map((number) => `g:${number}`));
        expect(result.ok && new Set(result.value.map((each) => each.group_id))).toEqual(expected);
        expect(result.ok && result.value.length).toBe(expected.size);
      }),
    );
  });

  it('begins anew when a broken cursor is refused with a 400 text', async () => {
    let firsts = 0;
    const failure = { tag: 'bad-request', message: 'Invalid "cursor" parameter', advice: '', requestId: null };
    const result = await readListing(
      async (route) => {
        if (route === routes.listGroups) firsts += 1;
        if (route === routes.listGroups) return page(['g:1'], 'c', true);
        return firsts === 1 ? { tag: 'rejected', kind: 'bad-request', failure } : page(['g:2'], 'c', false);
      },
      groupListing,
      10,
    );
    expect(result.ok && result.value.map((each) => each.group_id)).toEqual(['g:1', 'g:2']);
  });

  it('that never ends is a failure, not a hang', async () => {
    const result = await readListing(async () => page(['g:1'], 'c', true), groupListing, 10);
    expect(result).toMatchObject({
      ok: false,
      failure: { tag: 'incomplete-read', message: expect.stringContaining('goes on and on') },
    });
  });

  it('with an entry that cannot be read is a failure that says where', async () => {
    const broken: CallAnswer = {
      tag: 'answered',
      body: { groups: [{ group_name: 'x' }], cursor: '', has_more: false },
      requestId: null,
    };
    const result = await readListing(async () => broken, groupListing, 10);
    expect(result).toMatchObject({ ok: false, failure: { message: expect.stringContaining('groups.0.group_id') } });
  });

  it('whose middle page fails is a failure, never the part that was read', async () => {
    const failure = { tag: 'unknown-outcome', message: 'HTTP 500', advice: '', requestId: null };
    const result = await readListing(
      async (route) =>
        route === routes.listGroups ? page(['g:1'], 'c', true) : { tag: 'lost', mayRepeat: true, failure },
      groupListing,
      10,
    );
    expect(result).toEqual({ ok: false, failure });
  });
});
