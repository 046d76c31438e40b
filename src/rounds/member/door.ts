/** A round as a member reaches it: over HTTP, or in one process in tests and simulations. */
import type { Hex } from '#kit';
import type { Step } from './messages.ts';

/** What members can be shown; each waits until it is there. */
export type ViewName = 'cohort' | 'senders' | 'survivors' | 'ask';

/** A message of any step; `input` comes with its vector. */
export interface RoundMessage {
  readonly step: Step;
  readonly message: { readonly member: number; readonly signature: Hex };
  readonly packed?: Uint8Array;
}

/** The hub's side of one round. */
export interface RoundDoor {
  submit(plan: Hex, incoming: RoundMessage): Promise<void>;
  view(plan: Hex, name: ViewName): Promise<unknown>;
  /** The bytes of a global model. */
  model(hash: Hex): Promise<Uint8Array>;
}
