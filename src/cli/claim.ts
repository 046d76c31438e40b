import { Command, Option } from 'commander';
import { operations } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions, isBegun } from './client.ts';
import { BEGUN, confirm, type DeedOptions, deedOptions, doOnce } from './confirm.ts';
import { doorOptions, memberOption } from './door.ts';
import { wholeNumber } from './options.ts';

interface ClaimOptions extends HubOptions, DeedOptions {
  member: string;
  nft?: number;
}

const KINDS = { holder: 'share holder', contributor: 'contributor', staker: 'staker' } as const;

/** `hanse claim`: all that a member has earned, or what one share has. */
export function claimCommand(): Command {
  return deedOptions(memberOption(doorOptions(new Command('claim'))))
    .description(
      'claim all that a member has earned, by shares and by contribution; with --nft only what one share has',
    )
    .addOption(new Option('--all', 'everything (the default)').conflicts('nft'))
    .option('--nft <number>', 'number of a share', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(async (options: ClaimOptions) => {
      const { member, nft } = options;
      const body = { member, ...(nft === undefined ? {} : { nft }) };
      // What was begun may have been paid: there is nothing left to claim then, and an answer to give.
      const begun = await isBegun(operations.claim, body, options);
      await confirm(begun ? BEGUN : await offer(options), options);
      const done = await doOnce(options, (once) =>
        call(operations.claim, { body: { ...body, once } }, options),
      );
      for (const { kind, amount, txHash } of done.claims)
        console.log(`${amount} as ${KINDS[kind]} ${txHash}`);
      console.log(`claimed in all ${done.total}`);
    });
}

/** What would be claimed, in words. */
async function offer(options: ClaimOptions): Promise<string> {
  const { member, nft } = options;
  const portfolio = await call(operations.portfolio, { query: { member } }, options);
  const { claimable, what } = nft === undefined ? whole(portfolio) : one(portfolio, nft);
  if (!/[1-9]/.test(claimable) && !options.once)
    throw new Fault('claim/nothing', `${what} has nothing to claim now`);
  return `${what} claims ${claimable}, paid to ${portfolio.wallet}.`;
}

interface Claimable {
  readonly claimable: string;
  readonly what: string;
}

function whole({ claimable, member }: { claimable: string; member: string }): Claimable {
  return { claimable, what: member };
}

function one(
  portfolio: {
    member: string;
    holdings: readonly { nft: number; claimable: string; stakeClaimable: string }[];
  },
  nft: number,
): Claimable {
  const share = portfolio.holdings.find((holding) => holding.nft === nft);
  if (share) {
    const byStake = /[1-9]/.test(share.stakeClaimable)
      ? ` and ${share.stakeClaimable} by being staked`
      : '';
    const what = `share ${nft} of ${portfolio.member}`;
    return { claimable: `${share.claimable}${byStake}`, what };
  }
  const has = portfolio.holdings.map((holding) => holding.nft).join(', ') || 'none';
  throw new Fault(
    'vault/not-holder',
    `${portfolio.member} does not hold share ${nft}; it holds ${has}`,
  );
}
