/** How the council decides; fixed when it was deployed. */
import type { CouncilRules, Ledger } from './deployment.ts';
import { councilAbi } from './generated/council-abi.ts';
import { vaultAbi } from './generated/vault-abi.ts';

/** The rules of the council. */
export async function readRules({ chain, deployment }: Ledger): Promise<Required<CouncilRules>> {
  const { votingSeconds, timelockSeconds, graceSeconds, quorumBps, proposeBps, bond } =
    await chain.client.readContract({
      address: deployment.council,
      abi: councilAbi,
      functionName: 'rules',
    });
  return { votingSeconds, timelockSeconds, graceSeconds, quorumBps, proposeBps, bond };
}

/** When the present voting epoch began, Unix seconds: shares minted since have no say in what is proposed now. */
export async function readEpochStart({ chain, deployment }: Ledger): Promise<number> {
  const [startedAt] = await chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'snapshot',
  });
  return Number(startedAt);
}
