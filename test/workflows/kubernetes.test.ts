import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { teamSlug } from '../../src/app/team-slug.js';
import { exitCodes } from '../../src/cli/exit-code.js';
import { readHelp } from '../docs/command-help.js';
import { listFiles, readText } from '../docs/document.js';

const names = listFiles('examples/kubernetes').filter((path) => path.endsWith('.yaml'));

const help = readHelp();

const named = z.object({ name: z.string() });
const container = z.object({
  name: z.string(),
  image: z.string().regex(/^registry\.example\.com\/rollcall:\d+\.\d+\.\d+$/),
  workingDir: z.string().optional(),
  command: z.array(z.string()),
  env: z
    .array(
      z.object({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z.object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }) }).optional(),
      }),
    )
    .default([]),
  volumeMounts: z.array(named.extend({ mountPath: z.string() })),
  resources: z.object({ requests: z.object({ memory: z.string() }), limits: z.object({ memory: z.string() }) }),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const cronJob = z.object({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('CronJob'),
  metadata: named,
  spec: z.object({
    schedule: z.string().regex(/^[\d*,-]+( [\d*,/-]+){4}$/),
    timeZone: z.literal('Etc/UTC'),
    concurrencyPolicy: z.literal('Forbid'),
    startingDeadlineSeconds: z.number(),
    jobTemplate: z.object({
      spec: z.object({
        completionMode: z.literal('Indexed').optional(),
        completions: z.number().optional(),
        backoffLimit: z.number().optional(),
        backoffLimitPerIndex: z.number().optional(),
        podFailurePolicy: z.object({
          rules: z.array(
            z.object({
              action: z.enum(['FailJob', 'FailIndex']),
              onExitCodes: z.object({ containerName: z.string(), values: z.array(z.number()) }),
            }),
          ),
        }),
        template: z.object({
          spec: z.object({
            // A podFailurePolicy is refused with anything else.
            restartPolicy: z.literal('Never'),
            automountServiceAccountToken: z.literal(false),
            terminationGracePeriodSeconds: z.number().default(30),
            securityContext: z.object({ runAsNonRoot: z.literal(true), fsGroup: z.number() }),
            initContainers: z.array(container),
            containers: z.tuple([container]),
            volumes: z.array(named),
          }),
        }),
      }),
    }),
  }),
});
const configMap = z.object({ kind: z.literal('ConfigMap'), metadata: named, data: z.object({ teams: z.string() }) });

type Manifest = Readonly<Record<string, unknown>>;

function read(path: string): readonly Manifest[] {
  const documents = parseAllDocuments(readText(path), { merge: true });
  if ('empty' in documents) return [];
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  return documents.map((document) => document.toJS() as Manifest);
}

const cronJobs = names.flatMap((path) =>
  read(path)
    .filter(({ kind }) => kind === 'CronJob')
    .map((manifest) => [path, manifest] as const),
);

describe('the manifests for Kubernetes', () => {
  it('are there for one team, for a fleet, and for the network', () => {
    expect(names.map((path) => path.split('/').at(-1))).toEqual([
      'fleet-drift.yaml',
      'network-policy.yaml',
      'team-apply.yaml',
      'team-drift.yaml',
    ]);
    expect(cronJobs.length).toBe(3);
  });

  it.each(names)('%s says of everything what it is and how it is called', (path) => {
    const schema = z.object({ apiVersion: z.string().min(1), kind: z.string().min(1), metadata: named });
    for (const manifest of read(path)) expect(schema.safeParse(manifest).error?.message).toBeUndefined();
  });
});

describe.each(cronJobs)('the CronJob of %s', (path, manifest) => {
  const { spec } = cronJob.parse(manifest);
  const job = spec.jobTemplate.spec;
  const pod = job.template.spec;
  const [rollcall] = pod.containers;
  const words = rollcall.command.join(' ');

  it('calls a command that exists, with options that it has', async () => {
    const [, command = '', options = ''] = /\brollcall (\w+) ([^\n]*)/.exec(words) ?? [];
    const ofCommand = (await help).get(command);
    expect(ofCommand, command).toBeDefined();
    const given = [...options.matchAll(/--[\w-]+/g)].map(([option]) => option);
    expect(given.filter((option) => ofCommand?.includes(option) !== true)).toEqual([]);
  });

  it('stops trying only where trying again is of no use', () => {
    const known = new Set<number>(Object.values(exitCodes));
    for (const { action, onExitCodes } of job.podFailurePolicy.rules) {
      expect(onExitCodes.containerName).toBe(rollcall.name);
      expect(onExitCodes.values.filter((code) => !known.has(code) || code === exitCodes.error)).toEqual([]);
      expect(action).toBe(job.completionMode === 'Indexed' ? 'FailIndex' : 'FailJob');
    }
  });

  it('takes tokens from secrets alone', () => {
    const written = rollcall.env.filter(({ name, value }) => name.startsWith('DROPBOX_') && value !== undefined);
    expect(written).toEqual([]);
    expect(/DROPBOX_\w+="?[^$"]/.test(words)).toBe(false);
    expect(words.includes('DROPBOX_REFRESH_TOKEN') || rollcall.env.some(({ name }) => /REFRESH_TOKEN/.test(name))).toBe(
      true,
    );
  });

  it('mounts only what it declares, and declares only what it mounts', () => {
    const mounted = new Set(
      [...pod.initContainers, rollcall].flatMap((one) => one.volumeMounts.map(({ name }) => name)),
    );
    expect([...mounted].sort()).toEqual(pod.volumes.map(({ name }) => name).sort());
  });

  it('looks with a token that cannot write, and gives an apply its journal and time to end', () => {
    if (words.includes('rollcall apply')) {
      const state = rollcall.env.find(({ name }) => name === 'XDG_STATE_HOME')?.value;
      expect(rollcall.volumeMounts.map(({ mountPath }) => mountPath)).toContain(state);
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(60);
    } else expect(words).toContain('--read-only-token');
  });

  it('gives each index a team, and its own tries', () => {
    const maps = read(path).flatMap((one) => configMap.safeParse(one).data ?? []);
    const teams = maps.flatMap(({ data }) => data.teams.trim().split('\n')).map((line) => line.split(' '));
    expect(job.completions ?? 0).toBe(teams.length);
    expect(teams.map(([slug]) => slug)).toEqual(teams.map(([, file = '']) => teamSlug(file)));
    const tries = job.completionMode === 'Indexed' ? job.backoffLimitPerIndex : job.backoffLimit;
    expect(tries).toBeGreaterThan(0);
  });
});
