/** A secp256k1 wallet key without a chain library: its address, and EIP-191 text signatures. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { type Address, concatBytes, fromHex, type Hex, keccak256, toHex, utf8 } from '#kit';

/** The address of a wallet's private key, lower case. */
export function walletAddress(privateKey: Uint8Array): Address {
  return addressOf(secp256k1.getPublicKey(privateKey, false));
}

/** Signs text as wallets do (EIP-191 `personal_sign`): r, s, v, 65 bytes. */
export function signText(privateKey: Uint8Array, text: string): Hex {
  const signature = secp256k1.sign(textHash(text), privateKey, {
    prehash: false,
    format: 'recovered',
  });
  return toHex(concatBytes(signature.subarray(1), Uint8Array.of(27 + signature[0]!)));
}

/** Whether the wallet at `address` signed `text`. Malformed input is false. */
export function textSignatureHolds(address: Address, text: string, signature: string): boolean {
  if (!/^0x[0-9a-f]{130}$/.test(signature)) return false;
  const bytes = fromHex(signature);
  const recovery = bytes[64]! - 27;
  if (recovery !== 0 && recovery !== 1) return false;
  try {
    const recovered = secp256k1.recoverPublicKey(
      concatBytes(Uint8Array.of(recovery), bytes.subarray(0, 64)),
      textHash(text),
      { prehash: false },
    );
    const point = secp256k1.Point.fromBytes(recovered);
    return addressOf(point.toBytes(false)) === address.toLowerCase();
  } catch {
    return false;
  }
}

function textHash(text: string): Uint8Array {
  const body = utf8(text);
  return fromHex(
    keccak256(concatBytes(utf8(`\x19Ethereum Signed Message:\n${body.length}`), body)),
  );
}

function addressOf(uncompressed: Uint8Array): Address {
  return `0x${keccak256(uncompressed.subarray(1)).slice(-40)}`;
}
