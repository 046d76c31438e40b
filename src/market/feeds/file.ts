import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Fault } from '#kit';
import { CandleReader, type CandleSeries, type ReadOptions, symbolOf } from '#market';

/** As {@link ReadOptions}; the symbol comes from the file name where it is left out. */
export type FeedOptions = Omit<ReadOptions, 'symbol'> & { readonly symbol?: string };

/**
 * Reads a candle file, `.csv` or `.csv.gz`, as a stream.
 *
 * @throws Fault `market/no-file`, `market/is-folder`, `market/unreadable`, `market/unknown-format`, `market/not-gzip`,
 * `market/truncated-gzip`, `market/corrupt-gzip`, `market/not-text`, and every fault of {@link CandleReader}; `meta.path` names
 * the file and `meta.line` the line where there is one.
 * @example await readCandles('data/candles/binance_spot_5m_BTCUSDT_2024.csv.gz')
 */
export async function readCandles(path: string, options: FeedOptions = {}): Promise<CandleSeries> {
  const reader = new CandleReader({ ...options, symbol: options.symbol ?? symbolOf(path) });
  try {
    const packed = await isPacked(path);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const chunk of chunksOf(path, packed)) {
      reader.push(decoder.decode(chunk as Uint8Array, { stream: true }));
    }
    reader.push(decoder.decode());
    return reader.finish();
  } catch (thrown) {
    throw named(path, thrown);
  }
}

function chunksOf(path: string, packed: boolean): Readable {
  const file = createReadStream(path);
  if (!packed) return file;
  const plain = createGunzip();
  file.on('error', (error) => plain.destroy(error));
  plain.on('close', () => file.destroy());
  return file.pipe(plain);
}

/** Whether the file is gzip, by its name, held against its first bytes. */
async function isPacked(path: string): Promise<boolean> {
  const packed = /\.csv\.gz$/i.test(path);
  const head = await firstBytes(path);
  if (!packed && !/\.csv$/i.test(path)) {
    throw new Fault('market/unknown-format', 'the name ends neither in .csv nor in .csv.gz');
  }
  if (head.length === 0) {
    throw new Fault('market/empty-file', 'the file is empty; it needs a header and rows');
  }
  const magic = head[0] === 0x1f && head[1] === 0x8b;
  if (packed && !magic) {
    throw new Fault(
      'market/not-gzip',
      'the file is not gzip; if it is plain text, rename it to .csv',
    );
  }
  if (!packed && magic) {
    throw new Fault('market/not-text', 'the file is gzip; rename it to .csv.gz');
  }
  return packed;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(2), 0, 2, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const SYSTEM: Readonly<Record<string, readonly [code: string, why: string]>> = {
  ENOENT: ['market/no-file', 'there is no such file; check the path'],
  ENOTDIR: ['market/no-file', 'there is no such file; check the path'],
  EISDIR: ['market/is-folder', 'this is a folder; name a candle file in it'],
  EACCES: ['market/unreadable', 'the file may not be read; change its permissions'],
  EPERM: ['market/unreadable', 'the file may not be read; change its permissions'],
  Z_BUF_ERROR: ['market/truncated-gzip', 'the gzip data ends too early; fetch the file again'],
  Z_DATA_ERROR: ['market/corrupt-gzip', 'the gzip data is damaged; fetch the file again'],
  ERR_ENCODING_INVALID_ENCODED_DATA: [
    'market/not-text',
    'the file is not UTF-8 text; save it as UTF-8 CSV',
  ],
};

/** The fault with the file's name in front. */
function named(path: string, thrown: unknown): unknown {
  if (thrown instanceof Fault) {
    return new Fault(thrown.code, `${path}: ${thrown.message}`, {
      meta: { ...thrown.meta, path },
      cause: thrown,
    });
  }
  const known = SYSTEM[(thrown as { code?: string } | null)?.code ?? ''];
  if (!known) return thrown;
  return new Fault(known[0], `${path}: ${known[1]}`, { meta: { path }, cause: thrown });
}
