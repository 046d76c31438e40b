import { approveVault, bindIdentity, faucet, mintShare, registerPayee } from '#chain';
import { Fault, formatDecimal } from '#kit';
import { accountOf, money, now, QUOTE, type SeasonContext, WEIGHT_DECIMALS } from './context.ts';
import type { MemberPlan } from './plan.ts';

/** How long members may take to enrol after they were started: many processes at once, on a machine that may be busy. */
const ENROL_MS = 300_000;
/** Coins for gas that each member gets on the embedded chain. */
const GAS_MONEY = 10n ** 18n;

/** Waits for all members, gives them gas money, and lets each deposit what it planned. */
export async function gather(season: SeasonContext): Promise<void> {
  season.progress('members enrol with keys of their own', 0.02);
  await enrolled(season);
  season.progress('members deposit and receive shares', 0.04);
  for (const member of season.plan.members) {
    season.check();
    await deposit(season, member, {
      key: `mint/${member.id}`,
      units: BigInt(member.deposit) * 10n ** BigInt(QUOTE.decimals),
      at: season.times.minting,
    });
  }
}

/** One deposit of a member, by its own signature: a share at the net asset value of the moment. */
export async function deposit(
  season: SeasonContext,
  member: MemberPlan,
  order: { readonly key: string; readonly units: bigint; readonly at: number },
): Promise<void> {
  const { record, chain } = season;
  const { key, units, at } = order;
  if (record.find(key)) return;
  const account = accountOf(season, member);
  await faucet(season, account.address, units, { at, key: `${key}/faucet` });
  await approveVault(season, account, { at, key: `${key}/approve` });
  const minted = await mintShare(season, account, { assets: units }, { at, key: `${key}/mint` });
  record.once(
    key,
    'share/minted',
    {
      member: member.id,
      nft: Number(minted.id),
      assets: money(minted.assets),
      weight: formatDecimal(minted.weight, WEIGHT_DECIMALS),
      txHash: minted.txHash,
    },
    chain.now() * 1000,
  );
}

async function enrolled(season: SeasonContext): Promise<void> {
  const { roster, plan, chain, record } = season;
  const until = performance.now() + ENROL_MS;
  for (const member of plan.members) {
    while (!roster.list().some((known) => known.member === member.index)) {
      season.check();
      if (performance.now() > until) {
        throw new Fault(
          'season/member-missing',
          `member ${member.id} (${member.name}) did not enrol within ${ENROL_MS / 1000} s; see its log in the data folder`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const { wallet, identity } = roster.get(member.index);
    if (!wallet) {
      throw new Fault(
        'season/no-wallet',
        `member ${member.id} enrolled without a wallet; it cannot hold shares`,
      );
    }
    const at = season.times.founding + 60;
    const gas = { to: wallet, data: '0x', value: GAS_MONEY } as const;
    await chain.send(chain.accounts.deployer, gas, { at, key: `gas/${member.id}` });
    await registerPayee(season, chain.accounts.operator, BigInt(member.index), wallet, {
      at,
      key: `payee/${member.id}`,
    });
    const order = { group: season.id, identity };
    const when = { at, key: `bind/${member.id}` };
    const { txHash } = await bindIdentity(season, accountOf(season, member), order, when);
    record.once(
      `enrolled/${member.id}`,
      'member/enrolled',
      { member: member.id, address: wallet, identity, txHash },
      now(season),
    );
  }
}
