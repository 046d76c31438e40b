/** The command line: `hanse COMMAND`. */
import { Command, CommanderError } from 'commander';
import { toFault } from '#kit';

/** Each command in a file of its own, loaded only when it is called: a member's process stays small. */
const COMMANDS: Readonly<Record<string, () => Promise<() => Command>>> = {
  start: async () => (await import('./start.ts')).startCommand,
  season: async () => (await import('./season.ts')).seasonCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  'verify-scores': async () => (await import('./verify-scores.ts')).verifyScoresCommand,
  'verify-books': async () => (await import('./verify-books.ts')).verifyBooksCommand,
  trade: async () => (await import('./trade.ts')).tradeCommand,
  distribute: async () => (await import('./distribute.ts')).distributeCommand,
  earnings: async () => (await import('./earnings.ts')).earningsCommand,
  vote: async () => (await import('./vote.ts')).voteCommand,
  ballot: async () => (await import('./ballot.ts')).ballotCommand,
  delegate: async () => (await import('./delegate.ts')).delegateCommand,
  'proposal-status': async () => (await import('./proposal-status.ts')).proposalStatusCommand,
  vault: async () => (await import('./vault.ts')).vaultCommand,
  liquidity: async () => (await import('./liquidity.ts')).liquidityCommand,
  claim: async () => (await import('./claim.ts')).claimCommand,
  stake: async () => (await import('./stake.ts')).stakeCommand,
  unstake: async () => (await import('./stake.ts')).unstakeCommand,
  statement: async () => (await import('./statement.ts')).statementCommand,
  propose: async () => (await import('./propose.ts')).proposeCommand,
  queue: async () => (await import('./timelock.ts')).queueCommand,
  execute: async () => (await import('./timelock.ts')).executeCommand,
  guard: async () => (await import('./guard.ts')).guardCommand,
  withdraw: async () => (await import('./timelock.ts')).withdrawCommand,
  features: async () => (await import('./features.ts')).featuresCommand,
  model: async () => (await import('./model.ts')).modelCommand,
  member: async () => (await import('./member.ts')).memberCommand,
  round: async () => (await import('./round.ts')).roundCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
};

const program = new Command('hanse')
  .description(
    'A group pools data, compute and capital: it learns together without showing its data, an agent trades inside limits that contracts enforce, and everyone can recompute every share.',
  )
  .version('0.1.0')
  .configureOutput({
    outputError: (text, write) => write(`hanse: ${oneLine(text)}; see hanse ${helpOf()}--help\n`),
  })
  .exitOverride();
const called = process.argv[2] ?? '';
for (const [name, load] of Object.entries(COMMANDS)) {
  if (called in COMMANDS && name !== called) continue;
  const command = (await load())();
  for (const one of [command, ...command.commands]) one.copyInheritedSettings(program);
  program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = await tell(thrown);
}

/** What the option parser has to say, as the first part of one sentence. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');
}

function helpOf(): string {
  return called in COMMANDS ? `${called} ` : '';
}

/** Says what went wrong in one sentence; wrong words exit with 2, all else with 1. */
async function tell(thrown: unknown): Promise<number> {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  let fault = toFault(thrown);
  if (fault.code === 'internal/unexpected')
    fault = toFault((await import('#store')).storageFault(thrown));
  process.stderr.write(`hanse: ${fault.message} [${fault.code}]\n`);
  if (fault.code === 'internal/unexpected' && process.env['HANSE_LOG_LEVEL'] === 'debug') {
    process.stderr.write(`${String((fault.cause as Error | undefined)?.stack ?? '')}\n`);
  }
  return fault.code.startsWith('cli/bad-argument') ? 2 : 1;
}
