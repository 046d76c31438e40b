/** Turns the bytes a contract reverted with into a coded fault in plain words. */
import { type Abi, BaseError, decodeErrorResult } from 'viem';
import { Fault, type Hex } from '#kit';
import { arbitrageurAbi } from './generated/arbitrageur-abi.ts';
import { checkpointsAbi } from './generated/checkpoints-abi.ts';
import { contributionsAbi } from './generated/contributions-abi.ts';
import { councilAbi } from './generated/council-abi.ts';
import { mandateAbi } from './generated/mandate-abi.ts';
import { mockTokenAbi } from './generated/mock-token-abi.ts';
import { modelsAbi } from './generated/models-abi.ts';
import { scoresAbi } from './generated/scores-abi.ts';
import { stakesAbi } from './generated/stakes-abi.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { wordsFor } from './refusal-words.ts';

const ERRORS: Abi = [
  vaultAbi,
  councilAbi,
  contributionsAbi,
  modelsAbi,
  scoresAbi,
  stakesAbi,
  checkpointsAbi,
  mandateAbi,
  mockTokenAbi,
  arbitrageurAbi,
]
  .flatMap((abi): Abi => abi)
  .filter((item) => item.type === 'error');

/**
 * @param data What the call returned when it reverted.
 * @param meta What is known about the transaction.
 */
export function revertFault(data: Hex | undefined, meta: Readonly<Record<string, unknown>>): Fault {
  const { name, args } = decode(data);
  const told = args.length === 0 ? '' : ` (${args.map(show).join(', ')})`;
  const words = wordsFor(name, args);
  const says = words ? `: ${words.says}` : '';
  return new Fault('chain/reverted', `the contract refused: ${name}${told}${says}`, {
    meta: {
      ...meta,
      error: name,
      args,
      data: data ?? '0x',
      ...(words ? { reason: words.reason } : {}),
    },
  });
}

function decode(data: Hex | undefined): { name: string; args: readonly unknown[] } {
  if (!data || data === '0x') return { name: 'no reason given', args: [] };
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: ERRORS, data });
    if (errorName === 'CallFailed') return decode((args as readonly Hex[])[0]);
    return { name: errorName, args: args as readonly unknown[] };
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    return { name: `unknown error ${data.slice(0, 10)}`, args: [] };
  }
}

function show(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item))
    : String(value);
}
