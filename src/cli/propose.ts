import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { Change, operations } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions } from './client.ts';
import { clockWords, doorOptions, memberOption, signOptions } from './door.ts';
import { amount, name, numbers, wholeNumber } from './options.ts';

interface ProposeOptions extends HubOptions {
  member: string;
  title?: string;
  once?: string;
}
type Given = Record<string, unknown> & { kind: Change['kind'] };

/** `hanse propose KIND`: each kind is one call that the council can make. */
export function proposeCommand(): Command {
  const command = new Command('propose').description('put a change before the group');
  for (const kind of kinds()) command.addCommand(kind);
  return command;
}

function kinds(): Command[] {
  return [
    kind('pair-shift', 'move a part of the book from one pair to another')
      .requiredOption('--from <asset>', 'pair that gives weight, such as BTCUSDT')
      .requiredOption('--to <asset>', 'pair that gets weight')
      .option('--bps <number>', 'how much of the book, basis points', wholeNumber(1, 10_000), 500)
      .action((options: ProposeOptions & { from: string; to: string; bps: number }) =>
        propose(options, {
          kind: 'pair-shift',
          from: options.from,
          to: options.to,
          bps: options.bps,
        }),
      ),
    kind('pair-weights', 'set the part of every pair; basis points that sum to 10000')
      .argument('<pair=bps...>', 'such as BTCUSDT=6000 ETHUSDT=4000', numbers, {})
      .action((weights: Numbers, options: ProposeOptions) =>
        propose(options, { kind: 'pair-weights', weights }),
      ),
    kind('threshold', 'set the probability above which the agent trades')
      .argument('<probability>', 'such as 0.6')
      .action((threshold: string, options: ProposeOptions) =>
        propose(options, { kind: 'strategy', threshold }),
      ),
    kind('model', 'activate a model that stands in the register')
      .argument('<hash>', 'its hash, 0x and 64 digits')
      .action((hash: string, options: ProposeOptions) => propose(options, { kind: 'model', hash })),
    kind('limits', 'set limits of the agent; those left out stay')
      .argument('<limit=number...>', 'such as tradeBps=150 lossBps=80', numbers, {})
      .action((limits: Numbers, options: ProposeOptions) =>
        propose(options, { kind: 'risk-limits', limits }),
      ),
    kind('policy', 'set how profit is split; basis points that sum to 10000')
      .argument('<bucket=bps...>', 'holders=6000 reinvest=2000 ai=1000 treasury=1000', numbers, {})
      .action((bps: Numbers, options: ProposeOptions) =>
        propose(options, { kind: 'profit-policy', bps }),
      ),
    kind('spend', 'pay an amount out of the treasury, never of the vault')
      .requiredOption('--to <address>', 'who is paid')
      .requiredOption('--amount <amount>', 'how much, in quote', amount)
      .action((options: ProposeOptions & { to: string; amount: string }) =>
        propose(options, { kind: 'treasury-spend', to: options.to, amount: options.amount }),
      ),
    kind('pause', 'stop trading and deposits for some hours; claims and exits go on')
      .argument('<hours>', '1 to 96', wholeNumber(1, 96))
      .action((hours: number, options: ProposeOptions) =>
        propose(options, { kind: 'pause', hours }),
      ),
    kind('unlock', 'release realised profit over some hours; 0 for at once')
      .argument('<hours>', '0 to 4000', wholeNumber(0, 4000))
      .action((hours: number, options: ProposeOptions) =>
        propose(options, { kind: 'unlock', hours }),
      ),
    kind('capital', 'give an agent capital to work with, or take some')
      .requiredOption('--agent <number>', 'which agent', wholeNumber(0, 63))
      .requiredOption('--amount <amount>', 'how much, in quote', amount)
      .option('--decrease', 'take it instead')
      .action((options: ProposeOptions & { agent: number; amount: string; decrease?: boolean }) =>
        propose(options, {
          kind: 'capital',
          agent: options.agent,
          amount: options.amount,
          direction: options.decrease ? 'decrease' : 'increase',
        }),
      ),
    kind('reallocation', 'move capital from one agent to another')
      .requiredOption('--from <number>', 'agent that gives', wholeNumber(0, 63))
      .requiredOption('--to <number>', 'agent that gets', wholeNumber(0, 63))
      .option('--bps <number>', 'of all agents’ capital', wholeNumber(1, 10_000), 500)
      .action((options: ProposeOptions & { from: number; to: number; bps: number }) =>
        propose(options, {
          kind: 'reallocation',
          from: options.from,
          to: options.to,
          bps: options.bps,
        }),
      ),
    kind('review', 'move capital from the weakest agent to the strongest since the last review')
      .argument('<bps>', 'of the weakest agent’s capital', wholeNumber(1, 10_000))
      .action((bps: number, options: ProposeOptions) => propose(options, { kind: 'review', bps })),
    kind('agent', 'name the key that may trade, and until when')
      .argument('<address>', 'its address')
      .requiredOption('--until <day>', 'day on which its session ends, such as 2027-01-31')
      .action((agent: string, options: ProposeOptions & { until: string }) =>
        propose(options, { kind: 'agent', agent, until: options.until }),
      ),
    kind('list-pool', 'let the agent trade another Uniswap v3 pool of the quote token')
      .argument('<address>', 'the pool')
      .action((pool: string, options: ProposeOptions) =>
        propose(options, { kind: 'list-pool', pool }),
      ),
    ...(['gate', 'eligibility', 'staking'] as const).map((named) =>
      kind(named, NAMED[named])
        .argument(
          '<contract>',
          named === 'staking'
            ? 'its address, deployed for the group’s own, or none'
            : 'its address, or none',
        )
        .action((contract: string, options: ProposeOptions) =>
          propose(options, { kind: named, contract }),
        ),
    ),
    kind('federation', 'learn by another strategy from the next round on')
      .argument('<name>', 'fedavg, fedprox, fedadam, scaffold, fedbuff or ditto')
      .argument('[number=value...]', 'its numbers, such as muMicro=20000', numbers, {})
      .action((name: string, parameters: Numbers, options: ProposeOptions) =>
        propose(options, { kind: 'federation', name, parameters }),
      ),
    ...(['resume', 'reset-breaker', 'shutdown'] as const).map((bare) =>
      kind(bare, BARE[bare]).action((options: ProposeOptions) => propose(options, { kind: bare })),
    ),
  ];
}

const NAMED = {
  gate: 'name a contract that is asked before each trade',
  eligibility: 'name a contract that says who may be given a new share',
  staking: 'give the holders’ part of later profit to staked shares only, or to all again (none)',
} as const;

const BARE = {
  resume: 'end a pause early',
  'reset-breaker': 'close the breaker after a loss',
  shutdown: 'end trading and deposits for good; claims and exits go on',
} as const;

function kind(word: string, description: string): Command {
  return signOptions(memberOption(doorOptions(new Command(word))))
    .description(description)
    .option('--title <text>', 'its title (default: what it changes)')
    .option(
      '--once <name>',
      'a name for this deed: called again with it, it is not done again',
      name,
    );
}

async function propose(options: ProposeOptions, given: Given): Promise<void> {
  const change = Change.safeParse(given);
  if (!change.success) {
    const issue = change.error.issues[0]!;
    const field = issue.path.join('.') || 'the change';
    throw new Fault('cli/bad-argument', `${field} does not work: ${issue.message}`);
  }
  const { member, title } = options;
  const once = options.once ?? randomUUID();
  const body = { member, change: change.data, once, ...(title ? { title } : {}) };
  const done = await call(operations.propose, { body }, options);
  console.log(`proposal ${done.id} ${done.txHash}`);
  console.log(`  ${done.sentence}`);
  const ends = new Date(done.votingEnds).toISOString().slice(0, 16).replace('T', ' ');
  console.log(`  voting ends ${ends} UTC${clockWords(options)}`);
}

type Numbers = Record<string, number>;
