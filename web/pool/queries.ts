/** What the pages of the pool ask the hub. */
import { useQuery } from '@tanstack/react-query';
import { operations } from '#api';
import { ask } from '../hub/ask.ts';

/** The vault as the chain has it. */
export function useVault() {
  return useQuery({
    queryKey: ['live', 'vault'],
    queryFn: () => ask(operations.vaultStatus),
  });
}

/** A member's shares and wallet. */
export function usePortfolio(member: string) {
  return useQuery({
    queryKey: ['live', 'portfolio', member],
    queryFn: () => ask(operations.portfolio, { member }),
  });
}

/** What each share of a member was allotted, day by day. */
export function useEarnings(member: string) {
  return useQuery({
    queryKey: ['live', 'earnings', member],
    queryFn: () => ask(operations.earningsHistory, { member }),
  });
}

/** A member's daily statements. */
export function useStatements(member: string) {
  return useQuery({
    queryKey: ['live', 'statements', member],
    queryFn: () => ask(operations.statements, { member }),
  });
}
