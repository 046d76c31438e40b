/** Types that carry meaning: a bare string is no address, a bare bigint is no amount of basis points. */
declare const brand: unique symbol;

/** `T` marked as a `Name`; made only by the function that checks it. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** `0x` and an even number of lower- or upper-case hex digits. */
export type Hex = `0x${string}`;
/** A 20-byte account or contract address. */
export type Address = Hex;
/** A content identifier (multiformats CIDv1, base32). */
export type Cid = Brand<string, 'Cid'>;
/** Basis points, 0 to 10 000, as an integer. */
export type Bps = Brand<number, 'Bps'>;
/** Milliseconds since the Unix epoch, UTC. */
export type Millis = Brand<number, 'Millis'>;
/** An amount in an asset's smallest unit. */
export type Units = bigint;
