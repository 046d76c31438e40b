/** Every operation of the hub as data: name, input, output, who may. Read by server, command line and pages. */
export { EVENTS_PATH, type Progress } from './event.ts';
export { type Access, type AnyOperation, type Operation } from './operation.ts';
export {
  BallotsBrought,
  Delegated,
  elsewhereOperations,
  PaperBallot,
} from './elsewhere-operations.ts';
export { JournalLine, operations } from './operations.ts';
export { Change, Guarded, LimitsChange, ProposalStatus } from './governance.ts';
export { AccountAddress, Decimal, Hash, Time } from './primitive.ts';
export * from './report.ts';
export * from './statement.ts';
export * from './vault.ts';
