// Compiles the contracts with forge and writes their ABIs as typed constants; does nothing when neither sources nor compiler changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const project = join(root, 'contracts', 'evm');
const stampFile = join(project, 'out', 'stamp');
const generated = join(root, 'src', 'chain', 'generated');

/** What TypeScript talks to: the name of the constant, and the contracts that answer at that address. */
const EXPORTS = JSON.parse(readFileSync(join(project, 'exports.json'), 'utf8'));

const stamp = createHash('sha256')
  .update(readFileSync(new URL(import.meta.url)))
  .update(readFileSync(join(root, 'node_modules', 'solc', 'package.json')))
  .update(
    sources(project)
      .map((path) => `${path}\n${readFileSync(path, 'utf8')}`)
      .join('\n'),
  )
  .digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  const bin = join(root, 'node_modules', '.bin');
  const done = spawnSync('forge', ['build', '--quiet', '--skip', 'test'], {
    cwd: project,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  if (done.error) {
    console.error(
      'contracts: forge was not found; install Foundry (getfoundry.sh) or run npm ci on Linux x64',
    );
    process.exit(1);
  }
  if (done.status !== 0) process.exit(done.status ?? 1);
  mkdirSync(generated, { recursive: true });
  for (const [constant, contracts] of Object.entries(EXPORTS))
    write(constant, merge(contracts.map(abiOf)));
  writeFileSync(stampFile, stamp);
}

function abiOf(name) {
  return JSON.parse(readFileSync(join(project, 'out', `${name}.sol`, `${name}.json`), 'utf8')).abi;
}

/** All items once, in the order of the contracts. */
function merge(abis) {
  const texts = new Set(abis.flat().map((item) => JSON.stringify(item)));
  return [...texts]
    .map((text) => JSON.parse(text))
    .filter((item, i) => item.type !== 'constructor' || i === 0);
}

function write(constant, abi) {
  const kebab = constant.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const text = `// Written by scripts/build-contracts.mjs from the compiler's output; do not edit.\nexport const ${constant} = ${JSON.stringify(abi, null, 2)} as const;\n`;
  const path = join(generated, `${kebab}.ts`);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

function sources(folder) {
  return ['foundry.toml', 'solc.cjs', 'exports.json', ...walk(join(folder, 'src'))]
    .map((path) => resolve(folder, path))
    .sort();
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}
