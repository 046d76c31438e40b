/** How the group learns by vote, read by the member itself, from the vault that it bought its share of. */
import type { Address, Hex } from '#kit';
import { callWords } from './ask-node.ts';
import type { ChainView } from './standing.ts';

/** The kind of motion by which the council changes it, see `Council.Kind`. */
const FEDERATION_KIND = 19;

/**
 * The word that a vote put in force, all zeros for none: the vault names its council, the council the contract that its votes on
 * this go to.
 *
 * @throws Fault `members/chain-silent`
 */
export async function readVotedStrategy({
  rpcUrl,
  vault,
}: Pick<ChainView, 'rpcUrl' | 'vault'>): Promise<Hex> {
  const kind: Hex = `0x${FEDERATION_KIND.toString(16).padStart(64, '0')}`;
  const [council] = await callWords(rpcUrl, vault, 'governor()');
  const [mandate] = await callWords(rpcUrl, addressIn(council!), 'action(uint8)', [kind]);
  const [word] = await callWords(rpcUrl, addressIn(mandate!), 'federation()');
  return word!;
}

function addressIn(word: Hex): Address {
  return `0x${word.slice(-40)}`;
}
