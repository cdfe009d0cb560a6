/** A strict simulator of the Dropbox Business team API, for demos, tests and anybody's own CI. */
export type { TeamEvent } from './audit-log.js';
export type { TeamConsole } from './console.js';
export type { Fault, FaultAim, FaultEffect, FaultKind, FaultScript } from './faults/fault.js';
export { parseFaultScript } from './faults/fault-script.js';
export type { CallRecord } from './http/call-record.js';
export { ALL_SCOPES, type Scope } from './http/scopes.js';
export type { MintOptions, SimulatorOptions } from './options.js';
export { type Simulator, startSimulator } from './simulator.js';
export type {
  SeedGroup,
  SeedMember,
  SeedOutsideAccount,
  SeedRole,
  SeedTeam,
  SimulatorSeed,
} from './team/seed.js';
export { parseSeed } from './team/seed-shape.js';
