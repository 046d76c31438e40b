// Compiles kernels/ring.ts and writes its bytes into src/rounds/member/ring-kernel.ts: `node scripts/build-ring.ts`.
// They are checked in, so that a page or a member has them without a file to fetch; a test compares them with their source.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { main } from 'assemblyscript/asc';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'src', 'rounds', 'member', 'ring-kernel.ts');

/** The compiled bytes in base64. */
export async function compileRing(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hanse-ring-'));
  try {
    writeFileSync(join(folder, 'ring.ts'), readFileSync(join(root, 'kernels', 'ring.ts')));
    const { error, stderr } = await main([
      'ring.ts',
      '--baseDir',
      folder,
      '--outFile',
      'ring.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--initialMemory',
      '2',
      '--enable',
      'simd',
    ]);
    if (error)
      throw new Error(`kernels/ring.ts does not compile: ${error.message}\n${stderr.toString()}`);
    return readFileSync(join(folder, 'ring.wasm')).toString('base64');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const text = readFileSync(target, 'utf8');
  writeFileSync(target, text.replace(/'[^']*';\n$/, `'${await compileRing()}';\n`));
}
