import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../src/model/apply-report.js';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import type { Plan } from '../../src/model/plan.js';
import { makePlan } from '../../src/plan/plan.js';
import { makePalette } from '../../src/render/colour.js';
import { renderPlanHtml } from '../../src/render/html/plan-html.js';
import { renderReportHtml } from '../../src/render/html/report-html.js';
import { renderPlanMarkdown } from '../../src/render/markdown/plan-markdown.js';
import { renderRunMarkdown } from '../../src/render/markdown/run-markdown.js';
import { planToJson } from '../../src/render/plan-json.js';
import { renderPlanText } from '../../src/render/plan-text.js';
import { hidePeople, type Privacy } from '../../src/render/privacy.js';
import { renderReportText } from '../../src/render/report-text.js';
import { runOfReport } from '../../src/render/reported-run.js';
import { arbitraryCase } from '../support/arbitrary-teams.js';
import { NOW } from '../support/team-builders.js';
import { blocked, withBase } from './markdown/plan-stories.js';
import { reportOf } from './markdown/run-stories.js';

const hash: Privacy = { tag: 'hash', key: 'a key that nobody guesses' };
const modes: readonly Privacy[] = [{ tag: 'masked' }, hash];
const version = { rollcallVersion: '0.1.0' };

/** Everything that `report apply` prints of a run, in every format. */
function reportOutputs(report: ApplyReport): Readonly<Record<string, string>> {
  return {
    text: renderReportText(runOfReport(report), { palette: makePalette(0), file: report.file }),
    json: JSON.stringify(report, null, 2),
    markdown: renderRunMarkdown({ tag: 'applied', report }, { now: NOW, ...version }).text,
    html: renderReportHtml(report),
  };
}

/** Everything that `plan` prints, in every format. */
function outputs(plan: Plan, desired: DesiredState): Readonly<Record<string, string>> {
  return {
    text: renderPlanText(plan, { palette: makePalette(0) }),
    json: JSON.stringify(planToJson(plan, { ...version, desired }), null, 2),
    markdown: renderPlanMarkdown(plan, { now: NOW, ...version }).text,
    html: renderPlanHtml(plan, { now: NOW, ...version }),
  };
}

/** Every address that a team and its file know, wherever it stands. */
function addressesOf(...values: readonly unknown[]): Set<string> {
  const all = JSON.stringify(values, (_, value: unknown) => (value instanceof Map ? [...value] : value));
  return new Set(
    (all.match(/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g) ?? []).map((one) => one.toLowerCase()),
  );
}

/** Those of them that a text holds whole: not the end of a longer one, and not of a mask. */
function leaked(text: string, addresses: ReadonlySet<string>): string[] {
  const whole = (text.toLowerCase().match(/[a-z0-9._%+…-]*@[a-z0-9.-]+/g) ?? []).map((one) => one.replace(/\.+$/, ''));
  const bare = whole.flatMap((one) => [one, one.replace(/^(?:member|group)\./, '')]);
  return [...new Set(bare)].filter((one) => addresses.has(one));
}

function prefixed(prefix: string, texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${prefix}${name}`, text]));
}

/** Every other operation fails, with a message that repeats what it was about. */
function endVariously(): Parameters<typeof reportOf>[1] {
  let index = 0;
  return ({ summary }) => {
    index += 1;
    if (index % 2 === 0) return { tag: 'succeeded' };
    return { tag: 'failed', reason: { tag: 'x', message: `Cannot ${summary}.`, advice: summary, requestId: null } };
  };
}

const people = (live: LiveState) => ({ members: live.members, groups: live.groups });

describe('a plan that hides people', () => {
  it('holds no whole address of the team or the file, in any format', () => {
    let planned = 0;
    fc.assert(
      fc.property(arbitraryCase, ({ live, desired }) => {
        const made = makePlan({ desired, live, now: NOW });
        if (!made.ok) return;
        planned += 1;
        const addresses = addressesOf(people(live), desired);
        expect(leaked(outputs(made.value, desired).json ?? '', addresses).length).toBeGreaterThan(0);
        for (const privacy of modes) {
          const hidden = hidePeople({ plan: made.value, desired }, privacy);
          const report = hidePeople(reportOf(made.value, endVariously()), privacy);
          const all = { ...outputs(hidden.plan, hidden.desired), ...prefixed('report ', reportOutputs(report)) };
          for (const [format, text] of Object.entries(all)) expect(leaked(text, addresses), format).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
    expect(planned).toBeGreaterThan(10);
  });

  it('tells everybody apart: whatever is counted, ordered or different stays so', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ live, desired }) => {
        const made = makePlan({ desired, live, now: NOW });
        if (!made.ok) return;
        for (const privacy of modes) {
          const hidden = hidePeople(made.value, privacy);
          const shape = ({ changes, operations }: Plan) => ({
            addresses: new Set(changes.map(({ address }) => address)).size,
            sizes: changes.map(({ before, after }) => [before, after].map(countKeys)),
            differing: changes.map(({ before, after }) => differingKeys(before, after)),
            operations: new Set(operations.map(({ id }) => id)).size,
            edges: operations.flatMap(({ after }) =>
              after.map(({ id }) => operations.findIndex((one) => one.id === id)),
            ),
          });
          expect(shape(hidden)).toEqual(shape(made.value));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('writes the same person the same, whether in an id, a sentence, a key or a path', () => {
    const value = {
      address: 'member.mia.k@acme.example',
      sentence: "Concerned: Mia.K@acme.example, 'mia.k@acme.example'. It is mia.k@acme.example's own.",
      members: { 'mia.k@acme.example': 'owner' },
      path: '/members/mia.k@acme.example',
      file: 'people/mia.k@acme.example',
    };
    expect(hidePeople(value, { tag: 'masked' })).toEqual({
      address: 'member.m…k@acme.example',
      sentence: "Concerned: m…k@acme.example, 'm…k@acme.example'. It is m…k@acme.example's own.",
      members: { 'm…k@acme.example': 'owner' },
      path: '/members/m…k@acme.example',
      file: 'people/m…k@acme.example',
    });
  });

  it('numbers people who would look alike, whatever their order', () => {
    const masked = (value: readonly string[]) => hidePeople(value, { tag: 'masked' });
    expect(masked(['ada@a.example', 'anna@a.example'])).toEqual(['a…a@a.example', 'a…a@a.example·2']);
    expect(masked(['anna@a.example', 'ada@a.example'])).toEqual(['a…a@a.example·2', 'a…a@a.example']);
  });

  it('shows little of a short name', () => {
    expect(hidePeople(['a@x.example', 'ab@x.example'], { tag: 'masked' })).toEqual(['…@x.example', 'a…@x.example']);
  });

  it('hashes with the key: the same in every run with it, another with another', () => {
    const one = hidePeople('ada@a.example', hash);
    expect(one).toMatch(/^person-[0-9a-f]{16}$/);
    expect(hidePeople('ADA@a.example', hash)).toBe(one);
    expect(hidePeople('ada@a.example', { tag: 'hash', key: 'another key entirely' })).not.toBe(one);
  });

  it('hides the names and ids of people where they are attributes, and in what is done with them', () => {
    const operation = {
      summary: 'set the given name of ada@a.example to Ada',
      step: { kind: 'member.set_profile', attribute: 'given_name', value: 'Ada' },
    };
    expect(hidePeople({ after: { given_name: 'Ada', external_id: 'EMP-1' }, operation }, { tag: 'masked' })).toEqual({
      after: { given_name: 'A…', external_id: 'E…' },
      operation: {
        summary: 'set the given name of a…a@a.example to A…',
        step: { kind: 'member.set_profile', attribute: 'given_name', value: 'A…' },
      },
    });
  });

  it('hides them in what a report says was done, though it keeps no steps', () => {
    const done = (attribute: string, summary: string) => {
      const address = 'member.ada@a.example';
      const operation = { id: `${address}/${attribute}`, address, summary };
      return hidePeople(operation, { tag: 'masked' }).summary;
    };
    expect(done('given_name', 'set the given name of ada@a.example to Ada')).toBe(
      'set the given name of a…a@a.example to A…',
    );
    expect(done('external_id/temporary', 'set the external id of ada@a.example to E-1 for a moment')).toBe(
      'set the external id of a…a@a.example to E… for a moment',
    );
    expect(done('external_id', 'clear the external id of ada@a.example')).toBe(
      'clear the external id of a…a@a.example',
    );
    expect(done('space_quota_gb', 'set the quota of ada@a.example to 5 GB')).toBe(
      'set the quota of a…a@a.example to 5 GB',
    );
  });

  it('is left alone where it is asked for in full', () => {
    expect(hidePeople(blocked, { tag: 'full' })).toBe(blocked);
  });

  it('keeps causes where they are', () => {
    const hidden = hidePeople(withBase, { tag: 'masked' });
    const { text } = renderPlanMarkdown(hidden, { now: NOW, ...version });
    expect(text).toContain('- member.b…b@acme.example: removed');
    expect(text).toContain('due before this change');
  });
});

function countKeys(state: object | null): number {
  return state === null ? 0 : JSON.stringify(state).split('":').length;
}

function differingKeys(before: object | null, after: object | null): string[] {
  const [from, to] = [new Map(Object.entries(before ?? {})), new Map(Object.entries(after ?? {}))];
  return [...from.keys()].filter((key) => JSON.stringify(from.get(key)) !== JSON.stringify(to.get(key)));
}
