// Compiles kernels/native/ into kernels/build/, for Linux on x64 where there are a C compiler and Node's headers; elsewhere
// it does nothing, and training does without. Does nothing either when the last build was of the same sources.
import { spawnSync } from 'node:child_process';
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
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const sources = join(root, 'kernels', 'native');
const build = join(root, 'kernels', 'build');
const FAMILIES = { exact: [], fast: ['-DFUSED'] };
/** No contraction of a product and a sum into one rounding, but where the source says so. */
const FLAGS = [
  '-std=gnu11',
  '-Wall',
  '-Wextra',
  '-fPIC',
  '-fvisibility=hidden',
  '-ffp-contract=off',
];
/** Not for the door, which must be able to say that it cannot serve. */
const WIDE = ['-O3', '-mavx512f', '-mavx512dq', '-mavx512vl'];

const headers = join(dirname(process.execPath), '..', 'include', 'node');
const files = readdirSync(sources).sort();
const stamp = createHash('sha256')
  .update(readFileSync(new URL(import.meta.url)))
  .update(files.map((file) => `${file}\n${readFileSync(join(sources, file), 'utf8')}`).join('\n'))
  .digest('hex');
const stampFile = join(build, 'native-stamp');
const outputs = Object.keys(FAMILIES).map((family) => join(build, `${family}512.node`));
const known = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (!known || !outputs.every((output) => existsSync(output))) {
  // What other sources were compiled to must not stay.
  for (const path of [stampFile, ...outputs]) rmSync(path, { force: true });
  const compiler = findCompiler();
  if (compiler) make(compiler);
}

function findCompiler() {
  const possible = process.platform === 'linux' && process.arch === 'x64';
  if (!possible || !existsSync(join(headers, 'node_api.h'))) return undefined;
  // gcc's code is the faster one where products and sums are fused.
  return [process.env.CC, 'gcc', 'cc', 'clang'].find(
    (name) => name && spawnSync(name, ['--version']).status === 0,
  );
}

function make(compiler) {
  const folder = join(build, `native-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    for (const [family, flags] of Object.entries(FAMILIES)) {
      const objects = ['recurrent', 'dense', 'addon'].map((name) => {
        const wide = name === 'addon' ? ['-O2', `-I${headers}`] : [...WIDE, ...flags];
        const object = join(folder, `${name}.o`);
        run(compiler, [...FLAGS, ...wide, '-c', join(sources, `${name}.c`), '-o', object]);
        return object;
      });
      const output = join(folder, `${family}512.node`);
      run(compiler, ['-shared', ...objects, '-o', output]);
      renameSync(output, join(build, `${family}512.node`));
    }
    writeFileSync(stampFile, stamp);
  } catch (error) {
    console.error(
      `hanse: kernels for 512 bits do not compile with ${compiler}; training does without: ${error.message}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(compiler, args) {
  const done = spawnSync(compiler, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${done.error ?? done.stderr.trim().split('\n')[0]}`);
}
