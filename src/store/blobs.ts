import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { unixfs } from '@helia/unixfs';
import { FsBlockstore } from 'blockstore-fs';
import { CID } from 'multiformats/cid';
import { type Cid, Fault } from '#kit';

/** Encrypted, content-addressed storage: the CID names the ciphertext. */
export interface Blobs {
  /** Encrypts and stores bytes; returns the UnixFS CIDv1 of what was stored. */
  put(plain: Uint8Array): Promise<Cid>;
  /** @throws Fault `store/no-blob` where nothing is stored, `store/bad-blob` where it is altered or the key is another's. */
  get(cid: Cid): Promise<Uint8Array<ArrayBuffer>>;
  /** The ciphertext as it is stored, for anyone who checks the CID without the key. */
  sealed(cid: Cid): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/**
 * Blobs on disk: AES-256-GCM with a fresh nonce (layout: version byte, 12-byte nonce, ciphertext, 16-byte tag), then UnixFS.
 *
 * @param dir folder of the block store
 * @param key 32 bytes; deleting the key shreds every blob
 */
export async function openBlobs(dir: string, key: Uint8Array): Promise<Blobs> {
  if (key.length !== 32) {
    throw new Fault('store/bad-key', `the blob key has ${key.length} bytes; it must have 32`);
  }
  const blocks = new FsBlockstore(dir);
  await blocks.open();
  const files = unixfs({ blockstore: blocks });

  const sealed = async (cid: Cid): Promise<Uint8Array<ArrayBuffer>> => {
    const parsed = parseCid(cid);
    if (!(await blocks.has(parsed))) {
      throw new Fault(
        'store/no-blob',
        `nothing is stored under ${cid}; fetch it from a peer first`,
      );
    }
    const parts: Uint8Array[] = [];
    for await (const part of files.cat(parsed)) parts.push(part);
    const bytes = new Uint8Array(Buffer.concat(parts));
    const again = await files.addBytes(bytes, { cidVersion: 1 });
    if (!again.equals(parsed)) throw altered(cid);
    return bytes;
  };

  return {
    async put(plain) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([
        Buffer.of(VERSION),
        nonce,
        cipher.update(plain),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      const cid = await files.addBytes(body, { cidVersion: 1 });
      return cid.toString() as Cid;
    },
    async get(cid) {
      const body = await sealed(cid);
      try {
        if (body[0] !== VERSION || body.length < 1 + NONCE + TAG) throw altered(cid);
        const open = createDecipheriv('aes-256-gcm', key, body.subarray(1, 1 + NONCE));
        open.setAuthTag(body.subarray(-TAG));
        const plain = Buffer.concat([open.update(body.subarray(1 + NONCE, -TAG)), open.final()]);
        return new Uint8Array(plain);
      } catch (cause) {
        throw altered(cid, cause);
      }
    },
    sealed,
    close: async () => {
      await blocks.close();
    },
  };
}

function parseCid(cid: Cid): CID {
  try {
    return CID.parse(cid);
  } catch (cause) {
    throw new Fault('store/bad-cid', `"${String(cid).slice(0, 80)}" is no content identifier`, {
      cause,
    });
  }
}

function altered(cid: Cid, cause?: unknown): Fault {
  return new Fault(
    'store/bad-blob',
    `the blob ${cid} was altered or belongs to another key; restore it from a peer`,
    { cause },
  );
}
