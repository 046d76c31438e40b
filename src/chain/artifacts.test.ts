/** The committed ABIs are the compiler's, and the pool code is the one that stands on every chain. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { keccak256 } from 'viem';
import { describe, expect, it } from 'vitest';
import { ownArtifact, POOL_INIT_CODE_HASH, uniswapArtifact } from './artifacts.ts';

const EXPORTS = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../contracts/evm/exports.json'), 'utf8'),
) as Record<string, string[]>;

const LAYOUT = resolve(import.meta.dirname, '../../contracts/evm/storage-layout.txt');

/** One line per variable: slot, offset, name, type without the compiler's numbering. */
function layoutOf(contract: string): string[] {
  const path = resolve(
    import.meta.dirname,
    `../../contracts/evm/out/${contract}.sol/${contract}.json`,
  );
  const { storageLayout } = JSON.parse(readFileSync(path, 'utf8')) as {
    storageLayout: { storage: { slot: string; offset: number; label: string; type: string }[] };
  };
  return storageLayout.storage.map(
    ({ slot, offset, label, type }) =>
      `${slot} ${offset} ${label} ${type.replace(/\)\d+_storage/g, ')')}`,
  );
}

describe('artifacts', () => {
  it.each(Object.entries(EXPORTS))(
    '%s holds what the compiler says of %s',
    async (constant, contracts) => {
      const file = constant.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const module = (await import(`./generated/${file}.ts`)) as Record<string, readonly unknown[]>;
      const committed = new Set(module[constant]!.map((item) => JSON.stringify(item)));
      for (const contract of contracts) {
        const items = ownArtifact(contract).abi.filter(({ type }) => type !== 'constructor');
        expect(items.length).toBeGreaterThan(3);
        for (const item of items) expect(committed).toContain(JSON.stringify(item));
      }
    },
  );

  it('gives vault, annex and liquidity one storage layout, the one that is written down', () => {
    const [vault, annex] = [layoutOf('Vault'), layoutOf('Annex')];
    expect(layoutOf('Liquidity')).toEqual(annex);
    expect(annex.length).toBeGreaterThan(10);
    expect(vault.slice(0, annex.length)).toEqual(annex);
    expect(vault).toEqual(readFileSync(LAYOUT, 'utf8').trim().split('\n'));
  });

  it('has the canonical pool bytecode', () => {
    expect(keccak256(uniswapArtifact('pool').bytecode)).toBe(POOL_INIT_CODE_HASH);
  });

  it('fits every contract into the size a chain allows', () => {
    for (const contract of Object.values(EXPORTS).flat()) {
      const { bytecode } = ownArtifact(contract);
      expect(bytecode.length / 2 - 1).toBeLessThan(2 * 24_576);
    }
  });
});
