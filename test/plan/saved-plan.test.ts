import { describe, expect, it } from 'vitest';
import type { JsonObject, Plan } from '../../src/model/plan.js';
import { makePlan } from '../../src/plan/plan.js';
import { parseSavedPlan, sealPlan } from '../../src/plan/saved-plan.js';
import { planOf } from '../support/ask-plan.js';
import { desiredGroup, desiredMember, desiredState, liveMember, liveTeam, NOW } from '../support/team-builders.js';

const desired = desiredState(
  [
    desiredMember('ada@acme.com', { attributes: { surname: 'L' } }),
    desiredMember('bob@acme.com', { status: 'removed' }),
  ],
  [desiredGroup('Eng', ['ada@acme.com'])],
);
const live = liveTeam([liveMember('ada@acme.com'), liveMember('bob@acme.com'), liveMember('eve@acme.com')]);
const plan = planOf(desired, live);

/** A plan as `plan --out` writes it, before the seal. */
function written(from: Plan, changed: JsonObject = {}): JsonObject {
  const { team, digest, summary, licences, changes, findings, operations } = from;
  const json = {
    format_version: 1,
    rollcall_version: '0.1.0',
    team,
    digest,
    summary,
    licences,
    changes,
    findings: findings.map(({ guard, severity, message, source }) => ({ guard, severity, message, source })),
    operations: operations.map(({ id, kind, address, after, summary: words }) => ({
      id,
      kind,
      address,
      after: after.map((edge) => edge.id),
      summary: words,
    })),
    desired,
    ...changed,
  };
  return JSON.parse(JSON.stringify(json)) as JsonObject;
}

const sealed = (changed: JsonObject = {}) => JSON.stringify(sealPlan(written(plan, changed)), null, 2);
const codeOf = (text: string, version = '0.1.0') => {
  const parsed = parseSavedPlan(text, 'plan.json', version);
  return parsed.ok ? 'ok' : parsed.diagnostics[0]?.code;
};

describe('a saved plan', () => {
  it('is read back as it was saved, and makes the same plan again', () => {
    const parsed = parseSavedPlan(sealed(), 'plan.json', '0.1.0');
    if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message);
    expect(parsed.value).toMatchObject({ team: plan.team, digest: plan.digest });
    expect(parsed.value.changes).toEqual(JSON.parse(JSON.stringify(plan.changes)));
    const again = makePlan({ desired: parsed.value.desired, live, now: NOW });
    expect(again.ok && JSON.stringify(again.value)).toBe(JSON.stringify(plan));
  });

  it('is read whatever its layout: the order of keys and blanks do not count', () => {
    const json = JSON.parse(sealed()) as Record<string, unknown>;
    const turned = Object.fromEntries(Object.entries(json).reverse());
    expect(codeOf(JSON.stringify(turned))).toBe('ok');
  });

  it('is sealed alike whether a value is left out or undefined', () => {
    const seal = (json: object) => sealPlan(json as JsonObject).seal;
    expect(seal({ a: 1, b: undefined, c: [{ d: undefined }] })).toBe(seal({ a: 1, c: [{}] }));
  });

  it('is refused when it was cut short at any place', () => {
    const text = sealed();
    for (let length = 0; length < text.length; length += 97) expect(codeOf(text.slice(0, length))).toBe('not-a-plan');
  });

  it('is refused when any value in it was edited', () => {
    expect(codeOf(sealed().replace('"surname": "L"', '"surname": "M"'))).toBe('plan-altered');
    expect(codeOf(sealed().replace('"gracePeriodHours": 0', '"gracePeriodHours": 1'))).toBe('plan-altered');
    expect(codeOf(sealed().replace('eve@acme.com', 'eva@acme.com'))).toBe('plan-altered');
  });

  it('is refused when its digest is not that of its changes, though the seal is right', () => {
    expect(codeOf(sealed({ digest: `sha256:${'0'.repeat(64)}` }))).toBe('plan-altered');
  });

  it('is refused without its seal: that is what --format json prints', () => {
    expect(codeOf(JSON.stringify(written(plan)))).toBe('plan-unsealed');
  });

  it('is refused in another format, from another version, and when it is something else', () => {
    expect(codeOf(sealed({ format_version: 2 }))).toBe('plan-format');
    expect(codeOf('{}')).toBe('plan-format');
    expect(codeOf('[]')).toBe('not-a-plan');
    expect(codeOf(sealed({ surprise: true }))).toBe('plan-shape');
    expect(codeOf(sealed(), '0.2.0')).toBe('plan-version');
    expect(codeOf(sealed(), '1.1.0')).toBe('plan-version');
    expect(codeOf(sealed(), '0.1.7')).toBe('ok');
    expect(codeOf(sealed({ rollcall_version: '1.4.2' }), '1.9.0')).toBe('ok');
  });

  it('says which file, what is wrong and what to do', () => {
    const parsed = parseSavedPlan(sealed().slice(0, 50), 'out/plan.json', '0.1.0');
    expect(parsed.ok).toBe(false);
    expect(parsed.diagnostics[0]?.message).toContain('out/plan.json');
    expect(parsed.diagnostics[0]?.advice).toBeTruthy();
  });
});
