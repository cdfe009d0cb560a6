import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TeamEvent } from './audit-log.js';
import { makeConsole, type TeamConsole } from './console.js';
import type { Fault } from './faults/fault.js';
import { FaultBoard } from './faults/fault-board.js';
import { listFaults, parseFaultScript } from './faults/fault-script.js';
import type { CallRecord } from './http/call-record.js';
import { OAuthServer } from './http/oauth.js';
import { ALL_SCOPES } from './http/scopes.js';
import { makeServer } from './http/server.js';
import { Throttle } from './http/throttle.js';
import type { App } from './http/tokens.js';
import { makeWorld } from './make-world.js';
import type { MintOptions, SimulatorOptions } from './options.js';
import { readStateFile, writeStateFile } from './state-file.js';
import type { SeedGroup, SeedMember, SimulatorSeed } from './team/seed.js';
import { snapshotGroup, snapshotMember, snapshotTeam } from './team/snapshot.js';
import type { World } from './world.js';

/** A running simulator of a Dropbox team. */
export interface Simulator extends TeamConsole {
  /** Stands in for `https://api.dropboxapi.com`. */
  readonly url: string;
  /** A valid access token of the acting admin with every scope. */
  readonly token: string;
  /** The app that may ask for tokens, and a refresh token that it holds. */
  readonly app: { readonly key: string; readonly secret: string; readonly refreshToken: string };
  /** Every call so far, in order. */
  readonly log: readonly CallRecord[];
  /** The team as it is now; what is answered can be kept, it does not change. */
  readonly team: {
    snapshot(): SimulatorSeed;
    member(email: string): SeedMember | undefined;
    group(name: string): SeedGroup | undefined;
    events(): readonly TeamEvent[];
  };
  /** Makes another access token. */
  mint(options?: MintOptions): string;
  /** Sets the time, which runs on from there. */
  setClock(ms: number): void;
  advance(ms: number): void;
  addFault(fault: Fault): void;
  /** Stops serving; calls under way are cut off. */
  close(): Promise<void>;
}

const APP: App = { key: 'simulatedappkey', secret: 'simulatedappsecret', name: 'Simulated app' };

/**
 * Serves a Dropbox team over HTTP, as strict as the real API.
 * @throws Error when the seed, the fault script or the state file is not what it should be.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const saved = options.stateFile === undefined ? undefined : readStateFile(options.stateFile);
  const { world, clock, random, actingAdmin } = makeWorld(options, saved);
  const { tokens, team } = world;
  const refreshToken =
    saved?.refreshToken ??
    tokens.issueRefresh({ appKey: APP.key, scopes: ALL_SCOPES, adminId: actingAdmin.id, isPublicClient: true }).value;
  const token = saved?.token ?? tokens.issue({ adminId: actingAdmin.id, expiresInMs: 365 * 86_400_000 }).value;

  const save = (): void => {
    if (options.stateFile === undefined) return;
    writeStateFile(options.stateFile, {
      format: 1,
      seed: snapshotTeam(team, actingAdmin),
      events: world.audit.events,
      tokens: tokens.save(),
      jobs: world.jobs.save(),
      token,
      refreshToken,
      clockShiftMs: clock.shiftMs(),
      randomState: random.state(),
    });
  };
  save();

  const faults = new FaultBoard(random);
  for (const fault of listFaults(options.faults)) faults.add(fault);
  const log: CallRecord[] = [];
  const teamConsole = makeConsole(world, actingAdmin, save);
  const server = makeServer({
    world,
    faults,
    log,
    throttle: new Throttle(clock.now, options.rateLimit?.callsPerSecond),
    oauth: new OAuthServer(APP, tokens, team, random, clock.now, actingAdmin.id),
    latencyMs: options.latencyMs ?? 0,
    changed: save,
    performInConsole: (adminEmail, path, arg) => teamConsole.perform(path, arg, adminEmail),
  });
  const url = await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);

  return {
    ...teamConsole,
    url,
    token,
    app: { key: APP.key, secret: APP.secret, refreshToken },
    log,
    team: makeView(world, () => snapshotTeam(team, actingAdmin)),
    mint: (wish) => {
      const minted = mintToken(world, wish ?? {}, actingAdmin.id);
      save();
      return minted;
    },
    setClock: (ms) => {
      clock.set(ms);
      save();
    },
    advance: (ms) => {
      clock.advance(ms);
      save();
    },
    addFault: (fault) => {
      for (const checked of parseFaultScript([fault])) faults.add(checked);
    },
    close: () => close(server),
  };
}

function makeView(world: World, snapshot: () => SimulatorSeed): Simulator['team'] {
  const { team, audit } = world;
  return {
    snapshot,
    member: (email) => {
      const member = team.findByAddress(email) ?? team.findFormerByAddress(email);
      return member === undefined ? undefined : snapshotMember(team, member);
    },
    group: (name) => {
      const group = team.groups.findByName(name);
      return group === undefined ? undefined : snapshotGroup(group);
    },
    events: () => [...audit.events],
  };
}

function mintToken(world: World, wish: MintOptions, defaultAdminId: string): string {
  const { actingAdmin, kind, expiresInMs } = wish;
  const admin = typeof actingAdmin === 'string' ? world.team.findByAddress(actingAdmin) : undefined;
  if (typeof actingAdmin === 'string' && admin === undefined) throw new Error(`${actingAdmin} is not on the team`);
  const token = world.tokens.issue({
    ...(wish.scopes === undefined ? {} : { scopes: wish.scopes }),
    ...(wish.appScopes === undefined ? {} : { appScopes: wish.appScopes }),
    adminId: actingAdmin === null ? undefined : (admin?.id ?? defaultAdminId),
    isTeamToken: kind !== 'user',
    ...(expiresInMs === undefined ? {} : { expiresInMs }),
  });
  return token.value;
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve(`http://${name}:${address.port}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
