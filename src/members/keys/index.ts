/** Keys and signatures of members, for Node and browsers alike. */
export { checkEnrolment, enrol, type Enrolment, type EnrolmentClaim } from './enrolment.ts';
export type { Awaitable, Bytes, DirectPrimitives, ExchangePair, Primitives } from './primitives.ts';
export { digestOf, isHex, signatureHolds, signValue } from './sign.ts';
export { signText, textSignatureHolds, walletAddress } from './wallet.ts';
export { webPrimitives } from './web.ts';
