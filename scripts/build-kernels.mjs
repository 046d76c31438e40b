// Builds every kernel into kernels/build/, and does nothing when sources and compiler are those of the last build.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { main, version } from 'assemblyscript/asc';
import { tiles } from '../kernels/generate.mjs';
import { VARIANTS } from '../kernels/variants.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const sources = join(root, 'kernels');
const build = join(sources, 'build');
const names = readdirSync(sources)
  .filter((name) => /\.(ts|mjs)$/.test(name))
  .sort();

const stamp = createHash('sha256')
  .update(version)
  .update(readFileSync(new URL(import.meta.url)))
  .update(names.map((name) => `${name}\n${readFileSync(join(sources, name), 'utf8')}`).join('\n'))
  .digest('hex');
const stampFile = join(build, 'stamp');
const upToDate =
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === stamp &&
  VARIANTS.every(({ name }) => existsSync(join(build, `${name}.wasm`)));

if (!upToDate) {
  for (const variant of VARIANTS) await compile(variant);
  writeFileSync(stampFile, stamp);
}

async function compile(variant) {
  // Its own folder for each process, and a rename at the end: two builds at once leave a whole file either way.
  const folder = join(build, `${variant.name}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    for (const name of names.filter((name) => name.endsWith('.ts'))) {
      writeFileSync(join(folder, name), readFileSync(join(sources, name)));
    }
    writeFileSync(join(folder, 'tiles.ts'), tiles(variant));
    const { error, stderr } = await main([
      'index.ts',
      '--baseDir',
      folder,
      '--outFile',
      'kernel.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--use',
      'abort=',
      '--importMemory',
      '--noExportMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
      '--enable',
      'simd',
      '--enable',
      'threads',
      ...(variant.fused ? ['--enable', 'relaxed-simd'] : []),
    ]);
    if (error)
      throw new Error(
        `kernel ${variant.name} does not compile: ${error.message}\n${stderr.toString()}`,
      );
    renameSync(join(folder, 'kernel.wasm'), join(build, `${variant.name}.wasm`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
