/** Identity keys, invitations and the roster, and the member's own folder and memory. Node only; keys alone: `#members/keys`. */
export { writeDurably } from './durable.ts';
export { type MemberFolder, openFolder } from './folder.ts';
export { type Identity, openIdentity, openSecret } from './identity.ts';
export { type Invitation, readInvitation, writeInvitation } from './invitation.ts';
export { type FactMemory, MemberMemory, readFacts, VolatileMemory } from './memory.ts';
export { nodePrimitives } from './primitives.ts';
export { Roster } from './roster.ts';
export { type ChainView, readStanding, type Standing } from './standing.ts';
export { readVotedStrategy } from './voted-strategy.ts';
export { chainVouch, type Requirement } from './vouch.ts';
